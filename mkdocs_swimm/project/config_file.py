"""What ``mkdocs.yml`` says about documents and code; nothing that it names is imported or run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from yaml_env_tag import construct_env_tag

from .options import Settings, checked, settings_of
from .repository import ProjectError, is_file

_NAMES = ("mkdocs.yml", "mkdocs.yaml")


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


def find_config(start: Path, top: Path) -> Path | None:
    """The nearest configuration file with the plugin in it, from a folder up to another one."""
    for folder in (start, *start.parents):
        for path in (folder / name for name in _NAMES):
            if is_file(path) and _options_in(_read(path)) is not None:
                return path
        if folder == top:
            break
    return None


def read_config(path: Path) -> Settings:
    """What a configuration file says about documents and code.

    Raises:
        ProjectError: It can not be read, does not use the plugin, or has an option that is wrong.
    """
    data = _read(path)
    options = _options_in(data)
    if options is None:
        raise ProjectError(f"{path} does not name 'swimm' among its plugins")
    try:
        options = checked(options)
    except ValueError as error:
        raise ProjectError(f"{path}: {error}") from None
    base = path.parent.resolve()
    url = data.get("repo_url")
    return settings_of(
        options,
        base,
        base / str(data.get("docs_dir") or "docs"),
        url if isinstance(url, str) else None,
    )


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
    if "INHERIT" in data:
        return _merged(_load(path.parent / str(data.pop("INHERIT"))), data)
    return data


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> Mapping[str, Any]:
    """A mapping with the entries of another one in it; only mappings are merged."""
    merged = dict(below)
    for key, value in above.items():
        there = merged.get(key)
        both = isinstance(there, dict) and isinstance(value, dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _options_in(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The options of the plugin; None where it is not used."""
    plugins = data.get("plugins")
    for one in [plugins] if isinstance(plugins, dict) else plugins or ():
        if one == "swimm":
            return {}
        if isinstance(one, dict) and "swimm" in one:
            options = one["swimm"]
            return options if isinstance(options, dict) else {}
    return None
