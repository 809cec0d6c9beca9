"""The pages on all documents, as files of an MkDocs site: lists of them, and their health."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from .checking import Checks
from .health import health_page
from .mounting import Mounted, Source
from .overview import overview
from .rendering.markup import WIDE
from .site_navigation import SiteNavigation
from .strings import Strings
from .styles_and_scripts import HEALTH_SCRIPT, packaged


def add_health(
    files: Files,
    config: MkDocsConfig,
    checks: Iterable[Checks],
    mounted: Mounted,
    main: str,
    strings: Strings,
) -> File | None:
    """Add the page that tells the state of all documents.

    Args:
        files: The files of the site.
        config: The configuration of the site.
        checks: What was found out about the documents of each repository.
        mounted: The documents.
        main: The URL path that the page is below.
        strings: The words to use.

    Returns:
        The page; None where nothing was checked, or the site has such a page of its own.
    """
    uri = posixpath.join(main, "health.md")
    active = [one for one in checks if one.active]
    if not active or files.get_file_from_path(uri):
        return None
    verdicts = {path: verdict for one in active for path, verdict in one.verdicts.items()}
    page = File.generated(config, uri, content="")
    content = health_page(verdicts, mounted, page, strings)
    files.append(File.generated(config, uri, content=WIDE + content))
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
        content = overview(tree, uris, uri, title or strings.documents)
        files.append(File.generated(config, uri, content=content))
