"""A snippet as a card: the path as its title, the code with its real line numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..dialect import code_span, fenced
from ..model import Row, Snippet
from ..strings import Strings
from .context import CodeLink
from .languages import language_of_path
from .markup import attribute, filled, indented, plain_text, sentence


def line_span(snippet: Snippet) -> tuple[int, int]:
    """First and last line that a snippet is about: the selected ones where some are marked."""
    rows = [row for row in snippet.rows if not row.stub]
    marked = [row for row in rows if row.marked]
    numbers = [row.number for row in marked or rows or snippet.rows]
    return (min(numbers), max(numbers)) if numbers else (1, 1)


def rows_from(texts: Sequence[str], first: int) -> tuple[Row, ...]:
    """Rows of code as they stand in a file, numbered from a line on."""
    return tuple(Row(number, text) for number, text in enumerate(texts, first))


def span_words(first: int, last: int, strings: Strings) -> str:
    """``line 5`` or ``lines 5–9``."""
    words = strings.line if first == last else strings.lines
    return words.format(first=first, last=last)


def card(
    snippet: Snippet,
    link: CodeLink,
    strings: Strings,
    *,
    escape_sections: bool,
    notice: str = "",
    words: str = "",
) -> str:
    """The card of a snippet.

    Args:
        snippet: The snippet.
        link: Where its lines are shown.
        strings: The words to use.
        escape_sections: Whether lines such as ``--8<--`` must be escaped because the extension
            that acts on them is on.
        notice: What a reader must know about this code, as Markdown; makes the card a warning.
        words: The lines as the title says them, where that is not what the rows say.

    Returns:
        Markdown that begins at column 0: an admonition around the code.
    """
    head = card_head(snippet, link, strings, words=words, warning=bool(notice))
    body = code_of(snippet.rows, snippet.path, strings, escape_sections=escape_sections)
    if snippet.empty:
        body = sentence(strings.empty_snippet)
    return f"{head}\n\n{indented(f'{notice}{chr(10) * 2}{body}' if notice else body)}"


def card_head(
    snippet: Snippet, link: CodeLink, strings: Strings, *, words: str, warning: bool
) -> str:
    """The first line of a card: what kind of box it is, and its title."""
    mark = "???" if snippet.collapsed else "!!!"
    kind = "warning swimm-snippet" if warning else "swimm-snippet"
    return f'{mark} {kind} "{_title(snippet, link, strings, words)}"'


def code_of(rows: Sequence[Row], path: str, strings: Strings, *, escape_sections: bool) -> str:
    """Rows as highlighted code with their numbers, gaps between them shown as gaps.

    Args:
        rows: The rows.
        path: The file that they are from, which tells the language.
        strings: The words to use.
        escape_sections: As for ``card``.
    """
    language = language_of_path(path)
    blocks: list[str] = []
    previous: Row | None = None
    for run in _runs(rows):
        if previous is not None and not (run[0].stub or previous.stub):
            blocks.append(_gap(previous.number + 1, run[0].number - 1, strings))
        previous = run[-1]
        shown = _without_blank_ends(run)
        if shown:
            blocks.append(_fence(shown, language, strings, escape_sections=escape_sections))
    return "\n".join(blocks).rstrip()


def _title(snippet: Snippet, link: CodeLink, strings: Strings, words: str) -> str:
    path = code_span(snippet.path or "?")
    words = words or span_words(*line_span(snippet), strings)
    if link.url:
        path = f"[{path}]({link.url})"
    where = ""
    if link.repository:
        name = f"**{plain_text(link.repository)}**"
        where = " " + filled(strings.in_repository, repository=name)
    # Quotation marks would end the title of the admonition.
    title = f"{path}{where} <span class='swimm-lines'>{plain_text(words)}</span>"
    return title.replace('"', "&quot;")


def _runs(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """The rows in runs without a gap in their numbers, stubs apart."""
    start = 0
    for index, (row, following) in enumerate(pairwise(rows), 1):
        if following.stub != row.stub or (not row.stub and following.number != row.number + 1):
            yield tuple(rows[start:index])
            start = index
    if rows:
        yield tuple(rows[start:])


def _without_blank_ends(rows: Sequence[Row]) -> Sequence[Row]:
    """Highlighting drops blank lines at both ends, and all line numbers would be off by them."""
    filled = [index for index, row in enumerate(rows) if row.code.strip()]
    return rows[filled[0] : filled[-1] + 1] if filled else ()


def _gap(first: int, last: int, strings: Strings) -> str:
    words = (strings.one_left_out if first == last else strings.left_out).format(
        first=first, last=last
    )
    return f'⋯\n{{ .swimm-gap title="{attribute(words)}" }}\n'


def _fence(rows: Sequence[Row], language: str, strings: Strings, *, escape_sections: bool) -> str:
    options = [language]
    if rows[0].stub:
        # Highlighting escapes it; the two signs would end the title, or the fence's first line.
        title = strings.stub.replace('"', "'").replace("`", "'")
        options.append(f'title="{title}"')
    elif rows[0].number > 0:
        options.append(f'linenums="{rows[0].number}"')
    marked = [number for number, row in enumerate(rows, 1) if row.marked]
    if marked and len(marked) < len(rows):
        options.append(f'hl_lines="{_ranges(marked)}"')
    code = "\n".join(row.code for row in rows)
    return fenced(code, " ".join(options), escape_sections=escape_sections) + "\n"


def _ranges(numbers: Sequence[int]) -> str:
    """``1 3-5``: the numbers as highlighting takes them."""
    parts: list[str] = []
    start = previous = numbers[0]
    for number in [*numbers[1:], -1]:
        if number != previous + 1:
            parts.append(str(start) if start == previous else f"{start}-{previous}")
            start = number
        previous = number
    return " ".join(parts)
