"""Renders a document as Markdown for readers of CommonMark, instead of Python-Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from urllib.parse import quote

from markdown_it.token import Token

from ..code.languages import language_of
from ..format import constructs as swimm
from ..format.constructs import Row
from ..format.document import Document
from ..format.tags import code_span
from ..freshness import STALE, Reference, State
from ..i18n.strings import ENGLISH, Strings
from ..markdown.commonmark import CommonMarkWriter, GitHub
from ..markdown.contract import IN_TEXT, Content, Target, TextContext
from ..markdown.escaping import attribute, html_text, plain_text, sentence
from ..rendering import Page
from ..rendering.citations import Citation, shown_path, span_words, stale_words
from ..rendering.links import CodeLink, CodePlace, PlaylistPosition, Site
from ..rendering.media import WIDEST
from ..rendering.page import joined, title_heading
from ..rendering.playlist import step_target
from ..rendering.snippets import difference_of, runs, stale_notice
from ..rendering.writer import Writer
from .site import FileSite, Permalink


def render_plain(
    document: Document,
    title: str,
    site: Site,
    dialect: GitHub,
    *,
    passages: Sequence[PlaylistPosition] = (),
    strings: Strings = ENGLISH,
) -> Page:
    """Render a document as CommonMark; ``passages`` are its places in playlists."""
    writer = PlainWriter(document, site, strings, dialect=dialect)
    body, notices = writer.body(), [f"*{notice}*" for notice in writer.notices]
    parts = [title_heading(title), *notices, body, *_playlist_links(passages, strings)]
    return Page(joined(parts), tuple(writer.problems()))


def _playlist_links(passages: Sequence[PlaylistPosition], strings: Strings) -> Iterator[str]:
    """For each playlist, a line with links to it and to the previous and next steps."""
    if passages:
        yield "* * *"
    for passage in passages:
        playlist = f"[{plain_text(passage.title)}]({passage.target.markdown})"
        words = strings.in_playlist.format(
            step=passage.step, count=passage.count, playlist="\ue000"
        )
        parts = [plain_text(words).replace("\ue000", playlist)]
        for word, step in ((strings.previous, passage.previous), (strings.next, passage.next)):
            if step:
                parts.append(f"{plain_text(word)}: [{plain_text(step[0])}]({step[1].markdown})")
        yield " · ".join(parts)


@dataclass(eq=False)
class PlainWriter(Writer):
    """Writes a document for readers of CommonMark."""

    dialect: GitHub = field(default_factory=GitHub)
    _pinned: dict[int, Permalink] = field(default_factory=dict)  # by id of the cited reference

    diagram_info = "mermaid"

    def write(self, tokens: Sequence[Token], reserved: Set[str]) -> str:
        """The tokens in the dialect."""
        return CommonMarkWriter(self, self.dialect).write(tokens)

    def cite(self, value: Reference) -> Citation:
        """Cite a reference; the link of a stale one leads to the commit where it was true."""
        cited = Writer.cite(self, value)
        if not isinstance(self.site, FileSite) or cited.state not in STALE:
            return cited
        pinned = self.site.permalink(value)
        if pinned is None:
            return cited
        shown, span = cited.reference, None
        folder = isinstance(value, swimm.PathRef) and value.folder
        match value:
            case swimm.Snippet():
                rows = (replace(row, number=row.number + pinned.shift) for row in value.rows)
                shown = replace(value, rows=tuple(rows))
                span = _first_lines(shown)
            case swimm.Token(target_line=int(line)):
                span = line + pinned.shift, line + pinned.shift
        link = CodeLink(value.path.strip("/"), pinned.url(span, folder=folder), folder=folder)
        self._pinned[id(shown)] = pinned
        self.citations[-1] = Citation(shown, link, span, cited.finding)
        return self.citations[-1]

    def _swimm_diagram(self, value: swimm.Diagram, content: Content) -> str:
        """A diagram without its width, and links to the code in its labels."""
        drawn = super()._swimm_diagram(replace(value, width=100), content)
        links = {
            self._swimm_token(one, IN_TEXT): None
            for one in value.references
            # Stale references are listed below the diagram already.
            if not isinstance(one, swimm.Snippet) and not stale_words(self.cite(one), self.strings)
        }
        return "\n\n".join(filter(None, (drawn, " · ".join(links))))

    def _swimm_video(self, value: swimm.Video, content: Content) -> str:
        target = self.links.author_link(value.url, False, value.line)
        label = plain_text(value.url)
        link = f"[{label}]({_url(target)})" if target else label
        return f"**{plain_text(self.strings.video)}** {link}"

    def _swimm_snippet(self, value: swimm.Snippet, content: Content) -> str:
        """A warning if the code has changed, the file and lines, and the code."""
        cited = self.cite(value)
        shown = cited.reference if isinstance(cited.reference, swimm.Snippet) else value
        code = self._code(shown.rows, shown.path, shown.info, partial(self._url, cited))
        if shown.empty:
            code = sentence(self.strings.empty_snippet)
        head, now = self._head(shown, cited), self._now(cited, value)
        body = "\n\n".join(filter(None, (self._stale(cited, value), head, code, *now)))
        if shown.collapsed:
            words = span_words(*shown.span, self.strings)
            summary = f"<code>{escape(shown.path)}</code> {escape(words)}"
            return self.dialect.details(_escape_braces(summary), body)
        return body

    def _head(self, snippet: swimm.Snippet, cited: Citation) -> str:
        """The file of a snippet, and the lines of the first run of code below."""
        path, lines = code_span(snippet.path or "?"), _first_lines(snippet)
        if cited.state is State.CHANGED and cited.span and id(cited.reference) not in self._pinned:
            # The commit of the quoted code is unknown: link to the present code.
            lines = cited.span
        url = self._url(cited, *lines)
        head = f"**[{path}]({url})**" if url else f"**{path}**"
        if cited.link.repository:
            words = self.strings.in_repository.format(repository=cited.link.repository)
            head += f" {plain_text(words)}"
        return f"{head} {plain_text(span_words(*lines, self.strings))}"

    def _url(self, cited: Citation, first: int, last: int) -> str:
        """The URL of lines of a snippet; empty if unknown."""
        pinned, shown = self._pinned.get(id(cited.reference)), cited.reference
        if pinned:
            return pinned.url((first, last))
        place = CodePlace(shown.path, first, last, shown.repo)
        return self.site.code(place).url if cited.link.url else ""

    def _code(
        self,
        rows: Sequence[Row],
        path: str,
        info: str,
        url: Callable[[int, int], str] = lambda *_: "",
    ) -> str:
        """Rows as blocks of code, with '⋯' and a link to the lines between runs of rows."""
        language = language_of(path, info, [row.code for row in rows])
        blocks: list[str] = []
        previous: Row | None = None
        for run in runs(rows):
            shown = swimm.without_blank_ends(run)
            if previous is not None and not run[0].stub:
                gap = [] if previous.stub else ["\u22ef"]
                lines = (shown[0].number, shown[-1].number) if shown else None
                if lines and (target := url(*lines)):
                    words = plain_text(span_words(*lines, self.strings))
                    gap.append(f"[{words}]({target})")
                blocks += [" ".join(gap)] if gap else []
            previous = run[-1]
            if shown and shown[0].stub:
                blocks.append(f"*{plain_text(self.strings.stub)}*")
            if shown:
                blocks.append(self.dialect.code(shown, language))
        return "\n\n".join(blocks)

    def _stale(self, cited: Citation, snippet: swimm.Snippet) -> str:
        """A warning about stale code; empty if it is up to date."""
        words = stale_notice(cited, snippet, self.strings)
        if words is None:
            return ""
        return self.dialect.callout("warning", "Warning", plain_text(words), nested=False)

    def _now(self, cited: Citation, snippet: swimm.Snippet) -> Iterator[str]:
        """Changed code as it is now, and the difference, folded."""
        finding = cited.finding
        if finding is None or finding.state is not State.CHANGED or not finding.now:
            return
        now, place, head = finding.rows_now, finding.place_now, escape(self.strings.now)
        if place and place.first and place.last:
            url = self.site.code(CodePlace(*place)).address
            words = escape(span_words(place.first, place.last, self.strings))
            head += f': <a href="{escape(url)}">{words}</a>' if url else ""
        yield self.dialect.details(head, self._code(now, cited.reference.path, snippet.info))
        yield self.dialect.details(escape(self.strings.difference), difference_of(snippet, now))

    def _swimm_token(self, value: swimm.Token | swimm.PathRef, place: TextContext) -> str:
        cited = self.cite(value)
        link = cited.link
        if isinstance(value, swimm.PathRef):
            text, title = shown_path(value, link), ""
        else:
            text, title = value.text, link.path
            if cited.span and title:
                title = f"{title}:{cited.span[0]}"
        if place.html:
            code = f"<code>{_escape_braces(escape(text))}</code>"
            return f'<a href="{escape(link.address)}">{code}</a>' if link.address else code
        title = stale_words(cited, self.strings) or title
        code = code_span(text, table=place.table)
        if place.link or not link.url:
            return code
        tip = f' "{attribute(title)}"' if title else ""
        return f"[{code}]({link.url}{tip})"

    _swimm_pathref = _swimm_token

    def _swimm_mention(self, value: swimm.Mention, place: TextContext) -> str:
        if place.html:
            return html_text(value.name)
        name = plain_text(value.name)
        if not value.address or place.link:
            return name
        return f"[{name}](mailto:{attribute(value.address)})"

    def _swimm_prompt_open(self, value: swimm.Placeholder, place: TextContext) -> str:
        self.prompts.append(value)
        words = f"{plain_text(self.strings.prompt)}:"
        return f"<em>{words}</em> " if place.html else f"*{words}* "

    def _swimm_prompt_close(self, value: None, place: TextContext) -> str:
        return ""

    def _swimm_prompt_block_open(self, value: swimm.Placeholder, content: Content) -> str:
        self.prompts.append(value)
        words = plain_text(self.strings.prompt)
        return self.dialect.callout("note", words, content(IN_TEXT), nested=False)

    def _swimm_image(self, value: swimm.Image, content: Content) -> str:
        """An image, or its text if it cannot be shown."""
        target = self.links.author_link(value.src, True, value.line)
        alt = plain_text(value.alt)
        if target is None or not target.markdown:
            return f"*{plain_text(value.alt or value.src)}*"
        width = min(value.width, WIDEST) if value.width else None
        return self.dialect.image(_url(target), alt, width)

    def _swimm_step_open(self, value: swimm.Step, content: Content) -> str:
        _, target = step_target(value, self.links, self.strings)
        return self.step_link(value, target, content)


def _first_lines(snippet: swimm.Snippet) -> tuple[int, int]:
    """First and last line of the first run of rows, without blank ends."""
    rows = swimm.without_blank_ends(next(runs(snippet.rows), ()))
    if not rows or rows[0].stub:
        return snippet.span
    return rows[0].number, rows[-1].number


def _url(target: Target) -> str:
    """The URL with characters quoted that would end a link in Markdown, or begin JSX."""
    return target.markdown.translate({ord(char): quote(char) for char in " ()<{"})


def _escape_braces(html: str) -> str:
    """HTML without braces, in which MDX expects JavaScript."""
    return html.replace("{", "&#123;").replace("}", "&#125;")
