"""The style sheets and scripts of the package, under names that change with what is in them.

A browser that has kept one of an older version never takes it for the new one.
"""

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
    """Add a style sheet or script to the files of a site, once; with another content, if given.

    Gives where it is on the site: ``assets/swimm.1a2b3c4d.css`` for ``swimm.css``.
    """
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
    """Add a style sheet or script to every page; those of the user come after it, and win."""
    uri, config = add(site, name, content), site.config
    if uri in (*config.extra_javascript, *config.extra_css):
        return
    if uri.endswith(".css"):
        config.extra_css.insert(0, uri)
    else:
        config.extra_javascript.append(uri)


def use_with_documents(site: SiteFiles, name: str) -> None:
    """Add a style sheet or script for pages of ours: on a site of documents, few do without."""
    if site.docs:
        use(site, name)
    elif (uri := add(site, name)) not in site.own_assets:
        site.own_assets.append(uri)


def tags(site: SiteFiles, page: File) -> tuple[str, str]:
    """The style sheet and the scripts of a page on a site whose other pages are to have none."""
    urls = [get_relative_url(uri, page.url) for uri in site.own_assets]
    styles = (f'<link rel="stylesheet" href="{url}">\n' for url in urls if url.endswith(".css"))
    scripts = (f'\n<script src="{url}"></script>' for url in urls if url.endswith(".js"))
    return "".join(styles), "".join(scripts)


def use_mermaid(site: SiteFiles, choice: str) -> None:
    """Add what draws Mermaid diagrams, where no script or plugin of the user's does.

    Material loads the library from the web whenever a page has a diagram; a site that is offline,
    or that may not tell others who reads it, brings its own.

    ``choice`` is ``bundled``, ``theme``, or the address or path in ``docs_dir`` of a library.
    """
    drawing = [*map(str, site.config.extra_javascript), *site.config.plugins]
    if choice == "theme" or any("mermaid" in name.lower() for name in drawing):
        return
    library = choice
    if choice == "bundled":
        library = posixpath.basename(add(site, _LIBRARY))
    elif not urlsplit(choice).netloc:
        # The script, from which addresses are resolved, is one folder below the site's root.
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
