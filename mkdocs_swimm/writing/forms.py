"""Writes references as Swimm does today (``FORMAT.md`` section 6), or as plain Markdown.

Every text is read back; if that gives another reference, CannotWriteError is raised.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from ..code.languages import language_of
from ..code.source_file import SourceFile
from ..code.words import split_words
from ..format.constructs import Construct, DocLink, PathRef, Row, Snippet, Token, quoted_rows
from ..format.document import read
from ..format.lines import backticks
from ..format.links import doc_target
from ..format.tags import code_span, escape

_MARKUP = re.compile(r"[\\`*\[\]<>&~|]|(?<![^\W_])_|_(?![^\W_])")


class CannotWriteError(ValueError):
    """A reference cannot be written; the text says why, in one sentence."""


def snippet(file: SourceFile, first: int, last: int) -> str:
    """A snippet of lines, without blank lines at either end."""
    rows = _rows(file, first, last)
    info, code = _fence(file, rows)
    text = (
        f'<SwmSnippet path="/{escape(file.path)}" line="{rows[0].number}">\n\n---\n\n&nbsp;\n\n'
        f"{code}\n\n---\n\n</SwmSnippet>"
    )
    return _read_back(text, Snippet("", 0, file.path, rows, info=info))


def token(file: SourceFile, line: int, words: tuple[int, int]) -> str:
    """A token of words on a line, from the first to the last, 0-based (section 8)."""
    [row] = _rows(file, line, line)
    first, last = words
    text = "".join(split_words(row.code)[first : last + 1])
    written = (
        f'<SwmToken path="{escape(file.path)}" pos="{line}:{first}:{last}" '
        f'line-data="{escape(row.code)}">{code_span(text)}</SwmToken>'
    )
    return _read_back(written, Token("", 0, text, file.path, line, words, row.code))


def path(path: str, *, folder: bool) -> str:
    """The path of a file or folder, from the root of the code."""
    end = "/" if folder else ""
    text = f"<SwmPath>[{_label(path)}{end}]({href(path)}{end})</SwmPath>"
    return _read_back(text, PathRef("", 0, path, folder))


def link(path: str, title: str) -> str:
    """A link to a document, by its path from the root of the repository, and its title."""
    url = f"/{href(path)}"
    target = doc_target(url)
    if target is None:
        raise CannotWriteError(f"{path} is not a document that a link can name")
    text = f'<SwmLink doc-title="{escape(title)}">[{_label(title)}]({url})</SwmLink>'
    return _read_back(text, DocLink("", 0, url, target.id, title=title))


def plain_snippet(file: SourceFile, first: int, last: int, url: str) -> str:
    """Lines as plain Markdown: their URL above a fence."""
    return f"{url}\n\n{_fence(file, _rows(file, first, last))[1]}"


def plain_link(text: str, url: str, *, code: bool = True) -> str:
    """A link of plain Markdown; ``code`` makes its text a code span."""
    return f"[{code_span(text) if code else _label(text)}]({url})"


def line_span(file: SourceFile, first: int, last: int) -> tuple[int, int]:
    """The first and last of some lines, without blank lines at either end."""
    rows = _rows(file, first, last)
    return rows[0].number, rows[-1].number


def occurrences(line: str, text: str) -> Sequence[tuple[int, int]]:
    """First and last word of each occurrence of a text as whole words of a line (section 8)."""
    words, needle = split_words(line), split_words(text)
    size = len(needle)
    starts = range(len(words) - size + 1) if needle else ()
    return [(at, at + size - 1) for at in starts if words[at : at + size] == needle]


def words_between(line: str, start: int, stop: int) -> tuple[int, int] | None:
    """First and last word that a range of columns touches, without white space at either end.

    Columns are 0-based, ``stop`` is exclusive. In an empty range between two words, it is the one
    that is an identifier. None where there is no word.
    """
    touched, column = [], 0
    words = split_words(line)
    for index, word in enumerate(words):
        end = column + len(word)
        inside = column <= start <= end if start == stop else column < stop and start < end
        if inside and not word.isspace():
            touched.append(index)
        column = end
    if start == stop:
        touched = sorted(touched, key=lambda index: not words[index][0].isalnum())[:1]
    return (touched[0], touched[-1]) if touched else None


def _rows(file: SourceFile, first: int, last: int) -> tuple[Row, ...]:
    """Lines of a file, without blank lines at either end."""
    if not 1 <= first <= last <= len(file.raw):
        count = f"{len(file.raw)} line{'' if len(file.raw) == 1 else 's'}"
        missing = f"line {first}" if first == last else f"lines {first}-{last}"
        raise CannotWriteError(f"{file.path} has {count}, and no {missing}")
    numbered = enumerate(file.raw[first - 1 : last], first)
    rows = quoted_rows(tuple(Row(number, code.removesuffix("\r")) for number, code in numbered))
    if not rows[0].code.strip():
        raise CannotWriteError(f"there is nothing but white space at {file.path}:{first}")
    for row in rows:
        if "\r" in row.code or "\0" in row.code:
            where = f"{file.path}:{row.number}"
            raise CannotWriteError(f"{where} has a control character that no document can hold")
    return rows


def _fence(file: SourceFile, rows: Sequence[Row]) -> tuple[str, str]:
    """The info string for code, and a fence with both."""
    lines = [row.code for row in rows]
    language, code = language_of(file.path, "", lines), "\n".join(lines)
    info, run = "" if language == "text" else language, backticks(code, 3)
    return info, f"{run}{info}\n{code}\n{run}"


def href(path: str) -> str:
    """A path as the URL of a link."""
    return quote(path, "/-._~!$+,;=:@", errors="replace")


def _label(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)


def _read_back(text: str, expected: Construct) -> str:
    # A file name that is not UTF-8 has surrogates.
    document = read(text.encode("utf-8", "replace").decode())
    if [replace(one, source="", line=0) for one in document.constructs] != [expected]:
        name = expected.path if isinstance(expected, Snippet | Token | PathRef) else text
        raise CannotWriteError(f"there is something in {name} that Swimm's format cannot hold")
    return text
