"""Lines of code as highlighted HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from io import StringIO

from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

from .languages import INLINE_PHP, lexer_name

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)

Highlight = Callable[[Sequence[str], str], Sequence[str]]
"""What ``highlighted`` does, or somebody who remembers what it has done."""


def highlighted(lines: Sequence[str], language: str) -> Sequence[str]:
    """HTML for each line of code, with all of its elements closed.

    Merely escaped where the lexer does not give back the text as it is, which would put the line
    numbers off.
    """
    text = "".join(f"{line}\n" for line in lines)
    tokens = list(_lexer(lexer_name(language, lines)).get_tokens(text))
    if "".join(value for _, value in tokens) != text:
        return [escape(line) for line in lines]
    html = StringIO()
    _FORMATTER.format(tokens, html)
    return html.getvalue().split("\n")[:-1]


class KeptHighlighting:
    """Highlights lines of code as ``highlighted`` does, those of the last build without work.

    Of 500 documents that quote 2,000 files this saves half of the time of each save.
    """

    def __init__(self) -> None:
        self._last: dict[bytes, str] = {}
        self._now: dict[bytes, str] = {}

    def begin(self) -> None:
        """Begin a build."""
        self._last, self._now = self._now, {}

    def __call__(self, lines: Sequence[str], language: str) -> Sequence[str]:
        """Highlight lines of code."""
        text = "\n".join((language, *lines))
        key = sha256(text.encode("utf-8", "surrogatepass")).digest()
        rows = self._now.get(key, self._last.get(key))
        if rows is None:
            rows = "\n".join(highlighted(lines, language))
        self._now[key] = rows
        return rows.split("\n")[: len(lines)]


@cache
def _lexer(name: str) -> Lexer:
    inline = name == INLINE_PHP["name"]
    # Other lexers take no notice of the option for PHP.
    name = "php" if inline else name
    return get_lexer_by_name(name, startinline=inline, stripnl=False, ensurenl=False)
