"""What is true of every document, whatever it contains."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from mkdocs_swimm.code.source_file import SourceFile, source_file
from mkdocs_swimm.export.pages import FLAVOURS
from mkdocs_swimm.export.site import Files, FileSite
from mkdocs_swimm.format.document import Document, read
from mkdocs_swimm.format.encoding import decode
from mkdocs_swimm.freshness import Checker
from mkdocs_swimm.project.documents import Doc
from mkdocs_swimm.project.names import name_of
from mkdocs_swimm.project.playlists import Playlists
from mkdocs_swimm.project.project import Project
from mkdocs_swimm.project.repository import Repository
from mkdocs_swimm.rendering import render

from ..format.test_laws import stands
from ..html_check import faults, text_of
from ..markdown.rendering import by_python_markdown
from ..rendering.fake_site import FakeSite

_RESIDUE = re.compile(r"[\ue000\ue001]")
_UNSAFE = ("javascript:", "data:", "vbscript:")
_VANISHES = re.compile(r"<!--|<[?!/a-zA-Z]|\][:(]|\{:|\{\s*[#.]|&|^---|~~~|```", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z]{4,}")


def site() -> FakeSite:
    """A site that knows a little."""
    return FakeSite({"abc12": "First"}, ("images/a.png",))


def stand(text: str) -> None:
    """Every construct stands where it says."""
    document = read(text)
    for one in document.constructs:
        assert stands(one, document), one
    data = text.encode("utf-8", "surrogatepass")
    assert isinstance(decode(data).text, str)


def renders(text: str) -> None:
    """A page comes out, without what only the writer itself uses."""
    page = render(read(text), "Title", site())
    if not _RESIDUE.search(text):
        assert not _RESIDUE.search(page.markdown)


def is_well_formed(text: str) -> None:
    """The page's HTML nests, has no script, and the words of plain prose."""
    document = read(text)
    html = by_python_markdown(render(document, "Title", site()).markdown)
    wrong = faults(html)
    assert not wrong, wrong
    acting = _Acting()
    acting.feed(html)
    assert not acting.found, acting.found
    if not _VANISHES.search(text):
        shown = text_of(html)
        lost = [word for word in _words(document) if word not in shown]
        assert not lost, lost


class _Acting(HTMLParser):
    """Finds what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Players of videos are ours, and have an address that is known to be one.
        player = tag == "iframe" and (dict(attrs).get("src") or "").startswith("https://")
        if tag in ("script", "iframe", "object", "embed") and not player:
            self.found.append(tag)
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or address.startswith(_UNSAFE):
                self.found.append(f"{tag} {name}={value}")


def _words(document: Document) -> list[str]:
    """The words of running text."""
    texts = (
        child.content
        for token in document.tokens
        for child in token.children or ()
        if child.type == "text"
    )
    return [word for text in texts for word in _WORD.findall(text)]


_FILES: Mapping[str, bytes] = {
    "a.py": b"import os\n\n\ndef a():\n    return 1\n" * 9,
    "src/app.py": b"x = 1\r\n" * 30,
    "empty": b"",
    "binary": bytes(range(256)),
}


@dataclass(frozen=True, slots=True)
class _Code:
    """A few files, whatever path is asked for."""

    revision: str | None = None

    def kind(self, path: str) -> str | None:
        return "file" if len(path) % 3 else None

    def read(self, path: str) -> object:
        names = sorted(_FILES)
        return source_file(path, _FILES[names[len(path) % len(names)]])

    def named(self, name: str) -> list[str]:
        return [f"src/{name}"] if len(name) % 2 else []

    def ignored(self, paths: list[str]) -> frozenset[str]:
        return frozenset()

    def each(self, takes: Callable[[str], bool], lines: object = ()) -> list[object]:
        return [self.read(path) for path in ("src/app.py", "a.py") if takes(path)]

    def spelled(self, path: str) -> str | None:
        return None


def is_checked(text: str) -> None:
    """Every reference has a state."""
    document = read(text)
    found = Checker(_Code()).check(document, "document.sw.md")  # type: ignore[arg-type]
    assert len({id(one.reference) for one in found}) == len(found)
    assert isinstance(source_file("a.py", _FILES["a.py"]), SourceFile)


def is_exported(text: str) -> None:
    """Every flavour of plain Markdown comes out."""
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


OFTEN: tuple[Callable[[str], None], ...] = (stand, renders)
SELDOM: tuple[Callable[[str], None], ...] = (is_well_formed, is_checked, is_exported)
