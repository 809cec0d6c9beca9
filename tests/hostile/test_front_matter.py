"""Front matter that is no front matter, or would grow without bound."""

import pytest

from mkdocs_swimm.format.document import read

from ..conftest import Project
from ..html_check import text_of

pytestmark = pytest.mark.slow

ALIASES = "a0: &a0 [lol]\n" + "".join(
    f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 8)}]\n" for at in range(1, 12)
)
"""600 characters that expand to 8 ** 11 words."""

MERGES = "a0: &a0 {k: 1}\n" + "".join(
    f"a{at}: &a{at} {{<<: [{', '.join([f'*a{at - 1}'] * 8)}]}}\n" for at in range(1, 15)
)
UNBOUND = "it uses aliases, which can grow without bound"
DEEP = "it is nested too deeply"


@pytest.mark.parametrize(
    ("yaml", "reported"),
    [
        (ALIASES + "tags: *a11\ndescription: *a11\n", UNBOUND),
        (MERGES, UNBOUND),
        ("a: &a [*a]\n", UNBOUND),
        ("a: " + "[" * 400_000 + "\n", DEEP),
        ("a: " + "{a: " * 100_000 + "\n", DEEP),
        ("? - " + "- " * 200_000 + "\n", DEEP),
        ("? " * 200_000 + "\n", DEEP),
        ("a:\n" + "".join(f"{' ' * at}- \n" for at in range(500)), DEEP),
        ("a: " + "x" * 1_000_001 + "\n", "it is longer than a million characters"),
    ],
)
def test_bombs(yaml: str, reported: str) -> None:
    document = read(f"---\ntitle: Plain\n{yaml}---\nText\n")
    assert document.front_matter
    assert document.front_matter.error == reported
    assert document.front_matter.data["title"] == "Plain"
    assert document.source.endswith("Text\n")


def test_wrong_types(project: Project) -> None:
    titles = ["[1, 2]", "{a: b}", "null", "true", "1.5", "2024-01-02", "''", "0x" + "f" * 10_000]
    for number, title in enumerate(titles):
        project.write(
            {f".swm/doc-{number}.aaaa{number}.sw.md": f"---\ntitle: {title}\n---\nText\n"}
        )
    project.write({".swm/list.bbbbb.sw.md": "---\n- a\n---\nText\n"})
    built = project.build()
    pages = list((built.site / "swimm").glob("*/index.html"))
    assert len([page for page in pages if "Text" in page.read_text("utf-8")]) == len(titles) + 1


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("template", ["5", "main.html", "assets/images/favicon.png", "../../x", "2024-01-01"]),
        ("icon", ["5", "true", "[a]", "{a: b}", "x", "../../x", "x\\0y"]),
        ("hide", ["5", "1.5", "true", "2024-01-01", "[[a]]"]),
        ("search", ["5", "true", "[a]", "x", "2024-01-01", "{boost: x}", "{boost: .nan, a: b}"]),
        ("tags", ["5", "true", "[[1]]", "x", "[~, 3]", "{a: b}"]),
        ("description", ["5", "[a]", "{a: b}"]),
        ("status", ["5", "[a]", "a b", "'\"'"]),
        ("render_macros", ["true"]),
        ("location", ["x"]),
    ],
)
def test_fields_that_a_site_cannot_use(project: Project, field: str, values: list[str]) -> None:
    for number, value in enumerate(values):
        text = f"---\nid: x\n{field}: {value}\n---\nText\n"
        project.write({f".swm/doc-{number}.aaaa{number}.sw.md": text})
    built = project.build(plugins=["search", "tags", "swimm"])
    pages = list((built.site / "swimm").glob("doc-*/index.html"))
    assert len([page for page in pages if "Text" in page.read_text("utf-8")]) == len(values)
    assert built.warnings == [
        f".swm/doc-{number}.aaaa{number}.sw.md:3: a document cannot set '{field}', or not to "
        "this value; correct or delete it; a document may set title, description, tags, hide, "
        "search, icon and status"
        for number in range(len(values))
    ]


def test_one_message_for_a_document(project: Project) -> None:
    fields = "title: A\nauthor: x\nid: x\nhide: 5\nrevision_date: x\n"
    project.write({".swm/doc.aaaaa.sw.md": f"---\n{fields}---\nText\n"})
    [reported] = project.build().warnings
    assert reported.startswith(
        ".swm/doc.aaaaa.sw.md:3: a document cannot set 'author', 'hide', 'revision_date', or not"
    )


def test_fields_that_a_site_can_use(project: Project) -> None:
    fields = (
        "icon: material/home\nhide: [toc]\nsearch: {boost: 2}\ntags: [a, 1]\nstatus: new\n"
        "description: 'Of \"this\" & <that>'\ntemplate:\n"
    )
    project.write({".swm/doc.aaaaa.sw.md": f"---\n{fields}---\nText\n"})
    built = project.build(plugins=["search", "tags", "swimm"])
    assert built.warnings == []
    assert "md-tag" in built.page("swimm/doc/")
    assert 'data-md-type="toc" hidden' in built.page("swimm/doc/")
    description = 'content="Of &#34;this&#34; &amp; &lt;\u2060that&gt;"'
    assert description in built.page("swimm/doc/")
    assert '"boost":2' in built.page("search/search_index.json")


@pytest.mark.parametrize("value", ["!!timestamp x", '!!int ""', "!!bool x", '!!float ""'])
def test_a_value_that_does_not_match_its_yaml_tag(value: str) -> None:
    document = read(f"---\ntitle: {value}\n---\nText\n")
    assert [flaw.kind for flaw in document.flaws] == ["front_matter"]
    assert "Text" in document.body


def test_a_number_longer_than_python_writes(project: Project) -> None:
    project.write({".swm/a.aaaaa.sw.md": f"---\ntitle: A\ntags: [0x{'f' * 5000}]\n---\nText\n"})
    built = project.build()
    assert "Text" in text_of(built.content("swimm/a/"))
    assert [line for line in built.warnings if "front matter" in line]
