"""The tree in which documents are found."""

from __future__ import annotations

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
from .html_check import text_of


def document(title: str, body: str = "Text.") -> str:
    return f"---\ntitle: {title}\n---\n{body}\n"


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


PLAYLIST = """---
id: {id}
title: {title}
file_version: 1.1.3
---

<!-- Intro - Do not remove this comment -->
Hello.

<br/>

<!-- Steps - Do not remove this comment -->
{steps}


<br/>
"""


def playlist(id: str, title: str, *targets: str) -> str:
    steps = "\n".join(f"{n}. [Step]({target})" for n, target in enumerate(targets, 1))
    return PLAYLIST.format(id=id, title=title, steps=steps)


def test_playlists_are_sections_in_step_order(project: Project) -> None:
    project.write(
        {
            ".swm/tour.tour1.pl.sw.md": playlist(
                "tour1", "Tour", "b.bbbbb.sw.md", "https://example.org", "more.tour2.pl.sw.md",
                "a.aaaaa.sw.md", "b.bbbbb.sw.md", "gone.zzzzz.sw.md",
            ),
            ".swm/more.tour2.pl.sw.md": playlist("tour2", "More", "c.ccccc.sw.md", "a.aaaaa.sw.md"),
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


def test_a_list_of_some_documents_is_no_table_of_contents(project: Project) -> None:
    contents(project, "notes.notes", "Notes")
    project.write({f".swm/d{n}.doc{n:02}.sw.md": document(f"D{n}") for n in range(20)})
    assert not any("Reading" in line for line in shown(tree_of(project.root / ".swm")))


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


def test_few_documents_need_no_folders(project: Project) -> None:
    project.write(
        {f".swm/d{n}.doc{n}x.sw.md": document(f"D{n}", about(f"f{n}/a.c")) for n in range(5)}
    )
    assert shown(tree_of(project.root / ".swm")) == [f"doc{n}x" for n in range(5)]


@pytest.mark.slow
def test_every_document_is_found_once(corpus: Path) -> None:
    for folder in sorted(corpus.glob("*/.swm")):
        tree = tree_of(folder)
        found = [entry.path for child in tree for entry in _all(child)]
        assert sorted(found) == list(documents_in(folder)), folder


def _all(child: Branch | Doc) -> list[Doc]:
    return list(child.docs) if isinstance(child, Branch) else [child]


def test_a_site_without_navigation_gets_the_tree(project: Project) -> None:
    contents(project)
    project.write({"docs/index.md": "# Home\n", "docs/guide/a.md": "# A\n", "docs/z.md": "# Z\n"})
    built = project.build(strict=True)
    page = built.page("index.html")
    order = [page.index(f'href="{url}"') for url in ("z/", "guide/a/", "swimm/overview/")]
    assert order == sorted(order)
    assert page.index('href="swimm/three/"') < page.index('href="swimm/rest/"')
    assert not built.warnings
    one = built.page("swimm/one/")
    assert 'rel="next" href="../two/"' in one or 'href="../two/"' in one


def test_the_list_of_documents_is_the_same_tree(project: Project) -> None:
    contents(project)
    text = text_of(project.build(strict=True).content("swimm/"))
    order = [text.index(word) for word in ("Overview", "Rest", "Reading", "One", "More", "Three")]
    assert order == sorted(order)


def test_one_entry_of_a_navigation_becomes_the_tree(project: Project) -> None:
    contents(project)
    project.write({"docs/index.md": "# Home\n"})
    nav = [{"Start": "index.md"}, {"Handbook": "swimm/"}, {"Last": "rest1"}]
    built = project.build(nav=nav, strict=True)
    page = built.page("index.html")
    assert "Handbook" in page
    assert page.count('href="swimm/rest/"') == 1
    assert page.index('href="swimm/five/"') < page.index('href="swimm/rest/"')
    assert "Reading" in page
    # Without a title, the tree takes the place of its entry.
    built = project.build(nav=["index.md", "swimm"], strict=True)
    assert "Handbook" not in built.page("index.html")
    assert 'href="swimm/five/"' in built.page("index.html")


@pytest.mark.parametrize(
    "name", ["one11", "one.one11.sw.md", ".swm/old.name.one11.sw.md", "swimm/one.one11.sw.md"]
)
def test_a_document_is_named_by_id_or_file(project: Project, name: str) -> None:
    contents(project)
    project.write({"docs/index.md": "# Home\n"})
    built = project.build(nav=["index.md", {"The first": name}], strict=False)
    page = built.page("index.html")
    assert re.search(r'href="swimm/one/".*?The first', page, re.S)
    assert not [m for m in built.warnings if "nav" in m]


def test_a_playlist_is_the_index_of_its_section(project: Project) -> None:
    project.write(
        {
            "docs/index.md": "# Home\n",
            ".swm/tour.tour1.pl.sw.md": playlist("tour1", "Tour", "a.aaaaa.sw.md"),
            ".swm/a.aaaaa.sw.md": document("A"),
        }
    )
    page = project.build(strict=True).page("index.html")
    assert "md-nav__container" in page
    assert page.count('href="swimm/tour/"') == 1


def test_a_navigation_by_hand_keeps_its_say(project: Project) -> None:
    contents(project)
    project.write({"docs/index.md": "# Home\n"})
    built = project.build(nav=["index.md"], strict=True)
    assert "swimm/one/" not in built.page("index.html")


@pytest.mark.slow
def test_many_documents_keep_pages_light(project: Project) -> None:
    project.write({"docs/index.md": "# Home\n"})
    project.write(
        {
            f".swm/about-{n}.doc{n:03}.sw.md": document(
                f"About {n}", about(f"part{n % 25}/a{n}.py")
            )
            for n in range(500)
        }
    )
    built = project.build(strict=True)
    page = built.page("swimm/about-7/")
    links = re.findall(r'<a href="[^"]*" class="md-nav__link', page)
    assert len(links) < 60
    # Every document can be reached all the same.
    listed = built.content("swimm/")
    assert sum(f'href="about-{n}/"' in listed for n in range(500)) == 500


@pytest.mark.slow
def test_documents_about_several_folders_are_no_endless_list(project: Project) -> None:
    project.write({"docs/index.md": "# Home\n"})
    project.write(
        {
            f".swm/doc{n}.doc{n:03}.sw.md": document(
                f"Doc {n}",
                about(*(f"part{(n + step) % 12}/a{n}{step}.py" for step in range(4)))
                + about(f"part{n % 12}/b.py"),
            )
            for n in range(120)
        }
    )
    page = project.build(strict=True).page("swimm/doc7/")
    assert len(re.findall(r'<a href="[^"]*" class="md-nav__link', page)) < 40


def test_a_navigation_that_is_to_be_unfolded_is_not_pruned(project: Project) -> None:
    project.write(
        {
            f".swm/a{n}.doc{n:03}.sw.md": document(f"A{n}", about(f"p{n % 9}/x.py"))
            for n in range(60)
        }
    )
    theme = {"name": "material", "font": False, "features": ["navigation.expand"]}
    built = project.build(theme=theme)
    assert "md-nav__item--pruned" not in built.page("swimm/a7/")
