"""Adds style sheets and scripts, with their checksums in their names: no cached one is stale."""

from __future__ import annotations

import json
import posixpath
import zlib
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from .site_files import SiteFiles

_FOLDER = Path(__file__).parents[1] / "assets"

STYLE = "swimm.css"
PLAYLIST_STYLE = "swimm-playlist.css"
PLAYLIST_SCRIPT = "swimm-playlist.js"
PREVIEWS_SCRIPT = "swimm-previews.js"
COPY_SCRIPT = "swimm-copy.js"
FILTER_SCRIPT = "swimm-filter.js"
HEALTH_SCRIPT = "swimm-health.js"
TABLES_SCRIPT = "swimm-tables.js"
_LIBRARY = "mermaid/mermaid.min.js"
_MERMAID_SCRIPT = "swimm-mermaid.js"


def add(site: SiteFiles, name: str, content: str | None = None) -> str:
    """Add a style sheet or script to the files, once; return its URI, ``assets/swimm.1a2b.css``."""
    path = _FOLDER / name
    data = path.read_bytes() if content is None else content.encode()
    stem, suffix = posixpath.splitext(posixpath.basename(name))
    uri = f"assets/{stem}.{zlib.crc32(data):08x}{suffix}"
    if site.files.get_file_from_path(uri):
        return uri
    if content is None:
        site.files.append(File.generated(site.config, uri, abs_src_path=str(path)))
    else:
        site.files.append(File.generated(site.config, uri, content=content))
    return uri


def use(site: SiteFiles, name: str, content: str | None = None) -> None:
    """Add a style sheet or script to every page; style sheets precede, and so yield to, others."""
    uri, config = add(site, name, content), site.config
    if uri in (*config.extra_javascript, *config.extra_css):
        return
    if uri.endswith(".css"):
        config.extra_css.insert(0, uri)
    else:
        config.extra_javascript.append(uri)


def use_with_documents(site: SiteFiles, name: str) -> None:
    """Add a style sheet or script: to every page of a site with documents, else to own pages."""
    if site.docs:
        use(site, name)
    elif (uri := add(site, name)) not in site.own_assets:
        site.own_assets.append(uri)


def tags(site: SiteFiles, page: File) -> tuple[str, str]:
    """HTML elements for the style sheets, and for the scripts, that only the plugin's pages use."""
    urls = [get_relative_url(uri, page.url) for uri in site.own_assets]
    styles = (f'<link rel="stylesheet" href="{url}">\n' for url in urls if url.endswith(".css"))
    scripts = (f'\n<script src="{url}"></script>' for url in urls if url.endswith(".js"))
    return "".join(styles), "".join(scripts)


def use_mermaid(site: SiteFiles, choice: str) -> None:
    """Add a script that draws Mermaid diagrams, unless the user has such a script or plugin.

    ``choice`` is ``bundled``, ``theme``, or the address or path in ``docs_dir`` of a library. The
    bundled library serves sites that are offline or load nothing from the web, as Material does.
    """
    names = [*map(str, site.config.extra_javascript), *site.config.plugins]
    if choice == "theme" or any("mermaid" in name.lower() for name in names):
        return
    library = choice
    if choice == "bundled":
        library = posixpath.basename(add(site, _LIBRARY))
    elif not urlsplit(choice).netloc:
        # The address is relative to the script, which is one folder below the site's root.
        library = f"../{choice.lstrip('/')}"
    words = {
        "failed": site.strings.diagram_failed,
        "diagram": site.strings.diagram,
        "named": site.strings.diagram_named,
        "large": site.strings.diagram_large,
        "close": site.strings.close,
    }
    content = (_FOLDER / _MERMAID_SCRIPT).read_text("utf-8")
    for name, value in {"library": library, "words": words}.items():
        content = content.replace(f"{{{{ {name} }}}}", json.dumps(value))
    use(site, _MERMAID_SCRIPT, content)
