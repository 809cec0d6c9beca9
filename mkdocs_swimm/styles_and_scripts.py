"""The style sheets and scripts of the package, under names that change with what is in them.

A browser that has kept one of an older version never takes it for the new one.
"""

from __future__ import annotations

import hashlib
import posixpath
from functools import cache
from importlib.resources import files as package_files

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

STYLE = "swimm.css"
COVERAGE_STYLE = "swimm-coverage.css"
PEEK_SCRIPT = "swimm-peek.js"
HEALTH_SCRIPT = "swimm-health.js"


def asset_uri(name: str) -> str:
    """Where a file of the package is on a site: ``assets/swimm.1a2b3c4d.css`` for ``swimm.css``."""
    stem, suffix = posixpath.splitext(name)
    fingerprint = hashlib.sha256(_content(name).encode()).hexdigest()[:8]
    return f"assets/{stem}.{fingerprint}{suffix}"


def use_asset(config: MkDocsConfig, name: str) -> None:
    """Have a style sheet or script on every page.

    Style sheets come before those of the user, whose rules then win.
    """
    uri = asset_uri(name)
    if not name.endswith(".css"):
        config.extra_javascript.append(uri)
    elif uri not in config.extra_css:
        config.extra_css.insert(0, uri)


def add_asset(files: Files, config: MkDocsConfig, name: str) -> None:
    """Add a file of the package to a site."""
    uri = asset_uri(name)
    if not files.get_file_from_path(uri):
        files.append(File.generated(config, uri, content=_content(name)))


@cache
def _content(name: str) -> str:
    return (package_files(__package__) / "assets" / name).read_text("utf-8")
