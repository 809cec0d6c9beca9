"""What is true of every document, whatever it contains."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from mkdocs_swimm.code.codebase import WorkTree
from mkdocs_swimm.export.pages import FLAVOURS
from mkdocs_swimm.export.site import Files, FileSite
from mkdocs_swimm.format.constructs import Construct
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
from ..html_check import faults
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
