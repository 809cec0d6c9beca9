"""The ``mkdocs.yml`` and style sheets of exported documents."""

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


def mkdocs_yml(
    tree: Tree, pages: Mapping[Path, str], site_name: str, repo_url: str | None, home: str
) -> str:
    """The text of ``mkdocs.yml``; ``home`` is the path of the home page."""
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
    # Unlike safe_dump, this writes functions by name, as MkDocs reads them.
    return yaml.dump(settings, allow_unicode=True, sort_keys=False, width=100)


def nav(tree: Tree, pages: Mapping[Path, str]) -> list[Any]:
    """The navigation as ``nav`` of ``mkdocs.yml``."""
    items: list[Any] = []
    for child in tree:
        # Templates do not escape titles.
        title = str(template_text(plain_title(child.title)))
        if isinstance(child, Branch):
            children = [child.page, *child.children] if child.page else child.children
            items.append({title: nav(children, pages)})
        else:
            items.append({title: pages[child.path]})
    return items


def style_sheets() -> Mapping[str, bytes]:
    """The style sheets, by their path in the folder of pages."""
    assets = package_files("mkdocs_swimm") / "assets"
    return {f"stylesheets/{name}": (assets / name).read_bytes() for name in STYLES}
