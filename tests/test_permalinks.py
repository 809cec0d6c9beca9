"""Ordinary Markdown that is tied to code by links of the code host."""

import pytest

from mkdocs_swimm.code.codehost import KINDS, CodeHost, Revision
from mkdocs_swimm.format.constructs import PathRef, Reference, Snippet
from mkdocs_swimm.ordinary.permalinks import LinkedPlace, LinkReader
from mkdocs_swimm.ordinary.reading import read_markdown

COMMIT = "0123456789abcdef0123456789abcdef01234567"
HOME = "https://host.example/acme/tea"
TEMPLATE = "https://code.example/view?file={path}&at={ref}#n{first}-n{last}"
HOST = CodeHost("github", HOME, Revision(COMMIT))
BLOB = f"{HOME}/blob/{COMMIT}"
CODE = ["def boil():", "    return water.hot()", ""]


def reader(host: CodeHost = HOST, page: str = "docs/a.md", prefix: str = "") -> LinkReader:
    return LinkReader(host, page, prefix, lambda path: path == "src")


def references(text: str) -> list[Reference]:
    def lines(address: str, link: LinkedPlace) -> list[str]:
        return CODE[(link.first or 1) - 1 : link.last]

    return list(read_markdown(text, reader(), lines).references)


@pytest.mark.parametrize("kind", [*KINDS, "template"])
@pytest.mark.parametrize("path", ["src/kettle.py", "a b/c(1)+ü.md", "README.md"])
@pytest.mark.parametrize("lines", [(5, 9), (5, 5), (None, None)])
def test_every_link_that_is_written_is_read(
    kind: str, path: str, lines: tuple[int | None, int | None]
) -> None:
    host = CodeHost(kind, HOME, Revision(COMMIT), TEMPLATE)
    assert reader(host)(host.file_url(path, *lines)) == LinkedPlace(path, COMMIT, *lines)


@pytest.mark.parametrize(
    ("address", "link"),
    [
        (f"{BLOB}/src/kettle.py?plain=1#L5C3-L9C1", LinkedPlace("src/kettle.py", COMMIT, 5, 9)),
        (f"{BLOB}/src/kettle.py#L9-L5", LinkedPlace("src/kettle.py", COMMIT, 5, 9)),
        # What is on a branch today is no commit that something was written for.
        (f"{HOME}/blob/main/src/kettle.py#L5", LinkedPlace("src/kettle.py", "", 5, 5)),
        (f"{HOME}/tree/main/src", LinkedPlace("src", "", folder=True)),
        (f"{HOME}/tree/main/src/kettle.py#L5", LinkedPlace("src/kettle.py", "", 5, 5)),
        ("../src/kettle.py#L5-L9", LinkedPlace("src/kettle.py", "", 5, 9)),
        ("/src/kettle.py#L5", LinkedPlace("src/kettle.py", "", 5, 5)),
        ("../src/kettle.py", None),
        ("other.md#L5-lines", None),
        ("../../secret.py#L5", None),
        (f"{HOME}x/blob/main/a.py#L1", None),
        ("https://host.example/acme/coffee/blob/main/a.py#L1", None),
        ("https://[bad/blob#L1", None),
        (f"{HOME}/issues/5#L1", None),
    ],
)
def test_which_links_are_to_code(address: str, link: LinkedPlace | None) -> None:
    assert reader()(address) == link


@pytest.mark.parametrize("kind", [*KINDS, "template"])
@pytest.mark.parametrize("lines", [(5, 9), (5, 5), (None, None)])
def test_a_link_is_set_in_its_form(kind: str, lines: tuple[int | None, int | None]) -> None:
    old = CodeHost(kind, HOME, Revision("f" * 40), TEMPLATE)
    new = CodeHost(kind, HOME, Revision(COMMIT), TEMPLATE)
    place = LinkedPlace("src/a b.py", COMMIT, *lines)
    url = old.file_url("src/kettle.py", 1, 2) if lines[0] else old.file_url("src/kettle.py")
    assert reader(old).rewritten(url, place) == new.file_url("src/a b.py", *lines)


@pytest.mark.parametrize(
    ("address", "place", "new"),
    [
        (
            "../src/kettle.py#L5-9",
            LinkedPlace("src/kettle.py", "", 7, 11),
            "../src/kettle.py#L7-11",
        ),
        ("/src/kettle.py?plain=1#L5", LinkedPlace("a.py", "", 7, 7), "/a.py?plain=1#L7"),
        (
            f"{HOME}/blob/main/a.py#L5",
            LinkedPlace("b.py", "", 7, 8),
            f"{HOME}/blob/main/b.py#L7-L8",
        ),
        (f"{HOME}/tree/main/src", LinkedPlace("src", "", folder=True), f"{HOME}/tree/main/src"),
    ],
)
def test_what_names_no_commit_stays_so(address: str, place: LinkedPlace, new: str) -> None:
    assert reader()(new) == place
    assert reader().rewritten(address, place) == new


def test_code_in_a_folder_of_the_repository() -> None:
    read = reader(prefix="packages/tea/")
    assert read(f"{BLOB}/packages/tea/a.py#L2") == LinkedPlace("a.py", COMMIT, 2, 2)
    assert read(f"{BLOB}/packages/cup/a.py#L2") is None


def test_a_quote_goes_on_behind_a_gap() -> None:
    url = f"{BLOB}/src/kettle.py"
    text = (
        f"[The kettle]({url}#L1):\n\n```\ndef boil():\n```\n\n"
        f"\u22ef [line 3]({url}#L3)\n\n```\n    x\n```\n\n"
        f"\u22ef [line 2]({url}#L2)\n\n```\n    y\n```\n"
    )
    one, other = references(text)
    assert isinstance(one, Snippet)
    assert [(row.number, row.code) for row in one.rows] == [(1, "def boil():"), (3, "    x")]
    # Further up is no gap.
    assert isinstance(other, Snippet)
    assert [row.number for row in other.rows] == [2]


def test_a_permalink_without_brackets_quotes_as_well() -> None:
    url = f"{BLOB}/src/__init__.py#L1"
    one, two = references(f"{url}\n\n```\ndef boil():\n```\n\nMore in `x` ({url}).\n")
    assert isinstance(one, Snippet)
    assert (one.source, one.line, one.path) == (url, 1, "src/__init__.py")
    assert [row.code for row in one.rows] == ["def boil():"]
    assert (two.source, two.line) == (url, 7)


LINES = "\n".join(CODE[:2])
READ = {
    "a link to a file is to the file": ("See [the kettle]({}):\n\n```\nboil()\n```\n", None),
    "an excerpt": ("See [it]({}#L1-L2):\n\n```\ndef boil():\n    # ...\n```\n", LINES),
    "code that is not in its line": ("See [`src/kettle.py`]({}#L1).\n", CODE[0]),
    "a diagram": ("As in [tea]({}#L1):\n\n```mermaid\ngraph TD\n```\n", CODE[0]),
    "in angle brackets": ("- Item\n\n  <{}#L1>\n\n  ```\n  def boil():\n  ```\n", CODE[0]),
    "indented less": ("{}#L2\n\n```\nreturn water.hot()\n```\n", CODE[1]),
    "indented less, below words": ("See [it]({}#L2):\n\n```\nreturn water.hot()\n```\n", CODE[1]),
    # A fence that shows how to use what is linked to is no quote.
    "a command": ("Run [it]({}#L1-L2):\n\n```\npython -m tea\n```\n", LINES),
    "a use": ("Run [it]({}#L1-L2):\n\n```\ntea = boil()\n}\n```\n", LINES),
    "the code": (f"Run [it]({{}}#L1):\n\n```\n{LINES}\n```\n", LINES),
    "edited code": (
        "As [here]({}#L1-L2):\n\n```\ndef boil():\n    return water.cold()\n```\n",
        "def boil():\n    return water.cold()",
    ),
    "a link alone": ("{}#L1-L2\n\n```\npython -m tea\n```\n", "python -m tea"),
    "a heading of ours": (
        "**[`src/kettle.py`]({}#L1-L2)** lines 1–2\n\n```\npython -m tea\n```\n",
        "python -m tea",
    ),
}


@pytest.mark.parametrize("name", READ)
def test_which_lines_a_link_is_about(name: str) -> None:
    """Those that it names, or what is quoted below it; the file alone where it names none."""
    text, code = READ[name]
    [one] = references(text.replace("{}", f"{BLOB}/src/kettle.py"))
    assert isinstance(one, PathRef if code is None else Snippet)
    assert not isinstance(one, Snippet) or "\n".join(row.code for row in one.rows) == code
