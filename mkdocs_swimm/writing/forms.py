"""The text of references as Swimm writes it today (``FORMAT.md`` section 6), or as plain Markdown.

What is returned was read again: where it would not say the same, CanNotWriteError is raised.
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


class CanNotWriteError(ValueError):
    """A document can not say this; the text tells why, in one sentence."""


def snippet(file: SourceFile, first: int, last: int) -> str:
    """Lines as a snippet, without blank ones at both ends."""
    rows = _rows(file, first, last)
    info, code = _fence(file, rows)
    text = (
        f'<SwmSnippet path="/{escape(file.path)}" line="{rows[0].number}">\n\n---\n\n&nbsp;\n\n'
        f"{code}\n\n---\n\n</SwmSnippet>"
    )
    return _read_back(text, Snippet("", 0, file.path, rows, info=info))


def token(file: SourceFile, line: int, words: tuple[int, int]) -> str:
    """Words of a line as a token: the first and the last one, from 0 (section 8)."""
    [row] = _rows(file, line, line)
    first, last = words
    text = "".join(split_words(row.code)[first : last + 1])
    written = (
        f'<SwmToken path="{escape(file.path)}" pos="{line}:{first}:{last}" '
        f'line-data="{escape(row.code)}">{code_span(text)}</SwmToken>'
    )
    return _read_back(written, Token("", 0, text, file.path, line, words, row.code))


def path(path: str, *, folder: bool) -> str:
    """A file or folder, from the root of the code."""
    end = "/" if folder else ""
    text = f"<SwmPath>[{_label(path)}{end}]({href(path)}{end})</SwmPath>"
    return _read_back(text, PathRef("", 0, path, folder))


def link(path: str, title: str) -> str:
    """A link to a document, by its file from the root of the repository, and its title."""
    target = f"/{href(path)}"
    found = doc_target(target)
    if found is None:
        raise CanNotWriteError(f"{path} is not a document that a link can name")
    text = f'<SwmLink doc-title="{escape(title)}">[{_label(title)}]({target})</SwmLink>'
    return _read_back(text, DocLink("", 0, target, found.id, title=title))


def plain_snippet(file: SourceFile, first: int, last: int, url: str) -> str:
    """Lines as plain Markdown: where they are hosted, above a fence."""
    return f"{url}\n\n{_fence(file, _rows(file, first, last))[1]}"


def plain_link(text: str, url: str, *, code: bool = True) -> str:
    """A link of plain Markdown, of code or of words."""
    return f"[{code_span(text) if code else _label(text)}]({url})"


def line_span(file: SourceFile, first: int, last: int) -> tuple[int, int]:
    """The lines that a snippet of lines has: without blank ones at both ends."""
    rows = _rows(file, first, last)
    return rows[0].number, rows[-1].number


def occurrences(line: str, text: str) -> Sequence[tuple[int, int]]:
    """First and last word of every place where a text is whole words of a line (section 8)."""
    words, wanted = split_words(line), split_words(text)
    size = len(wanted)
    starts = range(len(words) - size + 1) if wanted else ()
    return [(at, at + size - 1) for at in starts if words[at : at + size] == wanted]


def words_between(line: str, start: int, stop: int) -> tuple[int, int] | None:
    """The words that columns of a line touch, without spaces at both ends; None for none.

    ``start`` is the first column, from 0, and ``stop`` the one behind the last. They are the same
    for a place between two characters: of two words there, it is the one that is a name.
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
    """Lines of a file, without blank ones at both ends."""
    if not 1 <= first <= last <= len(file.raw):
        lines = f"{len(file.raw)} line{'' if len(file.raw) == 1 else 's'}"
        wanted = f"line {first}" if first == last else f"lines {first}-{last}"
        raise CanNotWriteError(f"{file.path} has {lines}, and no {wanted}")
    numbered = enumerate(file.raw[first - 1 : last], first)
    # The end of a line is no part of it, nor of any document.
    rows = quoted_rows(tuple(Row(number, code.removesuffix("\r")) for number, code in numbered))
    if not rows[0].code.strip():
        raise CanNotWriteError(f"there is nothing but white space at {file.path}:{first}")
    for row in rows:
        if "\r" in row.code or "\0" in row.code:
            where = f"{file.path}:{row.number}"
            raise CanNotWriteError(f"{where} has a control character that no document can hold")
    return rows


def _fence(file: SourceFile, rows: Sequence[Row]) -> tuple[str, str]:
    """The language of code, and a fence with it."""
    lines = [row.code for row in rows]
    language, code = language_of(file.path, "", lines), "\n".join(lines)
    info, run = "" if language == "text" else language, backticks(code, 3)
    return info, f"{run}{info}\n{code}\n{run}"


def href(path: str) -> str:
    """A path as the target of a link."""
    return quote(path, "/-._~!$+,;=:@", errors="replace")


def _label(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)


def _read_back(text: str, meant: Construct) -> str:
    # A name that is not UTF-8 is not text.
    told = text.encode("utf-8", "replace").decode()
    found = [replace(one, source="", line=0) for one in read(told).constructs]
    if found != [meant]:
        name = meant.path if isinstance(meant, Snippet | Token | PathRef) else text
        raise CanNotWriteError(f"there is something in {name} that Swimm's format can not hold")
    return text
