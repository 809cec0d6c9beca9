"""The index from code to documents as files of an MkDocs site."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from ..i18n.strings import Strings
from ..project.file_index import index_json, index_page
from ..project.library import Entry
from ..project.linked_code import Code
from ..project.mentions import Mentions
from .mounting import Mounted
from .output import generated_page, write_to_site
from .source_files import SourceFiles
from .styles_and_scripts import FILTER_SCRIPT, packaged

DATA = "swimm-index.json"


class _Data(File):
    """The index for programs."""

    def copy_file(self, dirty: bool = False) -> None:
        """Write the file to the site, as a whole or not at all."""
        write_to_site(self.dest_dir, self.dest_uri, self.content_string)


def add_index(
    files: Files,
    config: MkDocsConfig,
    mounted: Mounted,
    mentions: Mentions,
    code: Code,
    sources: SourceFiles | None,
    mount: str,
    strings: Strings,
) -> None:
    """Add the index for people, and the one for programs.

    Args:
        files: The files of the site.
        config: The configuration of the site.
        mounted: The documents.
        mentions: What they speak of.
        code: The code.
        sources: The pages of code, where there are any.
        mount: The URL path of the documents; the page is below it.
        strings: The words to use.
    """
    if not mentions.all:
        return

    def url(entry: Entry) -> str:
        return mounted.files[entry.path].url

    # That of the site's own repository is where a program looks for it first.
    data = DATA if code.number == 0 else posixpath.join(mount, DATA)
    if not files.get_file_from_path(data):
        files.append(_Data.generated(config, data, content=index_json(mentions, url)))
    uri = posixpath.join(mount, "code.md")
    if files.get_file_from_path(uri):
        return
    page = generated_page(config, uri, "")

    def address(entry: Entry) -> str:
        return mounted.files[entry.path].url_relative_to(page)

    folders = frozenset(path for path in mentions.by_path if code.base.kind(path) == "folder")
    content = index_page(mentions, folders, address, shown_at(code, sources, page), strings)
    files.append(generated_page(config, uri, content))
    packaged(FILTER_SCRIPT).add(files, config)


def shown_at(code: Code, sources: SourceFiles | None, page: File) -> Callable[[str], str]:
    """Gives the URL of a file of code from a page, by its path; empty where it is nowhere shown."""

    def address(path: str) -> str:
        target = sources.target(path, None, None, page) if sources else None
        if target:
            return target.html
        known = code.base.kind(path) == "file"
        return code.host.file_url(code.prefix + path) if code.host and known else ""

    return address
