"""What a site's search is given of a page: the words of its author, not everything that is shown.

Code that is quoted would drown the prose: it is half of the text of real documents. Of a card the
search gets the path, the names that its code defines, and what is said of single lines. What the
plugin adds by itself, such as the list of code at the end of a page, is left out, and so are
diagrams, whose text is a program. Pages that list documents or code would outrank the documents,
and stay out.

MkDocs' own search plugin and Material's are told the same way: both have an index that takes one
page after another. Material's is told as well to end words at punctuation, where the user has not
said how words end: else ``record()`` does not find ``record``. MkDocs' own looks at single
characters, and would take paths apart: it is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape, unescape

from mkdocs.structure.pages import Page

_LEFT_OUT = ("swimm-sources", "mermaid")
_CARD = "swimm-snippet"
_SPECIAL = re.compile(
    r'<(?!h[1-6]\b)([a-z][a-z0-9]*)\b(?=[^>]*?(?: data-search-exclude\b| class="[^"]*?(?<![\w-])'
    rf"(?:{'|'.join((*_LEFT_OUT, _CARD))})(?![\w-])))[^>]*>"
)
_IS_CARD = re.compile(rf' class="[^"]*(?<![\w-]){_CARD}(?![\w-])')
_TITLE = re.compile(r'<(p) class="admonition-title">(.*?)</p>|<(summary)>(.*?)</summary>', re.S)
_LINES = re.compile(r"""<span class=["']swimm-lines["']>.*?</span>""", re.S)
_JOINT = re.compile(r"</code>(?:</?strong>)*<code>")
_PROSE = re.compile(r'<div class="[^"]*(?<![\w-])annotate(?![\w-]).*?</div>\s*(<ol>.*</ol>)', re.S)
_LINK = re.compile(r"</?a\b[^>]*>")
_DEFINED = re.compile(r'<span class="(?:nf|nc)">(.*?)</span>')
_NAME = re.compile(r"[^\W\d]\w{2,}")
_HEADING = re.compile(r"<(/?)h[2-6]\b[^>]*>")
_BOX = re.compile(r"</?div\b[^>]*>")
_MOST_SECTIONS = 2_000
_SECTION = re.compile(r"(?=<h[1-6]\b)")
_CODE = re.compile(r"<code\b[^>]*>([^<]*)</code>")
_TOKEN = re.compile(r'class="[^"]*\bswimm-token\b[^>]*>(?:<code>)?([^<]*)<')
_PATH = re.compile(r"[\w.@+-]+(?:/[^\s/]+)+/?")
_MEMBER = re.compile(r"(?:[@#$&*~]|[@#$&*~]?(?:[\w$]+\.)+)([^\W\d]\w{2,})(?:\(.*)?", re.S)

_PUNCTUATION = r"""[,;:!?=()\[\]{}"`|<>]+|\.(?!\w)|&(?:[lg]t|amp);"""
"""What ends a word besides blanks; what paths and names are made of is not among it."""

View = Callable[[Page], str | None]
"""What a search is given of a page: None for all of it, nothing for a page that stays out."""


def words_of_document(html: str) -> str:
    """The content of a document's page without what is not to be found.

    Args:
        html: The content.

    Returns:
        HTML, of which cards are a paragraph each: the path in code style, then the names.
    """
    parts: list[str] = []
    position = 0
    while found := _SPECIAL.search(html, position):
        end = _end(html, found)
        parts.append(html[position : found.start()])
        if end is None:
            # Whatever this is, it is no element of ours.
            parts.append(found[0])
            position = found.end()
            continue
        if _IS_CARD.search(found[0]):
            parts.append(_card(html[found.end() : end]))
        position = end
    parts.append(html[position:])
    words = "".join(parts)
    if words.count("</h") > _MOST_SECTIONS:
        # Search plugins look for each heading among all: the page is found as a whole.
        words = _HEADING.sub(r"<\1p>", words)
    if words.count("</div") > _MOST_SECTIONS:
        # They look at all elements that are open, too.
        words = _BOX.sub(" ", words)
    return "".join(map(_with_short_names, _SECTION.split(words)))


def _with_short_names(section: str) -> str:
    """A section with other names of what it speaks of, where it does not have them itself.

    A search knows words by their beginning: ``store.py`` is not found in ``src/store.py``.
    """
    codes = frozenset(map(unescape, _CODE.findall(section)))
    short: dict[str, None] = {}
    for code in map(unescape, _CODE.findall(section)):
        if _PATH.fullmatch(code):
            *above, parent, name = code.strip("/").split("/")
            short |= dict.fromkeys((name, f"{parent}/{name}") if above else (name,))
    for token in map(unescape, _TOKEN.findall(section)):
        member = _MEMBER.fullmatch(token)
        if member:
            short[member[1]] = None
    names = " ".join(f"<code>{escape(name)}</code>" for name in short if name not in codes)
    return f"{section}\n<p>{names}</p>\n" if names else section


def _end(html: str, opening: re.Match[str]) -> int | None:
    """Where an element ends, elements of its kind within it counted."""
    depth = 1
    for tag in re.compile(rf"<(/?){opening[1]}\b[^>]*>").finditer(html, opening.end()):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return None


def _card(html: str) -> str:
    """The path of a card, the names that its code defines, and what is said of single lines."""
    title = _TITLE.search(html)
    path = _LINES.sub("", title[2] or title[4]) if title else ""
    path = _JOINT.sub("", _LINK.sub("", path)).strip()
    names = dict.fromkeys(unescape(name) for name in _DEFINED.findall(html))
    codes = (f"<code>{escape(name)}</code>" for name in names if _NAME.fullmatch(name))
    words = " ".join(filter(None, (path, *codes)))
    prose = _PROSE.search(html)
    return (f"<p>{words}</p>" if words else "") + (prose[1] if prose else "")


class Searches:
    """The search plugins of a site.

    Args:
        plugins: All plugins, before they have filled in what the user has not set.
    """

    def __init__(self, plugins: Iterable[object]) -> None:
        self.plugins = tuple(plugins)
        configs = [getattr(plugin, "config", None) for plugin in self.plugins]
        self.settled = [bool(config and config.get("separator")) for config in configs]

    def narrow(self, view: View) -> None:
        """Let them see of pages what is to be found, and nothing of pages that stay out.

        Args:
            view: What is to be found of a page.
        """
        for plugin, settled in zip(self.plugins, self.settled, strict=True):
            index = getattr(plugin, "search_index", None)
            add = getattr(index, "add_entry_from_context", None)
            if index is None or not callable(add):
                continue
            index.add_entry_from_context = _Narrowed(add, view)
            if not settled:
                index.config["separator"] += f"|{_PUNCTUATION}"


class _Narrowed:
    """Takes a page into an index with a part of its content."""

    def __init__(self, add: Callable[[Page], None], view: View) -> None:
        self.add = add
        self.view = view

    def __call__(self, page: Page) -> None:
        """Take a page."""
        words = self.view(page)
        if words is None:
            self.add(page)
            return
        search = page.meta.get("search")
        # MkDocs' own search does not ask what the page says of it.
        if not words or (isinstance(search, dict) and search.get("exclude")):
            return
        whole, page.content = page.content, words
        try:
            self.add(page)
        finally:
            page.content = whole
