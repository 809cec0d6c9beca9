"""The page on how much of the code is documented, as a file of an MkDocs site."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from .coverage import Selection, coverage_of
from .coverage_page import coverage_page
from .freshness import Finding
from .linked_code import Code
from .rendering.markup import WIDE
from .site_index import shown_at
from .source_files import SourceFiles
from .strings import Strings
from .styles_and_scripts import COVERAGE_STYLE, packaged


def add_coverage(
    files: Files,
    config: MkDocsConfig,
    code: Code,
    findings: Iterable[Sequence[Finding]],
    sources: SourceFiles | None,
    mount: str,
    strings: Strings,
) -> None:
    """Add the page.

    Args:
        files: The files of the site.
        config: The configuration of the site.
        code: The code.
        findings: What was found out about the references of each document.
        sources: The pages of code, where there are any.
        mount: The URL path of the documents; the page is below it.
        strings: The words to use.
    """
    uri = posixpath.join(mount, "coverage.md")
    if files.get_file_from_path(uri):
        return
    page = File.generated(config, uri, content="")
    coverage = coverage_of(code.base, findings, Selection())
    content = coverage_page(coverage, shown_at(code, sources, page), strings)
    files.append(File.generated(config, uri, content=WIDE + content))
    packaged(COVERAGE_STYLE).add(files, config)
