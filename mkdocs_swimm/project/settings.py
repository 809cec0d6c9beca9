"""The options about documents and code, read from ``mkdocs.yml`` and validated without MkDocs.

Nothing that ``mkdocs.yml`` names is imported or run. The plugin validates its options in
``site/config.py``; both refuse the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from yaml_env_tag import construct_env_tag

from ..code.codehost import KINDS, template_problem
from .folders import is_file
from .repository import DEFAULT_HOSTING, Hosting, ProjectError

SOURCE_KEYS = ("path", "mount", "root", "repo_url", "host", "revision", "ref")
"""The keys of an entry of ``sources``."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of the plugin, under their names, and what is needed of the site's."""

    base: Path  # the folder of the configuration file, which paths are relative to
    docs_dir: Path  # the folder of the site's pages
    sources: Sequence[Mapping[str, str]] = ({"path": ".swm"},)
    pages: Sequence[str] = ()
    mount: str = "swimm"
    root: str | None = None
    hosting: Hosting = DEFAULT_HOSTING
    site_repo_url: str | None = None  # the ``repo_url`` of the site, which may be no repository
    repositories: Mapping[str, str] = field(default_factory=dict)


def settings_of(
    options: Mapping[str, Any], base: Path, docs_dir: Path, site_repo_url: str | None
) -> Settings:
    """Settings by validated options of the plugin and, for the rest, those of the site."""

    def given(*names: str) -> Mapping[str, Any]:
        return {name: options[name] for name in names if options.get(name) is not None}

    return Settings(
        base=base,
        docs_dir=docs_dir,
        hosting=Hosting(**given("repo_url", "host", "link_template", "revision", "ref")),
        site_repo_url=site_repo_url,
        **given("sources", "pages", "mount", "root", "repositories"),
    )


def find_config(start: Path, top: Path) -> Path | None:
    """The nearest configuration file that uses the plugin, from a folder up to another one."""
    for folder in (start, *start.parents):
        for path in (folder / "mkdocs.yml", folder / "mkdocs.yaml"):
            if is_file(path) and _options_in(_read(path)) is not None:
                return path
        if folder == top:
            break
    return None


def read_config(path: Path) -> Settings:
    """The settings in a configuration file; raises ProjectError if they are not valid."""
    data = _read(path)
    options = _options_in(data)
    if options is None:
        raise ProjectError(f"{path} does not name 'swimm' among its plugins")
    valid = {name: options[name] for name in _CHECKS if options.get(name) is not None}
    for name, value in valid.items():
        try:
            valid[name] = _CHECKS[name](value)
        except ValueError as error:
            raise ProjectError(f"{path}: the option '{name}' of swimm: {error}") from None
    base, url = path.parent.resolve(), data.get("repo_url")
    docs_dir = base / str(data.get("docs_dir") or "docs")
    return settings_of(valid, base, docs_dir, url if isinstance(url, str) else None)


class _Loader(yaml.SafeLoader):
    """Ignores all tags but MkDocs' ``!ENV``."""


def _untagged(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


_Loader.add_multi_constructor("", _untagged)
_Loader.add_constructor("!ENV", construct_env_tag)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return _load(path)
    except OSError as error:
        raise ProjectError(f"{error.filename} cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ProjectError(f"{path} cannot be read as YAML: {reason}") from None


def _load(path: Path) -> Mapping[str, Any]:
    """A configuration file merged over the one that its ``INHERIT`` names, as in MkDocs."""
    with path.open("rb") as file:
        data: object = yaml.load(file, _Loader)  # noqa: S506 - a safe one
    if not isinstance(data, dict):
        return {}
    parent = _load(path.parent / str(data.pop("INHERIT"))) if "INHERIT" in data else {}
    merged: Mapping[str, Any] = _merged(parent, data)
    return merged


def _merged(base: Any, override: Any) -> Any:
    """Two mappings merged, recursively; of other values the second."""
    if not (isinstance(base, dict) and isinstance(override, dict)):
        return override
    return base | {
        key: _merged(base[key], value) if key in base else value for key, value in override.items()
    }


def _options_in(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The options of the plugin; None if it is not used."""
    plugins = data.get("plugins")
    for plugin in [plugins] if isinstance(plugins, dict) else plugins or ():
        if plugin == "swimm":
            return {}
        if isinstance(plugin, dict) and "swimm" in plugin:
            return plugin["swimm"] if isinstance(plugin["swimm"], dict) else {}
    return None


def _expect(condition: bool, expected: str, value: object) -> None:
    if not condition:
        raise ValueError(f"Expected {expected} but received: {value!r}")


def _text(value: object) -> str:
    _expect(isinstance(value, str), "a text", value)
    return str(value)


def source(value: object) -> Mapping[str, str]:
    """Validate an entry of ``sources``, and return it as a mapping; raise ValueError if invalid."""
    if isinstance(value, str) and value.strip():
        return {"path": value}
    entry = value if isinstance(value, dict) else {}
    form = "the path of a folder, or a mapping with 'path' and 'mount'"
    _expect(isinstance(entry.get("path"), str), form, value)
    unknown = sorted(str(key) for key in set(entry) - set(SOURCE_KEYS))
    _expect(not unknown, ", ".join(f"'{name}'" for name in SOURCE_KEYS), ", ".join(unknown))
    for key in entry:
        (_host if key == "host" else _text)(entry[key])
    foreign = [name for name in SOURCE_KEYS[3:] if name in entry]
    if foreign and "root" not in entry:
        raise ValueError(
            f"'{foreign[0]}' is for documents of another repository: give its 'root' as well"
        )
    return dict(entry)


def link_template(value: object) -> str:
    """Validate a template for links into the code; raise ValueError if it cannot work."""
    template = _text(value)
    if problem := template_problem(template):
        raise ValueError(problem)
    return template


def _host(value: object) -> str:
    _expect(value in KINDS, f"one of {', '.join(KINDS)}", value)
    return str(value)


def _address(value: object) -> str:
    parts = urlsplit(_text(value))
    _expect(not value or bool(parts.scheme and parts.netloc), "an address with 'https://'", value)
    return str(value)


def _addresses(value: object) -> Mapping[str, str]:
    mapping = value if isinstance(value, dict) else {}
    _expect(isinstance(value, dict), "names with addresses", value)
    return {_text(name): _address(url) for name, url in mapping.items()}


def _list(check: Callable[[object], object], value: object) -> object:
    items = value if isinstance(value, list) else []
    _expect(isinstance(value, list), "a list", value)
    return [check(item) for item in items]


_CHECKS: Mapping[str, Callable[[object], object]] = {
    "sources": partial(_list, source),
    "pages": partial(_list, _text),
    "mount": _text,
    "root": _text,
    "repo_url": _address,
    "host": _host,
    "link_template": link_template,
    "revision": _text,
    "ref": _text,
    "repositories": _addresses,
}
"""Validators by option: each returns the value, or raises ValueError."""
