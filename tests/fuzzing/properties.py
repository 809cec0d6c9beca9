"""What is true of every document, whatever it contains."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from itertools import count
from pathlib import Path

from mkdocs_swimm.code.codebase import WorkTree
from mkdocs_swimm.export.pages import FLAVOURS
from mkdocs_swimm.export.site import Files, FileSite
from mkdocs_swimm.format.constructs import (
    Construct,
    Diagram,
    Image,
    Placeholder,
    Snippet,
    Step,
    construct_of,
)
from mkdocs_swimm.format.document import read
from mkdocs_swimm.format.encoding import decode
from mkdocs_swimm.freshness import Checker
from mkdocs_swimm.project.document_site import Playlists
from mkdocs_swimm.project.documents import Doc
from mkdocs_swimm.project.names import name_of
from mkdocs_swimm.project.project import Project
from mkdocs_swimm.project.repository import Repository
from mkdocs_swimm.rendering import render

from ..conftest import REPOSITORY
from ..html_check import faults, text_of
from ..markdown.rendering import by_python_markdown
from ..rendering.fake_site import FakeSite

_RUNS = re.compile(r"<(?:script|object|embed)\b|<iframe(?![^>]* src=\"https://)")
_BARS = re.compile(r"[\s|\\]+")


def site() -> FakeSite:
    """A site that knows a little."""
    return FakeSite({"abc12": "First"}, ("images/a.png",))


def stands(construct: Construct, lines: Sequence[str]) -> bool:
    """Whether the text of a construct stands in a file at its line.

    Of one that goes on in the next line, only the first is looked for: there may be marks of a
    quote between. Bars between cells that have no column are not a part of what stands in them.
    """
    first = construct.source.partition("\n")[0]
    return _BARS.sub("", first) in _BARS.sub("", lines[construct.line - 1])


def constructs_stand_where_they_say(text: str) -> None:
    document = read(text)
    lines = document.source.split("\n")
    for one in document.constructs:
        assert stands(one, lines), one


def pages_are_well_formed_and_run_nothing(text: str) -> None:
    html = by_python_markdown(render(read(text), "Title", site()).markdown)
    assert faults(html) == []
    assert not _RUNS.search(html)


def every_reference_has_a_state(text: str) -> None:
    found = Checker(WorkTree(REPOSITORY / "sample_site")).check(read(text), "document.sw.md")
    assert len({id(one.reference) for one in found}) == len(found)


def every_flavour_is_exported(text: str) -> None:
    name = name_of("title.abc12.sw.md")
    assert name
    doc = Doc(Path("/nowhere/title.abc12.sw.md"), name, decode(b""), "Title", read(text))
    repository = Repository(Path("/nowhere"), None)
    project = Project(repository.root, [repository])
    project.add([(doc, repository)])
    for flavour in FLAVOURS.values():
        files = Files({doc.path: "title.md"}, flavour.page_url)
        around = FileSite(project, doc, flavour.slugify, files=files)
        assert isinstance(flavour.render(around, Playlists(project)).markdown, str)


PROPERTIES: tuple[Callable[[str], None], ...] = (
    constructs_stand_where_they_say,
    pages_are_well_formed_and_run_nothing,
    every_reference_has_a_state,
    every_flavour_is_exported,
)


# Every word of an author's is marked, the document is damaged: each word is shown or reported.
MARK = re.compile(r"\d{6}qz")
_WORD = re.compile(r"[A-Za-z]{4,}")
_NOT_SHOWN = re.compile(
    r"<SwmPath[^>\n]*>.*?</SwmPath>|\[\[sym.*?\]\]"
    r"|<!--[\s\S]*?-->|<[a-zA-Z/][^<>]*>|\]\((?:(?!<!--)[^()])*\)"
    r"|^[ >]*\[[^\]\n]*\]:\s*\S.*|https?://\S*"
    r"|^[\s>]*%%.*|^(?:[\s>*+-]|\d+[.)])*(?:```|~~~).*|&\w+;",
    re.M,
)
"""Markdown that is not shown: comments, tags, addresses, the language of a fence."""
_TITLE = re.compile(r"(?<=\ntitle: ).+")
_LABEL = re.compile(r'(?<=\[)[^\[\]"<>`]+(?=\])|(?<=[({\[]")[^"\[\]<>`]+(?=")')


def marked(text: str, first: int = 0) -> str:
    """A document whose words are numbered."""
    numbers = count(first)
    document = read(text)
    head = document.front_matter.source if document.front_matter else ""
    lines = document.body.split("\n")
    parts, at = [_TITLE.sub(lambda one: _words(one[0], numbers), head)], 0
    for token in document.tokens:
        if token.type.startswith("swimm_") and token.map and token.map[0] >= at:
            start, stop = token.map
            parts.append(
                _outside(_NOT_SHOWN, "".join(f"{one}\n" for one in lines[at:start]), numbers)
            )
            source = "".join(f"{one}\n" for one in lines[start:stop])
            parts.append(_construct(construct_of(token), source, numbers))
            at = stop
    parts.append(_outside(_NOT_SHOWN, "\n".join(lines[at:]), numbers))
    return "".join(parts)


def _construct(value: Construct | None, source: str, numbers: Iterator[int]) -> str:
    match value:
        case Snippet():
            head, fence, code = source.partition("```")
            info, end, rows = code.partition("\n")
            return head + fence + info + end + _words(rows, numbers)
        case Step() | Placeholder():
            return _outside(_NOT_SHOWN, source, numbers)
        case Diagram():
            head, copy, rest = source.partition("%% Swimm:")
            return _LABEL.sub(lambda one: _words(one[0], numbers), head) + copy + rest
        case Image(alt=alt) if alt:
            return source.replace(f'"{alt}"', f'"{_words(alt, numbers)}"')
        case _:
            return source


def _outside(hidden: re.Pattern[str], text: str, numbers: Iterator[int]) -> str:
    parts, place = [], 0
    for found in hidden.finditer(text):
        parts += [_words(text[place : found.start()], numbers), found[0]]
        place = found.end()
    return "".join([*parts, _words(text[place:], numbers)])


def _words(text: str, numbers: Iterator[int]) -> str:
    return _WORD.sub(lambda word: f"{word[0]}{next(numbers) % 1_000_000:06}qz", text)


def lost(text: str) -> list[str]:
    """The marks of a document that neither its page nor a message shows."""
    document = read(text)
    head = document.front_matter
    page = render(document, str(head.data.get("title", "Title") if head else "Title"), site())
    html = by_python_markdown(page.markdown)
    reported = " ".join(problem.message for problem in page.problems)
    shown = {*MARK.findall(unescape(html)), *MARK.findall(text_of(html)), *MARK.findall(reported)}
    rest = text[len(head.source) :] if head and not head.error else text
    rest = rest.replace("\r", "\n")
    return [mark for mark in MARK.findall(_NOT_SHOWN.sub(" ", rest)) if mark not in shown]


def loses_nothing(text: str) -> None:
    """Each mark of a document is shown or reported."""
    missing = lost(text)
    assert not missing, missing
