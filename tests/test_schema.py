"""The schema for editors takes what the plugin takes, and nothing else."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from mkdocs_swimm.site.config import Levels, SwimmConfig
from mkdocs_swimm.site.schema import schema

from .cli.conftest import invoke
from .conftest import REPOSITORY

MADE = schema()
VALIDATOR = Draft7Validator(MADE)


def options() -> Mapping[str, Any]:
    items = MADE["properties"]["plugins"]["anyOf"][0]["items"]["anyOf"]
    found = items[1]["properties"]["swimm"]["anyOf"][0]["properties"]
    assert isinstance(found, Mapping)
    return found


def test_it_is_a_schema_and_the_command_prints_it() -> None:
    Draft7Validator.check_schema(MADE)
    assert json.loads(invoke(REPOSITORY, "schema").out) == MADE


def test_every_option_is_in_it_with_a_description() -> None:
    assert set(options()) == set(SwimmConfig())
    assert all(one["description"] for one in options().values())
    assert set(options()["validation"]["properties"]) == set(Levels())


@pytest.mark.parametrize("name", ["mkdocs.yml", "docs/mkdocs.yml"])
def test_our_own_sites_are_valid(name: str) -> None:
    text = (REPOSITORY / name).read_text("utf-8")
    VALIDATOR.validate(yaml.safe_load(re.sub(r"(?<=[:-] )!\S+", "", text)))


VALID: list[object] = [
    "swimm",
    {"swimm": None},
    {"swimm": {}},
    {"swimm": {"sources": [".swm", {"path": "a", "mount": "b"}]}},
    {
        "swimm": {
            "sources": [{"path": "a", "root": "b", "host": "gitea", "repo_url": "https://a.b/c"}]
        }
    },
    {"swimm": {"freshness": "error", "health": True, "ref": "main"}},
    {"swimm": {"validation": {"links": "ignore"}}},
    {"swimm": {"strings": {"changed": "{what} anders", "snippets": {"other": "{count} Teile"}}}},
    {"swimm": {"repositories": {"other": "https://github.com/acme/other"}}},
    {"swimm": {"source_pages": False, "mermaid": "theme", "link_template": "https://x/{path}"}},
]
INVALID: list[object] = [
    {"swimm": {"freshnes": "error"}},
    {"swimm": {"freshness": "loud"}},
    {"swimm": {"health": "yes"}},
    {"swimm": {"sources": ".swm"}},
    {"swimm": {"sources": [{"mount": "b"}]}},
    {"swimm": {"sources": [{"path": "a", "where": "b"}]}},
    {"swimm": {"validation": {"links": "loud"}}},
    {"swimm": {"validation": {"link": "warn"}}},
    {"swimm": {"strings": {"chagned": "x"}}},
    {"swimm": {"host": "sourceforge"}},
]


@pytest.mark.parametrize("plugin", VALID + INVALID, ids=str)
def test_it_agrees_with_the_plugin(plugin: object) -> None:
    if isinstance(plugin, dict):
        config = SwimmConfig()
        config.load_dict(plugin["swimm"] or {})
        failed, unknown = config.validate()
        assert bool(failed or unknown) == (plugin in INVALID)
    for plugins in ([plugin], ["search", plugin, {"tags": {"x": 1}}]):
        assert VALIDATOR.is_valid({"site_name": "x", "plugins": plugins}) == (plugin in VALID)
    if isinstance(plugin, dict):
        assert VALIDATOR.is_valid({"plugins": plugin}) == (plugin in VALID)
