"""How much of the code is documented: the figures, which files count, the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markdown import markdown
from pygments.lexers import get_all_lexers

import mkdocs_swimm
from mkdocs_swimm.codebase import GitTree, WorkTree
from mkdocs_swimm.coverage import (
    Coverage,
    FileCoverage,
    Selection,
    code_files,
    language_name,
    measure,
    percent,
)
from mkdocs_swimm.coverage_page import coverage_page
from mkdocs_swimm.freshness import Finding, Place, State
from mkdocs_swimm.git import Git
from mkdocs_swimm.model import PathRef
from mkdocs_swimm.rendering.languages import language_of_path
from mkdocs_swimm.strings import ENGLISH, Strings
from mkdocs_swimm.translation import translated

from .conftest import Project
from .html_check import faults, text_of

PACKAGE = Path(mkdocs_swimm.__file__).parent


def found(
    path: str, first: int | None = None, last: int | None = None, state: State = State.UP_TO_DATE
) -> Finding:
    """A finding about a place."""
    return Finding(PathRef(source="", line=1, path=path), state, "", Place(path, first, last))


GONE = Finding(PathRef(source="", line=1, path="a.py"), State.GONE, "missing")


def measured(data: bytes, *findings: Finding) -> FileCoverage:
    """How far one file is documented by one document."""
    [file] = measure([("a/b.py", data)], [findings]).files
    return file


# The figures.


@pytest.mark.parametrize(
    ("findings", "documented", "named"),
    [
        ([], 0, False),
        ([GONE], 0, False),
        ([found("a/b.py", 1, 1)], 1, False),
        ([found("a/b.py", 1)], 1, False),
        ([found("a/b.py", 2, 3)], 1, False),
        ([found("a/b.py", 1, 3), found("a/b.py", 3, 4)], 3, False),
        ([found("a/b.py", 1, 9, State.MOVED)], 3, False),
        ([found("a/b.py", 4, 4, State.CHANGED)], 1, False),
        ([found("a/b.py", 0, 10**9)], 3, False),
        ([found("a/b.py", 99, 100)], 0, False),
        ([found("a/b.py", 3, 1)], 0, False),
        ([found("a/b.py")], 0, True),
        ([found("a")], 0, True),
        ([found("a/b")], 0, False),
        ([found("")], 0, False),
        ([found("b.py", 1, 1)], 0, False),
    ],
)
def test_lines_and_names(findings: list[Finding], documented: int, named: bool) -> None:
    file = measured(b"a\n\nc\r\n  d\n \t\n", *findings)
    assert (file.lines, file.documented, file.named) == (3, documented, named)


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"a", 1),
        (b"a\rb", 1),
        (b"a\n\x0c\nb", 2),
        (b"\xef\xbb\xbf\na\n", 1),
        ("\ufeffa\n\nb\n".encode("utf-16-le"), 2),
        ("\ufeffa\n".encode("utf-16-be") + b"\xd8", 2),
        (b"\xff\xfe\x00\xd8", 1),
        (b"a\n" * 5_000 + b"\0", 5_001),
    ],
)
def test_lines_of_bytes(data: bytes, lines: int) -> None:
    assert measured(data).lines == lines


@pytest.mark.parametrize(
    "data", [b"", b"\n", b" \t\r\n\x0c\n", b"\xef\xbb\xbf\n", b"a\0", b"\xff\xfe"]
)
def test_nothing_to_document(data: bytes) -> None:
    assert measure([("a.py", data)], []) == Coverage()


def test_documents_and_churn_of_a_file() -> None:
    documents = [
        [found("a.py", 1, 1), found("a.py", 1, 1), found("a.py")],
        [found("a.py")],
        [found("b")],
        [GONE],
    ]
    files = [("b/c.py", b"c"), ("a.py", b"a\nb")]
    assert measure(files, documents, {"a.py": 7}).files == (
        FileCoverage("a.py", "Python", 2, 1, 2, True, 7),
        FileCoverage("b/c.py", "Python", 1, 0, 0, True, 0),
    )
    unknown = measure(files, documents)
    assert [file.churn for file in unknown.files] == [None, None]
    assert not unknown.knows_churn


def test_the_largest_and_busiest_files_come_first() -> None:
    files = [
        ("a", b"1\n" * 9),
        ("b", b"1\n" * 5),
        ("c", b"1\n" * 9),
        ("d", b"1"),
        ("e", b"1\n" * 99),
    ]
    coverage = measure(files, [[found("e", 1, 1), found("d")]], {"b": 1, "d": 20, "e": 9})
    assert [file.path for file in coverage.needs(9)] == ["d", "b", "a", "c"]
    assert [file.path for file in coverage.needs(2)] == ["d", "b"]
    assert coverage.needs(0) == []
    assert [file.path for file in measure(files, []).needs(9)] == ["e", "a", "c", "b", "d"]


def test_files_together() -> None:
    files = [("a/b/c.py", b"1\n2"), ("a/d.go", b"1"), ("e", b"1\n2"), ("f/g.py", b"1\n2\n3")]
    coverage = measure(files, [[found("a/b/c.py", 2, 2), found("a")]])
    told = [
        (one.name, one.documented_lines, one.lines, one.named_files) for one in coverage.folders()
    ]
    assert told == [("a", 1, 3, 1), ("f", 0, 3, 0), ("", 0, 2, 0)]
    assert [one.name for one in coverage.folders(2)] == ["f", "", "a/b", "a"]
    assert [one.name for one in coverage.languages] == ["Python", "", "Go"]
    total = coverage.total
    assert (total.documented_files, total.named_files, total.covered_files) == (1, 1, 2)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 0, 0),
        (0, 9, 0),
        (9, 9, 100),
        (1, 9_999, 1),
        (9_998, 9_999, 99),
        (12, 80, 15),
        (1, 3, 33),
    ],
)
def test_shares(part: int, whole: int, shown: int) -> None:
    assert percent(part, whole) == shown


def test_languages_are_those_of_snippets() -> None:
    names = {
        re.sub(r"\[.*?\]", "1", pattern).replace("*", stem)
        for _, _, patterns, _ in get_all_lexers()
        for pattern in patterns
        for stem in ("a", "a.b")
    }
    names |= {
        "CMakeLists.txt",
        "a.txt",
        ".bashrc",
        "Dockerfile",
        "a.H",
        "A.CBL",
        "a.",
        "none",
        ".a",
    }
    for name in names:
        alias = language_of_path(f"src/{name}")
        shown = language_name(f"src/{name}")
        assert (not shown) == (alias == "text"), name
        if shown:
            assert alias in next(
                aliases for one, aliases, *_ in get_all_lexers() if one == shown
            ), name


# Which files count.


@pytest.mark.parametrize(
    ("glob", "matched"),
    [
        ("src", ["src/a.py", "src/lib/b.py", "test/src/c.py"]),
        ("/src", ["src/a.py", "src/lib/b.py"]),
        ("src/", ["src/a.py", "src/lib/b.py", "test/src/c.py"]),
        ("./src/lib", ["src/lib/b.py"]),
        ("*.py", ["src/a.py", "src/lib/b.py", "test/src/c.py"]),
        ("src/*.py", ["src/a.py"]),
        ("src/**", ["src/a.py", "src/lib/b.py"]),
        ("src/**/*.py", ["src/a.py", "src/lib/b.py"]),
        ("**/src/*.py", ["src/a.py", "test/src/c.py"]),
        ("**/c.py", ["test/src/c.py"]),
        ("**", ["Makefile", "src/a.py", "src/lib/b.py", "test/src/c.py"]),
        ("?akefile", ["Makefile"]),
        ("[!a-z]*", ["Makefile"]),
        ("[a-b].py", ["src/a.py", "src/lib/b.py"]),
        ("SRC", []),
        ("a.p", []),
        ("src/a.py/x", []),
        ("", []),
    ],
)
def test_globs(glob: str, matched: Sequence[str]) -> None:
    paths = ["Makefile", "src/a.py", "src/lib/b.py", "test/src/c.py"]
    assert list(filter(Selection(include=[glob]).takes, paths)) == matched
    assert [path for path in paths if not Selection(exclude=[glob]).takes(path)] == matched


def test_a_glob_of_many_stars_is_no_trouble() -> None:
    path = "/".join("a" * 30)
    assert not Selection(["/".join(["**"] * 50) + "/b"]).takes(path)
    assert not Selection(["**/a/" * 4 + "b"]).takes(path)


def names(files: Iterable[tuple[str, bytes | None]]) -> list[str]:
    return [path for path, _ in files]


def test_files_of_a_folder_and_of_a_commit(project: Project) -> None:
    project.write(
        {"part/a.py": "a\n", "part/b/c.py": "c\n", "part.py": "p\n", "vendor/d.py": "d\n"}
    )
    commit = project.commit()
    project.write({"part/a.py": "changed\n", "part/new.py": "new\n"})
    git = Git(project.root)
    everything = Selection()
    work = WorkTree(project.root / "part", git, "part/")
    assert list(code_files(work, everything)) == [
        ("a.py", b"changed\n"),
        ("b/c.py", b"c\n"),
        ("new.py", b"new\n"),
    ]
    tree = GitTree(git, commit, "part/")
    assert list(code_files(tree, everything)) == [("a.py", b"a\n"), ("b/c.py", b"c\n")]
    assert names(code_files(GitTree(git, commit), everything)) == [
        "part.py",
        "part/a.py",
        "part/b/c.py",
    ]
    assert list(code_files(GitTree(git, "0" * 40), everything)) == []
    without = WorkTree(project.root)
    assert names(code_files(without, everything))[1:] == ["part/a.py", "part/b/c.py", "part/new.py"]
    assert list(code_files(WorkTree(project.root / "nowhere"), everything)) == []
    git.close()


# The page.


def code(files: int, folders: int = 5) -> Coverage:
    """Some code, a third of it documented."""
    sources = [
        (f"src/f{number % folders}/p{number % 7}/a{number}.py", b"a\n\nb\n" * (number + 1))
        for number in range(files)
    ]
    documents = [
        [found(path, 1, len(data) // 10) for path, data in sources[::3]],
        [found("src/f1")],
    ]
    return measure(sources, documents, {path: len(data) % 7 for path, data in sources})


def page(coverage: Coverage, strings: Strings = ENGLISH) -> str:
    """The page as HTML."""
    text = coverage_page(coverage, lambda path: f"../source/{path}/", strings)
    return markdown(text, extensions=["toc", "attr_list", "md_in_html", "tables"])


@pytest.mark.parametrize(("files", "folders"), [(0, 1), (1, 1), (2, 2), (40, 5), (400, 90)])
def test_the_page_is_well_formed(files: int, folders: int) -> None:
    html = page(code(files, folders))
    assert faults(html) == []
    assert html.startswith('<h1 id="documented-code">Documented code</h1>')


def test_what_the_page_says() -> None:
    sources = [
        ("src/app.py", b"a\n" * 1_000),
        ("src/web/page.ts", b"b\n" * 600),
        ("Makefile", b"c\n" * 400),
    ]
    coverage = measure(
        sources, [[found("src/app.py", 1, 250), found("src/web")]], {"src/web/page.ts": 3}
    )
    html = page(coverage)
    words = " ".join(text_of(html).split())
    assert "33% of 3 files are documented" in words
    assert "12% of 2,000 lines are documented" in words
    assert "1 more file is named" in words
    items = re.findall(
        r'<li style="(.*?)" title="(.*?)"><span class="swimm-map-words">(.*?)<', html
    )
    assert [(title, shown) for _, title, shown in items] == [
        (said, said)
        for said in (
            "files in src/: 250 of 1,000 lines are documented (25%)",
            "src/web/: 0 of 600 lines are documented (0%)",
            "files in ./: 0 of 400 lines are documented (0%)",
        )
    ]
    assert items[0][0].endswith("--swimm-share: 25.0%")
    rows = [" ".join(text_of(row).split()) for row in re.findall("<tr>.*?</tr>", html)]
    assert rows == [
        "Folder Files Documented files Named Lines Documented lines",
        "src/ 2 1 (50%) 1 1,600 250 (16%)",
        "./ 1 0 (0%) 0 400 0 (0%)",
        "Language Files Documented files Named Lines Documented lines",
        "Python 1 1 (100%) 0 1,000 250 (25%)",
        "TypeScript 1 0 (0%) 1 600 0 (0%)",
        "Makefile 1 0 (0%) 0 400 0 (0%)",
        "File Language Lines Commits in a year Named",
        "src/web/page.ts TypeScript 600 3 yes",
        "Makefile Makefile 400 0 no",
    ]
    assert '<a href="../source/src/web/page.ts/"><code>src/web/page.ts</code></a>' in html


def test_nothing_to_link_to_and_nobody_to_ask() -> None:
    coverage = measure([("a.xyz", b"a")], [])
    html = markdown(coverage_page(coverage, lambda path: "", ENGLISH))
    assert '<th scope="row"><code>a.xyz</code></th><td>Other</td>' in html
    assert '<td class="swimm-count" data-sort="0">–</td>' in html
    assert "<a " not in html


def test_files_most_in_need_are_as_many_as_asked_for() -> None:
    coverage = code(90)
    assert coverage_page(coverage, str, ENGLISH, top=3).count('<a href="') == 3
    assert "Most in need" not in coverage_page(coverage, str, ENGLISH, top=0)
    everything = measure([("a.py", b"a")], [[found("a.py", 1, 1)]])
    assert "Most in need" not in coverage_page(everything, str, ENGLISH)


@pytest.mark.parametrize("folders", [1, 2, 7, 90])
def test_the_map_is_filled_and_no_box_is_on_another(folders: int) -> None:
    html = page(code(300, folders))
    number = r"([\d.]+)%"
    pattern = f"left: {number}; top: {number}; width: {number}; height: {number};"
    boxes = [tuple(map(float, box)) for box in re.findall(pattern, html)]
    assert 5 <= len(boxes) <= 24
    assert sum(width * height for _, _, width, height in boxes) == pytest.approx(10_000, abs=10)
    for at, (left, top, width, height) in enumerate(boxes):
        assert left + width <= 100.02
        assert top + height <= 100.02
        for other_left, other_top, other_width, other_height in boxes[:at]:
            across = min(left + width, other_left + other_width) - max(left, other_left)
            down = min(top + height, other_top + other_height) - max(top, other_top)
            assert min(across, down) < 0.02


def test_the_map_of_many_small_folders() -> None:
    sources = [(f"a{number}/b/c.py", b"a\n") for number in range(500)]
    said = re.findall(r'title="(.*?) of \d+ lines?', page(measure(sources, [])))
    assert len(said) == 24
    assert (said[0], said[1]) == ("the rest of ./: 0", "a0/b/: 0")


def test_the_map_tells_small_folders_as_one() -> None:
    sources = [("src/a/b.py", b"a\n" * 600), ("src/c/d.py", b"a\n" * 400)]
    sources += [(f"x{number}/a.py", b"a\n") for number in range(8)] + [("a.py", b"a\n")]
    said = re.findall(r'title="(.*?): 0 of (.*?) lines?', page(measure(sources, [])))
    assert said == [("src/a/", "600"), ("src/c/", "400"), ("the rest of ./", "9")]


def test_the_map_tells_all_lines() -> None:
    coverage = code(300, 90)
    html = page(coverage)
    said = re.findall(r'title="[^"]*?: ([\d,]+) of ([\d,]+) lines?', html)
    documented, lines = (sum(int(one[at].replace(",", "")) for one in said) for at in (0, 1))
    assert (documented, lines) == (coverage.total.documented_lines, coverage.total.lines)
    assert 'title="the rest of src/: ' in html


def test_the_map_has_text_alternatives() -> None:
    html = page(code(40))
    assert '<ul role="list" aria-label="Map of the code">' in html
    boxes = re.findall("<li .*?</li>", html)
    assert boxes
    for box in boxes:
        # What is read aloud, and what is seen where there is room for it.
        assert re.search(
            r'<span class="swimm-map-words">[^<]+ lines? (?:is|are) documented \(\d+%\)</span>', box
        )
        assert re.search(r'<span class="swimm-map-label" aria-hidden="true"><b>\d+%</b>', box)
    for bar in re.findall(r'<td class="swimm-share".*?</td>', html):
        assert re.search(
            r'aria-hidden="true"></span>[\d,]+ <span class="swimm-quiet">\(\d+%\)', bar
        )
    for table in re.findall('<div class="swimm-health swimm-coverage".*?>', html):
        assert re.search('role="region" tabindex="0" aria-label="[^"]+"', table)


@pytest.mark.parametrize(
    "name",
    ["<b>&\"'", "a`*_b*", "{{ x }}", "{x}", "a\n\nb", "a\x02b", "\x1b[31m", "a\udcffb", "日本"],
)
def test_odd_names_stay_text(name: str) -> None:
    sources = [(f"{name}/{name}/{name}.py", b"a\n"), (f"{name}/a.py", b"a\n"), ("b/c.py", b"c\n")]
    text = coverage_page(measure(sources, []), lambda path: "", ENGLISH)
    assert text.encode("utf-8")
    html = markdown(text)
    assert faults(html) == []
    shown = {
        "a\n\nb": r"a\n\nb",
        "a\x02b": r"a\x02b",
        "\x1b[31m": r"\x1b[31m",
        "a\udcffb": r"a\udcffb",
    }
    assert f"{shown.get(name, name)}/a.py" in text_of(html)


def test_other_words() -> None:
    strings = translated("fr")
    assert strings
    html = page(measure([("a.py", b"a\n" * 4_321)], []), replace(strings, map="Carte <du> code"))
    assert 'aria-label="Carte &lt;du&gt; code"' in html
    assert "0\xa0%" in text_of(html)
    assert "4\u202f321" in text_of(html)


@pytest.mark.browser
def test_the_page_in_a_browser(project: Project, chromium: Any, serve: Any) -> None:
    styles = ["assets/swimm.css", "assets/swimm-coverage.css"]
    project.write({f"docs/{style}": (PACKAGE / style).read_text("utf-8") for style in styles})
    project.write(
        {
            "docs/code.md": coverage_page(code(60), lambda path: "", ENGLISH),
            "docs/index.md": "# A\n",
        }
    )
    project.commit()
    built = project.build(extra_css=styles)
    address = serve(built.site) + "code/"
    for width in (390, 1280):
        context = chromium.new_context(viewport={"width": width, "height": 900})
        shown = context.new_page()
        shown.goto(address)
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        boxes = shown.get_by_role("list", name="Map of the code").get_by_role("listitem")
        assert boxes.count() > 5
        area = shown.locator(".swimm-map > ul").bounding_box()
        assert area["width"] > 0.85 * min(width, 700)
        ratio = area["width"] / area["height"]
        assert ratio == pytest.approx(4 / 5 if width == 390 else 16 / 9, abs=0.05)
        label = boxes.first.locator("b")
        assert label.is_visible()
        # The share of a box that is filled is the share of its lines that are documented.
        filled, whole, share = boxes.first.evaluate(
            "box => [getComputedStyle(box, '::before').height, getComputedStyle(box).height,"
            " getComputedStyle(box).getPropertyValue('--swimm-share')].map(parseFloat)"
        )
        assert 100 * filled / whole == pytest.approx(share, abs=2)
        context.close()
