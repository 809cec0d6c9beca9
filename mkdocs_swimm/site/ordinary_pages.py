"""Ordinary pages of an MkDocs site that links to lines of code tie to the code."""

from __future__ import annotations

from pathlib import Path

from ..format.document import Document
from ..project.documents import Doc, Unread
from ..project.pages import page_document, pages_in, read_page
from ..project.problems import log
from ..project.project import Project
from .site_files import SiteFiles


def add_pages(site: SiteFiles) -> None:
    """Add the pages that the option ``pages`` names; those without such links stay MkDocs' own."""
    project = site.project
    own = project.repositories[0]
    wanted = {path.resolve() for path in pages_in(project.home, project.pages)}
    for file in site.files.documentation_pages() if wanted else ():
        path = Path(file.abs_src_path).resolve() if file.abs_src_path else None
        if path not in wanted or path in site.of:
            continue
        doc = read_page(path, own, project.documents_at)
        if isinstance(doc, Unread):
            log.warning(
                "%s:1: the page can not be read: %s; its links to code are not followed",
                project.shown(path),
                doc.reason,
            )
        elif any(doc.document.references()):
            site.of[path] = file
            site.pages[file.src_uri] = doc
    project.add((doc, own) for doc in site.pages.values())


def document_of(doc: Doc, markdown: str, project: Project) -> Document:
    """A page as it was read from its file, unless somebody has changed the text.

    Args:
        doc: The page.
        markdown: Its text, without its front matter.
        project: The project that it is of.
    """
    if doc.has_text(markdown):
        return doc.document
    # What was taken from its head counts for the numbers of lines.
    taken = doc.document.source.rpartition(markdown.strip())[0].count("\n")
    text = "\n" * taken + markdown.strip("\n")
    return page_document(doc.path, text, project.repository_of(doc), project.documents_at)
