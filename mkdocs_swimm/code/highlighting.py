"""Lines of code as highlighted HTML."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from io import StringIO

from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

from .languages import INLINE_PHP, lexer_name

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def highlighted(lines: Sequence[str], language: str) -> Sequence[str]:
    """Highlight lines of code.

    Args:
        lines: The lines, without line ends.
        language: The language (see ``rendering.languages.language_of``).

    Returns:
        HTML for each line, with all of its elements closed; merely escaped where the lexer does
        not give back the text as it is, which would put the line numbers off.
    """
    text = "".join(f"{line}\n" for line in lines)
    tokens = list(_lexer(lexer_name(language, lines)).get_tokens(text))
    if "".join(value for _, value in tokens) != text:
        return [escape(line) for line in lines]
    html = StringIO()
    _FORMATTER.format(tokens, html)
    return html.getvalue().split("\n")[:-1]


@cache
def _lexer(name: str) -> Lexer:
    inline = name == INLINE_PHP["name"]
    # Other lexers take no notice of the option for PHP.
    name = "php" if inline else name
    return get_lexer_by_name(name, startinline=inline, stripnl=False, ensurenl=False)
