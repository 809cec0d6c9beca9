"""Two renderings of one text, reduced to what a reader sees: structure and words."""

import re
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser
from urllib.parse import unquote

from markdown import Markdown
from markdown_it import MarkdownIt
from markdown_it.token import Token

from mkdocs_swimm.format.document import read
from mkdocs_swimm.markdown.blocks import BlockWriter
from mkdocs_swimm.markdown.contract import Content, Target, TextContext
from mkdocs_swimm.markdown.escaping import escape_text
from mkdocs_swimm.project.extensions import SwimmPages
from mkdocs_swimm.safety.untrusted import is_safe

_SAME = {"s": "del"}
_DROPPED = frozenset(("span", "thead", "tbody", "div"))
_REAL = frozenset(("a", "b", "br", "code", "em", "i", "kbd", "mark", "strong", "sub", "sup", "u"))
"""Elements that documents use; what else looks like one is text (``<T>``, ``<field name>``)."""
_VOID = frozenset(("br", "hr", "img"))


class PlainRenderer:
    """Renders constructs as their text, and links to where they lead."""

    def block(self, token: Token, content: Content) -> str:
        return ""

    def inline(self, token: Token, place: TextContext) -> str:
        return escape(token.content) if place.html else escape_text(token.content)

    def link(self, token: Token, href: str, *, image: bool) -> Target | None:
        return Target(href, href) if is_safe(href) else None

    def report_size(self, token: Token, message: str) -> None:
        pass

    def code_language(self, info: str) -> str:
        return ""


def written(text: str) -> str:
    """The Markdown that a text becomes, its headings on the levels that they have."""
    return BlockWriter(PlainRenderer(), shift=0).write(read(text).tokens)


def by_python_markdown(markdown: str) -> str:
    """The HTML of a page."""
    pages = SwimmPages()
    pages.active = True
    return Markdown(extensions=["toc", "tables", "fenced_code", pages]).convert(markdown)


def by_commonmark(text: str) -> str:
    """The HTML of a CommonMark renderer."""
    parser = MarkdownIt("commonmark", {"maxNesting": 60}).enable(["table", "strikethrough"])

    def html_inline(self: object, tokens: Sequence[Token], index: int, *_: object) -> str:
        tag = re.match(r"</?([a-z][a-z0-9]*)", tokens[index].content)
        return tokens[index].content if tag and tag[1] in _REAL else escape(tokens[index].content)

    parser.add_render_rule("html_inline", html_inline)
    return parser.render(text)


class _Reducer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag, values = _SAME.get(tag, tag), {name: value or "" for name, value in attrs}
        href = values.get("href")
        if tag in _DROPPED or (tag == "a" and (href is None or href.startswith("#__codelineno"))):
            self.open.append("")
        elif tag == "p" and "li" in self.open:
            # Tight or loose makes no difference to what is read.
            self.open.append("")
            self.out.append("|")
        else:
            shown = {
                "a": f"a {unquote(href or '')}",
                "img": f"img {unquote(values.get('src', ''))} {values.get('alt', '')}",
                "ol": f"ol {values.get('start', '1')}",
            }
            self.out.append(f"<{shown.get(tag, tag)}>")
            if tag not in _VOID:
                self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not self.open:
            return
        name = self.open.pop()
        self.out.append(f"</{name}>" if name else ("|" if tag == "p" else ""))

    def handle_data(self, data: str) -> None:
        self.out.append(data)


def reduced(html: str) -> str:
    """Structure and words of HTML, without what no reader sees."""
    html = re.sub(r'<p class="swimm-divider">.*?</p>', "", html, flags=re.S)
    reducer = _Reducer()
    reducer.feed(html)
    reducer.close()
    text = "".join(reducer.out).replace("\u00a0", " ")
    text = text.replace("<pre><code>", "<pre>").replace("</code></pre>", "</pre>")
    # Breaks at the ends of a cell are nothing to read, and more than two in a row no more than two.
    text = re.sub(r"(<t[dh]>)(?:\s|<br>)+|(?:\s|<br>)+(</t[dh]>)", r"\1\2", text)
    text = re.sub(r"(?:<br>\s*){3,}", "<br><br>", text)
    text = re.sub(r"[|\s]+", " ", text)
    text = re.sub(r" ?(</?[a-z0-9 ]*>) ?", r"\1", text)
    return text.strip()
