"""The style sheets and scripts of the package, under names that change with what is in them.

A browser that has kept one of an older version never takes it for the new one.
"""

from __future__ import annotations

import json
import posixpath
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url

from ..i18n.strings import Strings

_FOLDER = Path(__file__).parents[1] / "assets"


@dataclass(frozen=True)
class Asset:
    """A style sheet or script.

    Attributes:
        name: Its name in the package's folder ``assets``.
        content: Its text; None for that of the file, which may be large.
    """

    name: str
    content: str | None = None

    @property
    def path(self) -> Path:
        """The file in the package."""
        return _FOLDER / self.name

    @cached_property
    def uri(self) -> str:
        """Where it is on a site: ``assets/swimm.1a2b3c4d.css`` for ``swimm.css``."""
        stem, suffix = posixpath.splitext(posixpath.basename(self.name))
        data = self.path.read_bytes() if self.content is None else self.content.encode()
        return f"assets/{stem}.{zlib.crc32(data):08x}{suffix}"

    def use(self, config: MkDocsConfig) -> None:
        """Have it on every page. Style sheets of the user come after it, and win."""
        if not self.name.endswith(".css"):
            config.extra_javascript.append(self.uri)
        elif self.uri not in config.extra_css:
            config.extra_css.insert(0, self.uri)

    def add(self, files: Files, config: MkDocsConfig) -> None:
        """Add it to the files of a site."""
        if files.get_file_from_path(self.uri):
            return
        if self.content is None:
            file = File.generated(config, self.uri, abs_src_path=str(self.path))
        else:
            file = File.generated(config, self.uri, content=self.content)
        files.append(file)

    def filled(self, values: Mapping[str, str]) -> Asset:
        """The same with ``{{ name }}`` replaced by values."""
        content = self.path.read_text("utf-8") if self.content is None else self.content
        for name, value in values.items():
            content = content.replace(f"{{{{ {name} }}}}", value)
        return Asset(self.name, content)


@cache
def packaged(name: str) -> Asset:
    """A file of the package's folder ``assets``."""
    return Asset(name)


STYLE = "swimm.css"
PREVIEWS_SCRIPT = "swimm-previews.js"
COPY_SCRIPT = "swimm-copy.js"
FILTER_SCRIPT = "swimm-filter.js"
HEALTH_SCRIPT = "swimm-health.js"
TABLES_SCRIPT = "swimm-tables.js"


def scripts_of(page: File, files: Files) -> str:
    """The scripts for a page of ours on a site whose other pages are to stay as they are."""
    assets = (packaged(name) for name in (PREVIEWS_SCRIPT, HEALTH_SCRIPT, FILTER_SCRIPT))
    uris = (asset.uri for asset in assets if files.get_file_from_path(asset.uri))
    return "".join(f'\n<script src="{get_relative_url(uri, page.url)}"></script>' for uri in uris)


def styled(html: str, page: File) -> str:
    """The HTML of such a page with the style sheet."""
    url = get_relative_url(packaged(STYLE).uri, page.url)
    return html.replace("</head>", f'<link rel="stylesheet" href="{url}">\n</head>', 1)


BUNDLED = "bundled"
THEME = "theme"
_LIBRARY = "mermaid/mermaid.min.js"
_SCRIPT = "swimm-mermaid.js"


def add_mermaid(files: Files, config: MkDocsConfig, choice: str, strings: Strings) -> None:
    """Add what draws Mermaid diagrams, where nothing else draws them.

    Material asks the web for the library unless there is one; a site that is to work offline, or
    that may not tell others who reads it, brings its own.

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
