"""What the configuration of a site says about documents and code, read and checked without MkDocs.

Nothing that ``mkdocs.yml`` names is imported or run. The plugin's own checks of its options are in
``site/config.py``; both refuse the same.
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
from .repository import NOT_SAID, Hosting, ProjectError

SOURCE_KEYS = ("path", "mount", "root", "repo_url", "host", "revision", "ref")
"""What can be said of a folder of documents."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the options of the plugin, of the same names, and the site say."""

    base: Path  # the folder of the configuration file, which paths are relative to
    docs_dir: Path  # the folder of the site's pages
    sources: Sequence[Mapping[str, str]] = ({"path": ".swm"},)
    pages: Sequence[str] = ()
    mount: str = "swimm"
    root: str | None = None
    hosting: Hosting = NOT_SAID
    site_repo_url: str | None = None  # the ``repo_url`` of the site, which may be no repository
    repositories: Mapping[str, str] = field(default_factory=dict)


def settings_of(
    options: Mapping[str, Any], base: Path, docs_dir: Path, site_repo_url: str | None
) -> Settings:
    """What options of the plugin that were checked say, with what ``Settings`` has of the site."""

    def said(*names: str) -> Mapping[str, Any]:
        return {name: options[name] for name in names if options.get(name) is not None}

    return Settings(
        base=base,
        docs_dir=docs_dir,
        hosting=Hosting(**said("repo_url", "host", "link_template", "revision", "ref")),
        site_repo_url=site_repo_url,
        **said("sources", "pages", "mount", "root", "repositories"),
    )


def find_config(start: Path, top: Path) -> Path | None:
    """The nearest configuration file with the plugin in it, from a folder up to another one."""
    for folder in (start, *start.parents):
        for path in (folder / "mkdocs.yml", folder / "mkdocs.yaml"):
            if is_file(path) and _options_in(_read(path)) is not None:
                return path
        if folder == top:
            break
    return None


def read_config(path: Path) -> Settings:
    """What a configuration file says; raises ProjectError where it can not be followed."""
    data = _read(path)
    options = _options_in(data)
    if options is None:
        raise ProjectError(f"{path} does not name 'swimm' among its plugins")
    known = {name: options[name] for name in _CHECKS if options.get(name) is not None}
    for name, value in known.items():
        try:
            known[name] = _CHECKS[name](value)
        except ValueError as error:
            raise ProjectError(f"{path}: the option '{name}' of swimm: {error}") from None
    base, url = path.parent.resolve(), data.get("repo_url")
    docs_dir = base / str(data.get("docs_dir") or "docs")
    return settings_of(known, base, docs_dir, url if isinstance(url, str) else None)


class _Loader(yaml.SafeLoader):
    """Reads what stands behind any tag as if the tag were not there, but for MkDocs' ``!ENV``."""


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
        raise ProjectError(f"{error.filename} can not be read: {error.strerror}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ProjectError(f"{path} can not be read as YAML: {reason}") from None


def _load(path: Path) -> Mapping[str, Any]:
    """A configuration file over the one that it names in ``INHERIT``, as MkDocs reads it."""
    with path.open("rb") as file:
        data: object = yaml.load(file, _Loader)  # noqa: S506 - a safe one
    if not isinstance(data, dict):
        return {}
    below = _load(path.parent / str(data.pop("INHERIT"))) if "INHERIT" in data else {}
    merged: Mapping[str, Any] = _merged(below, data)
    return merged


def _merged(below: Any, above: Any) -> Any:
    """A value over another one; only mappings are merged."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return below | {
        key: _merged(below[key], value) if key in below else value for key, value in above.items()
    }


def _options_in(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The options of the plugin; None where it is not used."""
    plugins = data.get("plugins")
    for one in [plugins] if isinstance(plugins, dict) else plugins or ():
        if one == "swimm":
            return {}
        if isinstance(one, dict) and "swimm" in one:
            return one["swimm"] if isinstance(one["swimm"], dict) else {}
    return None


def _expect(right: bool, what: str, value: object) -> None:
    if not right:
        raise ValueError(f"Expected {what} but received: {value!r}")


def _text(value: object) -> str:
    _expect(isinstance(value, str), "a text", value)
    return str(value)


def source(value: object) -> Mapping[str, str]:
    """A folder of documents, ``path`` and what else is set; raise ValueError for what is none."""
    if isinstance(value, str) and value.strip():
        return {"path": value}
    said = value if isinstance(value, dict) else {}
    form = "the path of a folder, or a mapping with 'path' and 'mount'"
    _expect(isinstance(said.get("path"), str), form, value)
    unknown = sorted(str(key) for key in set(said) - set(SOURCE_KEYS))
    _expect(not unknown, ", ".join(f"'{name}'" for name in SOURCE_KEYS), ", ".join(unknown))
    for key in said:
        (_host if key == "host" else _text)(said[key])
    further = [name for name in SOURCE_KEYS[3:] if name in said]
    if further and "root" not in said:
        raise ValueError(
            f"'{further[0]}' is for documents of another repository: give its 'root' as well"
        )
    return dict(said)


def link_template(value: object) -> str:
    """A template for links into the code; raise ValueError for one that can not work."""
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
    said = value if isinstance(value, dict) else {}
    _expect(isinstance(value, dict), "names with addresses", value)
    return {_text(name): _address(url) for name, url in said.items()}


def _list(check: Callable[[object], object], value: object) -> object:
    said = value if isinstance(value, list) else []
    _expect(isinstance(value, list), "a list", value)
    return [check(one) for one in said]


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
"""What gives the value of an option, or raises ValueError."""
