"""What ``mkdocs.yml`` says about documents and code; nothing that it names is imported or run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from mkdocs.exceptions import ConfigurationError
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

from ..project.opening import Settings
from ..project.repository import Hosting, ProjectError, is_file
from .config import SwimmConfig

_NAMES = ("mkdocs.yml", "mkdocs.yaml")


class _Loader(yaml.SafeLoader):
    """Reads what stands behind any tag as if the tag were not there; MkDocs adds ``!ENV``."""


def _untagged(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


_Loader.add_multi_constructor("", _untagged)


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
    config = SwimmConfig(config_file_path=str(path))
    config.load_dict(dict(options))
    errors, _ = config.validate()
    for name, error in errors:
        raise ProjectError(f"{path}: the option '{name}' of swimm: {error}")
    base = path.parent.resolve()
    url = data.get("repo_url")
    return settings_of(
        config,
        base,
        base / str(data.get("docs_dir") or "docs"),
        url if isinstance(url, str) else None,
    )


def settings_of(
    options: SwimmConfig, base: Path, docs_dir: Path, site_repo_url: str | None
) -> Settings:
    """What the options of the plugin say about documents and code.

    Args:
        options: The options.
        base: The folder of the configuration file.
        docs_dir: The folder of the site's pages.
        site_repo_url: The ``repo_url`` of the site.
    """
    return Settings(
        base=base,
        docs_dir=docs_dir,
        sources=options.sources,
        mount=options.mount,
        pages=options.pages,
        root=options.root,
        hosting=Hosting(
            options.repo_url, options.host, options.link_template, options.revision, options.ref
        ),
        site_repo_url=site_repo_url,
        repositories=options.repositories,
    )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            data: object = yaml_load(file, get_yaml_loader(_Loader))
    except OSError as error:
        raise ProjectError(f"{path} can not be read: {error.strerror}") from None
    except (ConfigurationError, yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ProjectError(f"{path} can not be read as YAML: {reason}") from None
    return data if isinstance(data, dict) else {}


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
