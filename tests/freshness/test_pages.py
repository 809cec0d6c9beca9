"""Stale code as a reader sees it: pages, the health page, and the log of a build."""

import re
import shutil
from html import unescape
from typing import Any

import pytest
from mkdocs.exceptions import Abort, ConfigurationError

from tests.conftest import Built, Project
from tests.html_check import faults, text_of

from .story import Story

pytestmark = pytest.mark.slow

APP = """import json


def load(path):
    with open(path) as file:
        rows = json.load(file)
    return [Parcel(**row) for row in rows]


def weigh(parcel):
    total = parcel.weight
    for item in parcel.items:
        total += item.weight
    return total


def label(parcel):
    return f"{parcel.weight} g"
"""
PAGE = "swimm/story/"


@pytest.fixture
def story(project: Project) -> Story:
    project.write({"src/app.py": APP, "src/other.py": "one = 1\ntwo = 2\n"})
    reported = Story(project)
    reported.document(
        "Here ",
        "src/app.py:17 label",
        "and ",
        "src/other.py",
        "src/app.py:10-14",
        "src/other.py:2 two",
    )
    return reported


def build(story: Story, **options: Any) -> Built:
    return story.project.build({"revision": "main", **options})


def cards(page: str) -> list[str]:
    return re.findall(r'<(?:div|details) class="([^"]*swimm-snippet[^"]*)"', page)


def test_an_up_to_date_page_has_one_quiet_line(story: Story) -> None:
    built = build(story)
    page = built.content(PAGE)
    assert cards(page) == ["admonition swimm-snippet"]
    assert page.count("swimm-state") == 2  # both classes of one paragraph
    assert "Up to date with the code" in text_of(page)
    assert "swimm-stale" not in page
    index = (built.site / "search/search_index.json").read_text("utf-8")
    assert "Up to date with the code" not in index
    assert not faults(page)


def test_a_file_that_is_gone_is_not_linked(story: Story) -> None:
    (story.project.root / "src/other.py").unlink()
    page = build(story).content(PAGE)
    assert "/blob/main/src/other.py" not in page
    assert 'title="Gone: no longer in the repository"' in page
    assert "Gone: the file src/other.py is no longer there" in page
    assert page.count("swimm-stale") == 2
    assert "1 token and 1 path gone" in text_of(page)


def test_each_file_that_is_gone_has_a_line_of_its_own(story: Story) -> None:
    story.document(
        "src/app.py:17 label",
        "src/app.py",
        "src/app.py:10-14",
        "src/other.py:2 two",
        "src/other.py",
    )
    for name in ("app", "other"):
        (story.project.root / f"src/{name}.py").unlink()
    page = build(story).content(PAGE)
    assert re.findall(r"<br ?/?>\s*(Gone.*?)\s*(?=<br|</p>)", page) == [
        "Gone: the file src/app.py is no longer there (1 snippet, 1 token, and 1 path)",
        "Gone: the file src/other.py is no longer there (1 token and 1 path)",
    ]


def test_without_history_a_new_name_is_only_likely(story: Story) -> None:
    story.replace("src/app.py", ("def label(parcel)", "def labels(parcel)"))
    assert 'title="Now called labels: src/app.py' in unescape(build(story).content(PAGE))
    shutil.rmtree(story.project.root / ".git")
    page = unescape(build(story).content(PAGE))
    assert "Now called" not in page
    assert (
        'title="Its line has changed: perhaps now src/app.py, line 17 '
        '(was: def label(parcel): – is: def labels(parcel):)"'
    ) in page


TITLES = {
    "  def label( parcel ):": "Its line has changed: src/app.py, line 17 (only white space)",
    "def caption(parcel):": "Now called caption: src/app.py, line 17 (was: {was} – is: {is})",
    "def label(parcel, unit):": "Its line has changed: src/app.py, line 17 (was: {was} – is: {is})",
}
"""The tooltip of a token by what its line is now."""


@pytest.mark.parametrize("line", TITLES)
def test_every_stale_token_is_marked_and_explained(story: Story, line: str) -> None:
    story.replace("src/app.py", ("def label(parcel):", line))
    story.replace("src/other.py", ("two = 2\n", "three = 4\n"))
    page = unescape(build(story).content(PAGE))
    title = TITLES[line].format_map({"was": "def label(parcel):", "is": line})
    assert f'title="{title}"' in page
    assert 'title="Gone: no longer in src/other.py, where it was on line 2 (was: two = 2)"' in page
    assert page.count("swimm-stale") == 2
    assert "/blob/main/src/app.py#L17" in page


def test_a_stale_token_of_a_diagram_is_explained_below_it(story: Story) -> None:
    label = story.token("src/app.py", 17, "label").strip()
    two = story.token("src/other.py", 2, "two").strip()
    copy = f"%% Swimm:\n%% graph TD;\n%%   a[{label}] --> b[{two}] --> c[{label}]\n"
    story.document(f"```mermaid\ngraph TD;\n  a[label] --> b[two] --> c[label]\n\n{copy}```\n")
    story.replace("src/app.py", ("def label(parcel)", "def label(parcel, unit)"))
    page = text_of(build(story).content(PAGE))
    reported = "label: Its line has changed: src/app.py, line 17 (was: def label(parcel): – is: def label(parcel, unit):)"
    assert page.count(reported) == 1
    assert "two:" not in page


def test_a_renamed_path_leads_to_its_new_place(story: Story) -> None:
    story.project.git("mv", "src/other.py", "src/renamed.py")
    page = build(story, previews=False).content(PAGE)
    assert "/blob/main/src/renamed.py#L2" in page
    assert 'title="Now src/renamed.py"' in page
    assert "src/other.py" in text_of(page)


def test_hostile_code_stays_code(story: Story) -> None:
    bad = '    total = 1 # </code></pre><script>alert(1)</script> ``` {{ x }} --8<-- "a"\n'
    story.replace("src/app.py", ("    total = parcel.weight\n", bad))
    page = build(story).content(PAGE)
    assert "<script>alert" not in page
    assert "alert(1)" in text_of(page)
    assert not faults(page)


def test_ignore_shows_everything_as_documented(story: Story) -> None:
    (story.project.root / "src/app.py").unlink()
    built = build(story, freshness="ignore")
    page = built.content(PAGE)
    assert "swimm-state" not in page
    assert "/blob/main/src/app.py#L10-L14" in page
    assert not any("moved on" in message for _, message in built.log)


@pytest.mark.parametrize(("level", "name"), [("report", "INFO"), ("warn", "WARNING")])
def test_one_message_for_each_stale_document(story: Story, level: str, name: str) -> None:
    story.replace("src/app.py", ("def label(parcel)", "def caption(parcel)"))
    (story.project.root / "src/other.py").unlink()
    built = build(story, freshness=level)
    reported = [entry for entry in built.log if "moved on" in entry[1]]
    assert reported == [
        (
            name,
            ".swm/story.abc12.sw.md:4: the code has moved on: 1 changed, 2 gone, 2 of these in "
            "src/other.py, which no longer exists; correct what no longer holds, "
            "'mkdocs-swimm verify' shows where",
        )
    ]


def test_moved_code_alone_is_no_reason_to_warn(story: Story) -> None:
    story.replace("src/app.py", ("import json\n", "import json\nimport sys\n"))
    assert build(story, freshness="warn").warnings == []


def test_error_fails_the_build_after_all_findings(story: Story) -> None:
    (story.project.root / "src/other.py").unlink()
    with pytest.raises(Abort) as raised:
        build(story, freshness="error")
    assert "1 document is not up to date with the code" in str(raised.value.__context__)


def test_the_code_of_a_revision(story: Story) -> None:
    story.project.git("tag", "v1")
    story.replace("src/app.py", ("import json\n", "import json\nimport sys\n"))
    story.project.commit()
    assert "moved" in text_of(build(story).content(PAGE))
    page = story.project.build({"ref": "v1"}).content(PAGE)
    assert "Up to date with the code" in text_of(page)
    commit = story.project.git("rev-parse", "v1")
    assert f"/blob/{commit}/src/app.py#L10-L14" in page


def test_an_unknown_revision_is_refused(story: Story) -> None:
    with pytest.raises(ConfigurationError, match="the revision 'v9' in the option 'ref'"):
        build(story, ref="v9")


@pytest.mark.parametrize("tag", ["<SwmPath>", '<SwmPath repo-id="own" repo-name="code">'])
def test_documents_without_their_code_are_not_called_stale(project: Project, tag: str) -> None:
    project.write({".swm/swimm.json": '{"repo_id": "own"}'})
    story = Story(project)
    story.document(*(story.path(f"src/{name}.py").replace("<SwmPath>", tag) for name in "abcdef"))
    built = build(story, freshness="warn")
    assert "swimm-state" not in built.content(PAGE)
    [reported] = [message for message in built.warnings if "nothing is checked" in message]
    assert "set 'root' in the options of swimm" in reported


def test_the_health_page(story: Story) -> None:
    documents = {"fine.xyz99": story.path("src/app.py"), "words.xyz98": "Nothing but words."}
    story.project.write({f".swm/{name}.sw.md": text for name, text in documents.items()})
    story.replace("src/app.py", ("        total += item.weight\n", "        total += item.mass\n"))
    (story.project.root / "src/other.py").unlink()
    built = build(story, health=True, **{})
    page = built.content("swimm/health/")
    # All documents are counted.
    summary = page.partition("swimm-health-summary")[2].partition("</div>")[0]
    assert re.findall(r"<strong>(\d+)</strong> ([\w ]+)", summary) == [
        ("1", "gone"),
        ("1", "up to date"),
        ("1", "without references"),
    ]
    rows = re.findall(r"<tr>(<td>.*?)</tr>", page, re.S)
    cells = [[text_of(cell) for cell in re.findall(r"<td.*?</td>", row, re.S)] for row in rows]
    assert [[" ".join(cell.split()) for cell in row] for row in cells] == [
        ["A story", "gone", "2", "1", "0", "1", "src/other.py, src/app.py"],
        ["src/other.py", "2", "A story"],
        ["src/app.py", "1", "A story"],
        ["Fine", "up to date", "0", "0", "0", "1", ""],
        ["Words", "without references", "0", "0", "0", "0", ""],
        ["src/", "1 / 1", "0", "6 / 12"],
    ]
    # What is right is folded away.
    folded = page.partition("<details")[2].partition("</details>")[0]
    assert "2 documents without findings" in text_of(folded)
    assert ("Fine" in folded, "A story" in folded) == (True, False)
    assert 'role="img" aria-label="50% of 12 lines are documented"' in page
    assert 'href="../story/"' in page
    assert not faults(page)
    # Linked from stale pages only.
    assert "../health/" in built.content(PAGE)
    assert "../health/" not in built.content("swimm/fine/")


def test_the_health_page_is_there_by_choice(story: Story) -> None:
    built = build(story)
    assert not (built.site / "swimm/health").exists()
    assert "swimm-health.js" not in built.page(PAGE)


def test_without_git(story: Story) -> None:
    shutil.rmtree(story.project.root / ".git")
    assert not any("text alone" in message for _, message in build(story).log)
    story.replace("src/app.py", ("import json\n", "import json\nimport sys\n"))
    built = build(story)
    assert "/blob/main/src/app.py#L11-L15" in built.content(PAGE)
    [reported] = [entry for entry in built.log if "text alone" in entry[1]]
    assert reported == (
        "INFO",
        f"there is no git repository: moved code is found by its text alone ({story.project.root})",
    )


def test_a_shallow_clone_is_reported(story: Story) -> None:
    story.replace("src/app.py", ("import json\n", "import json\nimport sys\n"))
    built = build(story.shallow())
    assert "/blob/main/src/app.py#L11-L15" in built.content(PAGE)
    reported = [message for _, message in built.log if "text alone" in message]
    assert len(reported) == 1
    assert "the clone is shallow: moved code is found" in reported[0]


@pytest.mark.parametrize("directory_urls", [True, False])
def test_links_of_the_health_page(story: Story, directory_urls: bool) -> None:
    (story.project.root / "src/other.py").unlink()
    built = story.project.build({"health": True}, use_directory_urls=directory_urls)
    name = "swimm/health/" if directory_urls else "swimm/health.html"
    for href in re.findall(r'<a href="([^"#]+)"', built.content(name)):
        if not href.startswith("http"):
            base = built.site / name if directory_urls else (built.site / name).parent
            assert (base / href).exists(), href


@pytest.mark.browser
def test_a_reader_changes_tabs_and_sorts(story: Story, browse: Any) -> None:
    story.project.write({".swm/fine.xyz99.sw.md": story.path("src/app.py")})
    story.project.write(
        {".swm/another.xyz98.sw.md": "---\ntitle: Another\n---\n" + story.path("a/b.py")}
    )
    story.replace("src/app.py", ("        total += item.weight\n", "        total += item.mass\n"))
    built = build(story, health=True)
    page = browse(built.site, PAGE)
    shown = page.locator(".swimm-snippet .tabbed-block:visible")
    assert shown.count() == 1
    assert "item.weight" in shown.inner_text()
    page.get_by_text("Now", exact=True).click()
    assert "item.mass" in page.locator(".swimm-snippet .tabbed-block:visible").inner_text()
    page.get_by_text("Difference", exact=True).click()
    text = page.locator(".swimm-snippet .tabbed-block:visible").inner_text()
    assert "item.mass" in text
    assert "item.weight" in text
    page.get_by_role("link", name="Documentation health").last.click()
    page.wait_for_url("**/health/")
    names = page.locator(".swimm-health").first.locator("tbody tr td:first-child")
    assert names.all_inner_texts() == ["Another", "A story"]
    assert not page.get_by_text("Fine", exact=True).last.is_visible()
    page.get_by_text("1 document without findings").click()
    assert page.locator(".swimm-rest").get_by_text("Fine", exact=True).is_visible()
    up_to_date = page.get_by_role("button", name="Document", exact=True).first
    up_to_date.click()
    assert names.all_inner_texts() == ["A story", "Another"]


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_tabs_work_in_other_themes(story: Story, browse: Any, theme: str) -> None:
    story.replace("src/app.py", ("        total += item.weight\n", "        total += item.mass\n"))
    built = story.project.build({}, theme={"name": theme})
    page = browse(built.site, PAGE)
    assert page.locator(".swimm-snippet .tabbed-block:visible").count() == 1
    page.locator(".swimm-snippet label", has_text="Now").click()
    assert "item.mass" in page.locator(".swimm-snippet .tabbed-block:visible").inner_text()


def test_lines_are_counted_without_blank_ones_at_both_ends(project: Project) -> None:
    code = "import json\n\n\ndef load(path):\n    return json.load(open(path))\n\n\nend = 1\n"
    project.write({"src/app.py": code})
    story = Story(project)
    story.document("src/app.py:2-7")
    page = build(story).content(PAGE)
    assert "lines 4–5" in text_of(page)
    assert "src/app.py#L4-L5" in page
    story.replace(
        "src/app.py", ("load(path):\n", "load(path):\n    rows = 1\n"), ("(path))\n", "(path))\n\n")
    )
    page = build(story).content(PAGE)
    assert "lines 4–6" in text_of(page)
    assert "src/app.py#L4-L6" in page
    assert page.count('data-linenos="3 "') == 0
