"""Export of documents and playlists as tours for CodeTour in Visual Studio Code.

Every snippet becomes a step at its place in the code, with the text before it as description.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markdown_it.token import Token as MarkdownToken

from ..code.source_file import SourceFile
from ..format.constructs import PathRef, Snippet, Token, construct_of
from ..format.tags import code_span
from ..freshness import Reference
from ..i18n.strings import ENGLISH
from ..markdown.commonmark import GitHub
from ..markdown.contract import Target, TextContext
from ..markdown.escaping import plain_text
from ..project.document_site import Playlists
from ..project.documents import Doc
from ..project.project import Project
from ..rendering import CodeLink, CodePlace
from .pages import Export, notes_of
from .plain import PlainWriter
from .site import Files, FileSite, file_url, github_slug, pages_of

_SCHEMA = "https://aka.ms/codetour-schema"
_TOUR_LINK = re.compile(r"\[((?:[^\[\]\n]|\n(?!\n))*)\]\(tour:([\w.-]+)[^)]*\)")
_SHELL = re.compile("(^|[\r\u2028\u2029])>>(?=[\\s\ufeff])", re.M)
"""Lines that CodeTour offers to run in a terminal; they end where JavaScript's lines do."""
_NOT_IN_TITLE = re.compile(r"[\[\]#`<>\"]+")
_HTML = re.compile(r"</?(em|strong|del)>|<code>(.*?)</code>|<!-- -->\n*", re.S)
_MARKS = {"em": "*", "strong": "**", "del": "~~"}
_FENCE = re.compile(r"^([ >]*)(`{3,}).*?^\1\2`*$", re.M | re.S)


class CodeTour(GitHub):
    """Markdown as comments in the editor show it: without HTML, alerts and folding."""

    def tag(self, tag: str) -> str:
        """An empty text, or a space for a line break."""
        return " " if tag.startswith(("<br", "<hr")) else ""

    def callout(self, kind: str, title: str, body: str, *, nested: bool) -> str:
        """A block quote."""
        return GitHub.callout(self, kind, title, body, nested=True)

    def details(self, summary: str, body: str) -> str:
        """The summary in bold, and the body."""
        return f"**{plain_text(unescape(re.sub('<[^>]*>', '', summary)))}**\n\n{body}"

    def image(self, src: str, alt: str, width: int | None) -> str:
        """An image without a width."""
        return f"![{alt}]({src})"


class _Site(FileSite):
    """Links to files of the workspace instead of a code host, and to tours."""

    def code(self, place: CodePlace) -> CodeLink:
        """A link to a file in the workspace, whose root is that of the git repository."""
        link = FileSite.code(self, place)
        if link.problem or link.repository or self.repository.code.kind(link.path) != "file":
            return link
        url = "./" + quote(self.repository.prefix + link.path, safe="/~@+,;=! ")
        return CodeLink(link.path, url.replace("(", "%28").replace(")", "%29"), "", link.folder)

    def permalink(self, reference: Reference) -> None:
        """None, because steps are about the present code."""

    def page_target(self, doc: Doc, anchor: str) -> Target:
        """The tour of a document."""
        url = f"tour:{doc.name.id}"
        return Target(markdown=url, html=url, title=doc.plain_title)

    def image_target(self, path: Path) -> Target | None:
        """An image in the workspace."""
        relative = path.relative_to(self.repository.root).as_posix()
        url = "./" + quote(self.repository.prefix + relative)
        return Target(markdown=url, html=url)


class _Steps(PlainWriter):
    """Writes a document as the steps of a tour."""

    site: _Site

    def tour(self, titles: Mapping[str, str]) -> list[dict[str, Any]]:
        """The steps of a tour; ``titles`` are those of all tours, by the id of the document."""
        self.titles = titles
        steps = []
        text: list[MarkdownToken] = []
        for token in self.document.tokens:
            if isinstance(value := construct_of(token), Snippet):
                steps.append(self._step(value, self._description(text)))
                text = []
            else:
                text.append(token)
        rest = self._description(text)
        if rest or not steps:
            steps.append({"description": rest or " "})
        steps[0]["description"] = "\n\n".join([*self.notices, steps[0]["description"]])
        return steps

    def _step(self, snippet: Snippet, description: str) -> dict[str, Any]:
        """A step at the place of a snippet or, if it has none, with the quoted code."""
        cited = self.cite(snippet)
        path, span = cited.link.path or snippet.path, cited.span
        parts = [description, self._finish(self._stale(cited, snippet))]
        file = self.site.repository.code.read(path)
        elsewhere = cited.link.repository or cited.link.problem
        if span is None or elsewhere or not isinstance(file, SourceFile):
            parts.insert(1, self._finish(self._head(snippet, cited)))
            parts.append(self._finish(self._code(snippet.rows, snippet.path, snippet.info)))
            return {"description": "\n\n".join(filter(None, parts))}
        line = file.line(span[1]) or ""
        return {
            "file": self.site.repository.prefix + path,
            "line": span[1],
            "selection": {
                "start": {"line": span[0], "character": 1},
                "end": {"line": span[1], "character": len(line) + 1},
            },
            "description": "\n\n".join(filter(None, parts)) or code_span(path),
        }

    def _description(self, tokens: Sequence[MarkdownToken]) -> str:
        return self._finish(self.write(tokens, frozenset()).strip("\n"))

    def _finish(self, markdown: str) -> str:
        """Adapt Markdown to CodeTour, except for code in fences."""
        parts, position = [], 0
        for fence in _FENCE.finditer(markdown):
            parts += [self._prose(markdown[position : fence.start()]), fence[0]]
            position = fence.end()
        parts.append(self._prose(markdown[position:]))
        return _SHELL.sub(r"\1 >>", "".join(parts))

    def _prose(self, markdown: str) -> str:
        """Write links to tours as CodeTour does, and raw HTML as Markdown."""
        markdown = _TOUR_LINK.sub(
            lambda match: f"[{match[1]}][{self.titles.get(match[2], '')}]", markdown
        )
        return _HTML.sub(_html_as_markdown, markdown)

    def _swimm_token(self, value: Token | PathRef, place: TextContext) -> str:
        # The editor shows neither titles of links nor tags of raw HTML.
        link = self.cite(value).link
        text = value.text if isinstance(value, Token) else value.path or "/"
        code = code_span(text, table=place.table)
        return code if place.link or place.html or not link.url else f"[{code}]({link.url})"

    _swimm_pathref = _swimm_token


def _html_as_markdown(match: re.Match[str]) -> str:
    return _MARKS.get(match[1], "") if match[2] is None else code_span(unescape(match[2]))


def export_tours(project: Project) -> Export:
    """Export documents and playlists as tours of the git repository; paths are below ``.tours``."""
    docs = project.docs.values()
    names = pages_of(docs, project.home, ".tour")
    titles = _titles(docs)
    files = Files(names, file_url)
    following = _next_tours(project, titles)
    export = Export(pages=names)
    for doc in docs:
        site = _Site(project, doc, github_slug, files=files)
        writer = _Steps(doc.document, site, ENGLISH, dialect=CodeTour())
        steps = writer.tour({id: titles[one.path] for id, one in project.names.by_id.items()})
        tour: dict[str, Any] = {"$schema": _SCHEMA, "title": titles[doc.path], "steps": steps}
        if doc.path in following:
            tour["nextTour"] = following[doc.path]
        text = json.dumps(tour, ensure_ascii=False, indent=2) + "\n"
        export.files[names[doc.path]] = text.encode()
        export.notes += notes_of(site, writer.problems(), {})
    return export


def _titles(docs: Iterable[Doc]) -> Mapping[Path, str]:
    """A unique title for every tour, by which others link to it."""
    titles: dict[str, Path] = {}
    for doc in docs:
        title = _NOT_IN_TITLE.sub("", doc.plain_title).strip() or doc.name.id
        titles[f"{title} ({doc.name.id})" if title in titles else title] = doc.path
    return {path: title for title, path in titles.items()}


def _next_tours(project: Project, titles: Mapping[Path, str]) -> Mapping[Path, str]:
    """The title of the tour after each: a playlist's first step, or the next step."""
    following: dict[Path, str] = {}
    for path, steps in Playlists(project).documents.items():
        for doc, successor in pairwise([project.docs[path], *filter(None, steps)]):
            if successor is not doc:
                following.setdefault(doc.path, titles[successor.path])
    return following
