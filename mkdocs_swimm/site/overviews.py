"""The pages on all documents, as files of an MkDocs site: lists of them, and their health."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from ..i18n.strings import Strings
from ..project.library import Entry
from ..project.overview import folded_overview, overview
from ..rendering.markup import WIDE
from .health import health_page
from .mounting import Mounted, Source
from .navigation import MANY, SiteNavigation
from .output import generated_page
from .parts import Part
from .styles_and_scripts import FILTER_SCRIPT, HEALTH_SCRIPT, packaged


def add_health(
    files: Files,
    config: MkDocsConfig,
    parts: Sequence[Part],
    mounted: Mounted,
    main: str,
    strings: Strings,
) -> File | None:
    """Add the page that tells the state of all documents.

    Args:
        files: The files of the site.
        config: The configuration of the site.
        parts: The repositories.
        mounted: The documents.
        main: The URL path that the page is below.
        strings: The words to use.

    Returns:
        The page; None where nothing was checked, or the site has such a page of its own.
    """
    uri = posixpath.join(main, "health.md")
    active = [part for part in parts if part.checks.active]
    if not active or files.get_file_from_path(uri):
        return None
    findings = {path: found for part in active for path, found in part.checks.findings.items()}
    coverage = [
        (part.code.root.name if parts[1:] else "", part.coverage())
        for part in active
        if part.mentions.all
    ]
    page = generated_page(config, uri, "")
    content = health_page(findings, mounted, coverage, page, strings)
    files.append(generated_page(config, uri, WIDE + content))
    packaged(HEALTH_SCRIPT).add(files, config)
    return page


def add_overviews(
    files: Files,
    config: MkDocsConfig,
    mounted: Mounted,
    sources: Sequence[Source],
    navigation: SiteNavigation,
    strings: Strings,
) -> None:
    """Add a home page where the site has none, and a list of the documents at their mount.

    Args:
        files: The files of the site.
        config: The configuration of the site.
        mounted: The documents.
        sources: Their folders.
        navigation: Arranges them.
        strings: The words to use.
    """
    if not mounted.by_uri:
        return
    home = any(files.get_file_from_path(uri) for uri in ("index.md", "README.md"))
    wanted = {posixpath.join(source.mount, "index.md") for source in sources}
    used = {posixpath.dirname(file.src_uri) for file in mounted.files.values()}
    for uri in sorted(wanted | {"index.md"}):
        if uri == "index.md" and home:
            continue
        folder = posixpath.dirname(uri)
        if files.get_file_from_path(uri) or (folder and folder not in used):
            continue
        title = config.site_name if uri == "index.md" else strings.documents
        tree = navigation.tree(folder if uri != "index.md" else None)
        uris = {path: file.src_uri for path, file in mounted.files.items()}
        if len(mounted.by_uri) > MANY:
            page = generated_page(config, uri, "")

            def url(entry: Entry, page: File = page) -> str:
                return mounted.files[entry.path].url_relative_to(page)

            content = folded_overview(tree, url, title or strings.documents, strings)
            packaged(FILTER_SCRIPT).add(files, config)
        else:
            content = overview(tree, uris, uri, title or strings.documents)
        files.append(generated_page(config, uri, content))
