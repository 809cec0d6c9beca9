"""The tree in which documents are found."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from mkdocs_swimm.project.documents import Doc, DocumentCache
from mkdocs_swimm.project.folders import documents_in
from mkdocs_swimm.project.navigation import Branch, Tree, generator_folders, navigation

from .conftest import Project
from .documents import document, playlist
from .html_check import text_of


def link(name: str, title: str = "x") -> str:
    return f'<SwmLink doc-title="{title}">[{title}](/.swm/{name}.sw.md)</SwmLink>'


def about(*paths: str) -> str:
    return " ".join(f"<SwmPath>[{path}]({path})</SwmPath>" for path in paths)


def tree_of(folder: Path) -> Tree:
    shelf = DocumentCache()
    read = [shelf.read(path) for path in documents_in(folder)]
    entries = [entry for entry in read if isinstance(entry, Doc)]
    return navigation(entries, generator_folders(folder))


def shown(tree: Iterable[Any], depth: int = 0) -> list[str]:
    """The tree as lines: sections in brackets, the page of a section behind a colon."""
    lines: list[str] = []
    for child in tree:
        indent = "  " * depth
        if isinstance(child, Branch):
            page = f": {child.page.name.id}" if child.page else ""
            lines += [f"{indent}[{child.title}]{page}", *shown(child.children, depth + 1)]
        else:
            lines.append(f"{indent}{child.name.id}")
    return lines


def steps(title: str, *targets: str) -> str:
    """A playlist of untitled steps."""
    return playlist(title, *(f"[Step]({target})" for target in targets))


def test_playlists_are_sections_in_step_order(project: Project) -> None:
    project.write(
        {
            ".swm/tour.tour1.pl.sw.md": steps(
                "Tour", "b.bbbbb.sw.md", "https://example.org", "more.tour2.pl.sw.md",
                "a.aaaaa.sw.md", "b.bbbbb.sw.md", "gone.zzzzz.sw.md",
            ),
            ".swm/more.tour2.pl.sw.md": steps("More", "c.ccccc.sw.md", "a.aaaaa.sw.md"),
            ".swm/a.aaaaa.sw.md": document("A"),
            ".swm/b.bbbbb.sw.md": document("B"),
            ".swm/c.ccccc.sw.md": document("C"),
            ".swm/d.ddddd.sw.md": document("D"),
        }
    )  # fmt: skip
    assert shown(tree_of(project.root / ".swm")) == [
        "[More]: tour2",
        "  ccccc",
        "  aaaaa",
        "[Tour]: tour1",
        "  bbbbb",
        "ddddd",
    ]


CONTENTS = f"""
# Main parts

## Reading ({about("src/reading/")})

Some words about it.

- {link("one.one11", "One")}
- **Details**
  - **Classes**
    - {link("two.two22", "Two")}
- **More**
  - {link("three.three", "Three")}
  - {link("four.four4", "Four")}

## Writing

- {link("five.five5", "Five")} and words

## Nothing here

- no document at all
"""


def contents(project: Project, name: str = "overview.over1", title: str = "Overview") -> None:
    project.write(
        {
            f".swm/{name}.sw.md": document(title, CONTENTS),
            **{
                f".swm/{name}.sw.md": document(name.partition(".")[0].title())
                for name in ("one.one11", "two.two22", "three.three", "four.four4", "five.five5")
            },
            ".swm/rest.rest1.sw.md": document("Rest"),
        }
    )


def test_tables_of_contents_are_the_tree(project: Project) -> None:
    contents(project)
    assert shown(tree_of(project.root / ".swm")) == [
        "over1",
        "[Reading]",
        "  one11",
        "  two22",
        "  [More]",
        "    three",
        "    four4",
        "five5",
        "rest1",
    ]


def test_folders_of_the_site_generator_are_honoured(project: Project) -> None:
    contents(project)
    names = ["one.one11", "two.two22", "three.three", "four.four4", "five.five5"]
    folders = {f"{name}.sw.md": "  All  docs " for name in names}
    data = {"docs": {"overview.over1.sw.md": "Start here", **folders, "x.sw.md": 7}}
    project.write({".swm/ssg.json": json.dumps(data)})
    assert shown(tree_of(project.root / ".swm")) == [
        "[Start here]",
        "  over1",
        "[All docs]",
        "  [Reading]",
        "    one11",
        "    two22",
        "    [More]",
        "      three",
        "      four4",
        "  five5",
        "rest1",
    ]


@pytest.mark.parametrize("content", ["", "[]", '{"docs": []}', '{"docs"', "\x00", "[" * 100_000])
def test_bad_settings_of_the_site_generator_are_none(project: Project, content: str) -> None:
    project.write({".swm/ssg.json": content})
    assert generator_folders(project.root / ".swm") == {}


def test_what_is_left_is_grouped_by_code(project: Project) -> None:
    homes = {
        "q1": ("lib/src/queue/push.go", "lib/src/queue/pop.go"),
        "q2": ("lib/src/queue/pop.go",),
        "w1": ("lib/src/web/page/a.ts", "lib/src/web/page/b.ts"),
        "w2": ("lib/src/web/page/b.ts",),
        "w3": ("lib/src/web/index.ts",),
        "w4": ("lib/src/web/index.ts", "lib/src/queue/pop.go", "lib/src/web/x.ts"),
        "s1": ("lib/src/single/a.ts",),
        "all": ("lib/src/queue/pop.go", "lib/src/web/x.ts"),
        "none": (),
    }
    project.write(
        {f".swm/{id}.{id}xx.sw.md": document(id, about(*paths)) for id, paths in homes.items()}
    )
    assert shown(tree_of(project.root / ".swm")) == [
        "[lib/src/]",
        "  [queue/]",
        "    q1xx",
        "    q2xx",
        "  [web/]",
        "    [page/]",
        "      w1xx",
        "      w2xx",
        "    w3xx",
        "    w4xx",
        "  allxx",
        "  s1xx",
        "nonexx",
    ]


@pytest.mark.slow
def test_every_document_is_found_once(corpus: Path) -> None:
    for folder in sorted(corpus.glob("*/.swm")):
        tree = tree_of(folder)
        found = [entry.path for child in tree for entry in _all(child)]
        assert sorted(found) == list(documents_in(folder)), folder


def _all(child: Branch | Doc) -> list[Doc]:
    return list(child.docs) if isinstance(child, Branch) else [child]


def test_few_documents_and_short_lists_need_no_folders(project: Project) -> None:
    files = {f".swm/d{n}.doc{n}x.sw.md": document(f"D{n}", about(f"f{n}/a.c")) for n in range(5)}
    project.write(files)
    assert shown(tree_of(project.root / ".swm")) == [f"doc{n}x" for n in range(5)]
    # A list of some documents is no table of contents.
    contents(project, "notes.notes", "Notes")
    project.write({f".swm/d{n}.doc{n:02}.sw.md": document(f"D{n}") for n in range(20)})
    assert not any("Reading" in line for line in shown(tree_of(project.root / ".swm")))


def test_a_site_without_navigation_gets_the_tree(project: Project) -> None:
    contents(project)
    project.write({"docs/index.md": "# Home\n", "docs/guide/a.md": "# A\n", "docs/z.md": "# Z\n"})
    project.write({".swm/tour.tour1.pl.sw.md": steps("Tour", "rest.rest1.sw.md")})
    built = project.build(strict=True)
    page = built.page("index.html")
    names = ("z", "guide/a", "swimm/tour", "swimm/rest", "swimm/overview", "swimm/three")
    order = [page.index(f'href="{url}/"') for url in names]
    assert order == sorted(order)
    assert not built.warnings
    assert 'href="../two/"' in built.page("swimm/one/")
    # A playlist is the index of its section.
    assert page.count('href="swimm/tour/"') == 1
    text = text_of(built.content("swimm/"))
    order = [text.index(word) for word in ("Overview", "Tour", "Reading", "One", "More", "Three")]
    assert order == sorted(order)


def test_a_navigation_by_hand(project: Project) -> None:
    contents(project)
    project.write({"docs/index.md": "# Home\n"})
    nav: list[Any] = [{"Start": "index.md"}, {"Handbook": "swimm/"}, {"Last": "rest1"}]
    page = project.build(nav=nav, strict=True).page("index.html")
    assert "Handbook" in page
    assert page.count('href="swimm/rest/"') == 1
    assert page.index('href="swimm/five/"') < page.index('href="swimm/rest/"')
    assert "Reading" in page
    # Without a title, the tree takes the place of its entry; without an entry there is none.
    page = project.build(nav=["index.md", "swimm"], strict=True).page("index.html")
    assert "Handbook" not in page
    assert 'href="swimm/five/"' in page
    page = project.build(nav=["index.md"], strict=True).page("index.html")
    assert "swimm/one/" not in page
    names = ["one.one11.sw.md", ".swm/old.name.two22.sw.md", "swimm/three.three.sw.md"]
    built = project.build(nav=["index.md", *({f"No. {at}": name} for at, name in enumerate(names))])
    for at, url in enumerate(("one", "two", "three")):
        assert re.search(rf'href="swimm/{url}/".*?No. {at}', built.page("index.html"), re.S)
    assert not [warning for warning in built.warnings if "nav" in warning]


@pytest.mark.slow
def test_many_documents_keep_pages_light(project: Project) -> None:
    project.write({"docs/index.md": "# Home\n"})
    for n in range(500):
        folders = [f"part{n % 25}"] if n < 380 else [f"part{(n + step) % 12}" for step in range(4)]
        text = about(*(f"{folder}/a{n}.py" for folder in folders))
        project.write({f".swm/about-{n}.doc{n:03}.sw.md": document(f"About {n}", text)})
    built = project.build(strict=True)
    for n in (7, 390):
        page = built.page(f"swimm/about-{n}/")
        assert len(re.findall(r'<a href="[^"]*" class="md-nav__link', page)) < 60
    # Every document can be reached all the same.
    listed = built.content("swimm/")
    assert sum(f'href="about-{n}/"' in listed for n in range(500)) == 500
    theme = {"name": "material", "font": False, "features": ["navigation.expand"]}
    assert "md-nav__item--pruned" not in project.build(theme=theme).page("swimm/about-7/")
