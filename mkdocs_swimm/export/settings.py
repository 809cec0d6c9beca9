"""A ``mkdocs.yml`` for exported documents: extensions, navigation, style."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import yaml
from pymdownx.superfences import fence_code_format

from ..project.extensions import NEEDED
from ..project.navigation import Branch, Tree
from ..rendering.page import plain_title
from ..safety.untrusted import template_text

STYLES = ("swimm.css", "swimm-playlist.css")
"""The style sheets of the pages, from the package."""


def mkdocs_yml(
    tree: Tree, pages: Mapping[Path, str], site_name: str, repo_url: str | None, home: str
) -> str:
    """The text of ``mkdocs.yml``; ``home`` is the page that readers see first."""
    mermaid = {"name": "mermaid", "class": "mermaid", "format": fence_code_format}
    extensions: dict[str, dict[str, Any]] = {name: dict(given) for name, given in NEEDED.items()}
    extensions["pymdownx.superfences"]["custom_fences"] = [mermaid]
    settings = {
        "site_name": site_name,
        **({"repo_url": repo_url} if repo_url else {}),
        "theme": {
            "name": "material",
            "features": ["content.code.copy", "content.tooltips", "navigation.indexes"],
        },
        "extra_css": [f"stylesheets/{name}" for name in STYLES],
        "markdown_extensions": [
            {name: given} if given else name for name, given in extensions.items()
        ],
        "nav": [home, *nav(tree, pages)],
    }
    # This writes functions by their names, as MkDocs reads them.
    return yaml.dump(settings, allow_unicode=True, sort_keys=False, width=100)


def nav(tree: Tree, pages: Mapping[Path, str]) -> list[Any]:
    """The documents as the navigation of MkDocs."""
    items: list[Any] = []
    for child in tree:
        if isinstance(child, Branch):
            inside = [child.page, *child.children] if child.page else child.children
            items.append({_title(child.title): nav(inside, pages)})
        else:
            items.append({_title(child.title): pages[child.path]})
    return items


def _title(title: str) -> str:
    """A title for the navigation, which templates print as it is."""
    return str(template_text(plain_title(title)))


def style_sheets() -> Mapping[str, bytes]:
    """The style sheets by their path below the pages."""
    assets = package_files("mkdocs_swimm") / "assets"
    return {f"stylesheets/{name}": (assets / name).read_bytes() for name in STYLES}
