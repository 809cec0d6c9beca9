"""Caches results from one build to the next while MkDocs serves.

``DocumentCache`` keeps a parsed document while the time and size of its file are the same. Other
results are reused while all that they depend on is the same:

* **Findings**: the text; the files that it names; the repositories, their commits and that of the
  documents, and all uncommitted changes in the work tree; without git, all files.
* **Markdown and previews**: the text and findings; titles, names and addresses of all documents;
  options and settings; code hosts, and which files git ignores; the document's playlists and
  related documents. A document with images or links to files, or with references to another
  repository of the site, is rendered each time: those files are not tracked.
* **HTML**: the Markdown after all plugins, with its code; the addresses of all files; the Markdown
  extensions and their settings. It is rendered each time if an extension may read more than that,
  or if MkDocs logs something about the page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence, Set
from copy import deepcopy
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from ..code.languages import kept_highlighted
from ..format.document import Document
from ..freshness import Finding
from ..project.extensions import SwimmPages
from ..rendering import Page as Written
from ..safety.hidden_code import HiddenCode, hide
from .checking import KeptFindings
from .config import SwimmConfig
from .page_site import PageSite
from .previews import MadePreviews
from .serving import NewMessages
from .site_files import SiteFiles


@dataclass(frozen=True, slots=True)
class _KeptMarkdown:
    """A rendered document, and what it depends on."""

    document: Document
    findings: Sequence[Finding] | None  # of its references
    rest: object  # what else it depends on (see ``KeptPages.written``)
    page: Written
    code: HiddenCode  # the page with its code hidden
    previews: MadePreviews | None


@dataclass(frozen=True, slots=True)
class _KeptPage:
    """The HTML of a page, and what MkDocs has learned from it."""

    key: object  # what it depends on: the Markdown and the code
    html: str
    toc: TableOfContents
    anchors: Set[str]
    links: Mapping[str, Mapping[str, str]]  # to anchors of other files, by the URIs of these


class _Logged(logging.Filter):
    """Records whether MkDocs logs anything, such as a broken link."""

    anything = False

    def filter(self, record: logging.LogRecord) -> bool:
        self.anything = True
        return True


class KeptPages:
    """The pages of documents in the last build, and highlighted code.

    MkDocs is given an empty page instead of one whose HTML is kept, and the HTML is put in before
    any other plugin sees it. With 533 real documents, this saves 6 of 14 seconds at each save, and
    keeping their Markdown 3 of 16.
    """

    def __init__(self) -> None:
        self.findings = KeptFindings()
        self.messages = NewMessages()
        self.highlight = kept_highlighted
        self._site: object = None
        self._html_of: object = None
        self._written: dict[Path, _KeptMarkdown] = {}
        self._pages: dict[str, _KeptPage] = {}
        self._markdown = ""
        self._key: object = None
        self._logged = _Logged()

    def begin_pages(self, site: SiteFiles, options: SwimmConfig) -> None:
        """Forget all pages if anything has changed that all of them depend on."""
        last = self._site, self._html_of
        self._site, self._html_of = _site(site, options), _html_of(site)
        if last[0] != self._site:
            self._written.clear()
        if last[1] != self._html_of:
            self._pages.clear()

    def written(
        self, around: PageSite, rest: object, write: Callable[[], Written]
    ) -> tuple[Written, HiddenCode]:
        """A document as a page, kept or from ``write``, and the page with its code hidden.

        ``write`` renders it from ``around`` and ``rest``.
        """
        doc, document = around.doc, around.content
        findings = around.project.findings.get(doc.path)
        rest = doc.title, around.file.src_uri, rest
        known = self._written.pop(doc.path, None)
        if not (
            known
            and known.document is document
            and known.findings is findings
            and known.rest == rest
        ):
            page = write()
            made = around.previews.made if around.previews else None
            known = _KeptMarkdown(document, findings, rest, page, hide(page.markdown), made)
        elif around.previews and known.previews:
            around.previews.made = known.previews
        # Without findings, nothing here would change with the quoted files.
        if document is doc.document and findings is not None and not around.asked_for_files:
            self._written[doc.path] = known
        return known.page, known.code

    def to_render(self, markdown: str, page: Page, extension: SwimmPages) -> str:
        """The Markdown that MkDocs is to render; empty if the HTML is kept."""
        self._markdown, self._key = markdown, (markdown, extension.code.codes)
        known = self._pages.get(page.file.src_uri)
        if known and known.key == self._key:
            extension.active = False
            return ""
        self._pages.pop(page.file.src_uri, None)
        self._logged.anything = False
        logging.getLogger(Page.__module__).addFilter(self._logged)
        return markdown

    def rendered(self, html: str, page: Page, files: Files) -> str:
        """The HTML of a page; if it was kept, restores what MkDocs has learned from it."""
        page.markdown = self._markdown
        known = self._pages.get(page.file.src_uri)
        if known:
            page.toc = deepcopy(known.toc)
            page.present_anchor_ids = set(known.anchors)
            page.links_to_anchors = {
                file: dict(anchors)
                for uri, anchors in known.links.items()
                if (file := files.get_file_from_path(uri))
            }
            return known.html
        logging.getLogger(Page.__module__).removeFilter(self._logged)
        if self._html_of is not None and not self._logged.anything:
            self._pages[page.file.src_uri] = _KeptPage(
                self._key,
                html,
                deepcopy(page.toc),
                frozenset(page.present_anchor_ids or ()),
                {
                    file.src_uri: dict(anchors)
                    for file, anchors in (page.links_to_anchors or {}).items()
                },
            )
        return html

    def end(self, uris: Set[str]) -> None:
        """End a build, and forget all pages but these."""
        self.messages.end()
        self._pages = {uri: page for uri, page in self._pages.items() if uri in uris}


def _site(site: SiteFiles, options: SwimmConfig) -> object:
    """What the Markdown of all pages depends on."""
    project, config = site.project, site.config
    return (
        dict(options),
        config.use_directory_urls,
        config.theme.name,
        config.mdx_configs,
        site.strings,
        site.health and site.health.url,
        [
            (doc.path, doc.name, doc.title, file.src_uri, file.url, project.repository_of(doc).root)
            for doc in project.names.docs
            for file in (site.file_of[doc.path],)
        ],
        [
            (
                one.root,
                one.own,
                one.host,
                one.hosting,
                one.addresses,
                one.mount,
                one in project.checked,
                # No code is shown of unchecked repositories.
                project.hidden(one) if one in project.checked else None,
                project.mentions(one).all if one in site.source_pages else None,
            )
            for one in project.repositories
        ],
    )


def _html_of(site: SiteFiles) -> object:
    """What the HTML of all pages depends on, beside their Markdown.

    Other plugins change the Markdown, or change the HTML again each time. None if more may matter:
    with extensions that pass what they find to their plugin, or read files.
    """
    config = site.config
    extensions = [one for one in config.markdown_extensions if not isinstance(one, SwimmPages)]
    appended = config.mdx_configs.get("pymdownx.snippets", {}).get("auto_append")
    if appended or not all(map(_reads_only_text, extensions)):
        return None
    addresses = [(file.src_uri, file.url, file.inclusion) for file in site.files]
    # Functions among the settings are compared by name.
    return addresses, config.use_directory_urls, extensions, repr(config.mdx_configs)


def _reads_only_text(extension: object) -> bool:
    """Whether the output of an extension is known to depend on text and settings alone."""
    if not isinstance(extension, str) or extension == "pymdownx.b64":
        return False
    if "." in extension:
        return extension.startswith(("markdown.extensions.", "pymdownx."))
    return find_spec(f"markdown.extensions.{extension}") is not None
