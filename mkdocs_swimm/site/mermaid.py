"""What draws the Mermaid diagrams of a site: the library of the package, or one of the user's.

Material asks the web for the library unless there is one; a site that is to work offline, or that
may not tell others who reads it, brings its own.
"""

from __future__ import annotations

import json
import posixpath
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from ..i18n.strings import Strings
from .styles_and_scripts import packaged

BUNDLED = "bundled"
THEME = "theme"
_LIBRARY = "mermaid/mermaid.min.js"
_SCRIPT = "swimm-mermaid.js"


def add_mermaid(files: Files, config: MkDocsConfig, choice: str, strings: Strings) -> None:
    """Add what draws diagrams, where nothing else draws them.

    Args:
        files: The files of the site.
        config: The configuration of the site.
        choice: ``bundled``, ``theme``, or the address or path in ``docs_dir`` of a library.
        strings: The words to use.
    """
    if choice == THEME or _drawn_already(config):
        return
    library = choice
    if choice == BUNDLED:
        bundled = packaged(_LIBRARY)
        bundled.add(files, config)
        library = posixpath.basename(bundled.uri)
    elif not urlsplit(choice).netloc:
        # The script, from which addresses are resolved, is one folder below the site's root.
        library = f"../{choice.lstrip('/')}"
    words = {
        "failed": strings.diagram_failed,
        "diagram": strings.diagram,
        "named": strings.diagram_named,
        "large": strings.diagram_large,
        "close": strings.close,
    }
    script = packaged(_SCRIPT).filled({"library": json.dumps(library), "words": json.dumps(words)})
    script.use(config)
    script.add(files, config)


def _drawn_already(config: MkDocsConfig) -> bool:
    """Whether a script or plugin of the user's draws diagrams."""
    scripts = any("mermaid" in str(script).lower() for script in config.extra_javascript)
    return scripts or any("mermaid" in name for name in config.plugins)
