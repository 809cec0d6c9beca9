"""Which lists explain single lines of a snippet, and which code can carry what they say."""

from __future__ import annotations

import pytest
from pygments.lexers import get_lexer_by_name

from mkdocs_swimm.reading import read
from mkdocs_swimm.rendering import render
from mkdocs_swimm.rendering.comments import _AROUND, numbered_comments

from .fake_site import FakeSite

CODE = (
    "def send(parcel):",
    "    label = layout(parcel)",
    "    queue.put(label)",
    "    return label",
)


def token(text: str, line: int, path: str = "send.py") -> str:
    """A token of the third generation."""
    return f'<SwmToken path="{path}" pos="{line}:0:0" line-data="x">`{text}`</SwmToken>'


def snippet(*code: str, path: str = "send.py", first: int = 1, more: str = "") -> str:
    """A snippet of the third generation."""
    return (
        f'<SwmSnippet path="/{path}" line="{first}"{more}>\n\n---\n\n'
        + "\n".join(("```", *(code or CODE), "```"))
        + "\n\n---\n\n</SwmSnippet>"
    )


def page(text: str, *, annotate: bool = True) -> str:
    """The page of a document."""
    site = FakeSite(documents={}, files=())
    return render(read(f"---\ntitle: T\n---\n{text}\n"), "T", site, annotate=annotate).markdown


LAYOUT = f"{token('layout', 2)} knows the paper"
QUEUED = f"{token('put', 3)} waits"


@pytest.mark.parametrize(
    "text",
    [
        f"- {LAYOUT}\n- {QUEUED}\n\n{snippet()}",
        f"{snippet()}\n\n- {LAYOUT}\n- {QUEUED}",
        f"Thus:\n1. {LAYOUT}\n2. then {QUEUED}\n\n   for ever\n{snippet()}",
        f"* {LAYOUT}\n  - and more\n\n* {QUEUED}\n\n<br/>\n\n{snippet()}",
        f"- **Line 2**: makes it\n- line 3 waits\n\n{snippet()}",
        f"- {QUEUED} for {token('queue', 3)}\n- {LAYOUT} of {token('x', 9, 'a.py')}\n\n{snippet()}",
        f"{snippet('a = 1', path='b.py')}\n\n- {LAYOUT}\n- {QUEUED}\n\n{snippet()}",
    ],
)
def test_a_list_that_explains_lines(text: str) -> None:
    written = page(text)
    assert "layout(parcel)# (1)!" in written or "layout(parcel)# (2)!" in written
    assert "queue.put(label)# (" in written
    # In the card, and only there.
    assert "\n    1.  " in written
    assert "\n-   " not in written.replace("\n    -   ", "")


@pytest.mark.parametrize(
    "text",
    [
        # One item explains no line, or several, or one that another explains as well.
        f"- {LAYOUT}\n- and all is well\n\n{snippet()}",
        f"- {LAYOUT} for {token('put', 3)}\n\n{snippet()}",
        f"- {LAYOUT}\n- {token('label', 2)} is one\n\n{snippet()}",
        f"- Lines 2-3 make it\n\n{snippet()}",
        f"- Line 2 and 3 make it\n\n{snippet()}",
        f"- Line 9 is not there\n\n{snippet()}",
        # The line is not what the token says, or another file's.
        f"- {token('layout', 3)} knows the paper\n\n{snippet()}",
        f"- {token('layout', 2, 'a.py')} knows the paper\n\n{snippet()}",
        # Nothing is said.
        f"- {token('layout', 2)}\n- {QUEUED}\n\n{snippet()}",
        # Something is between.
        f"- {LAYOUT}\n\nThat is all.\n\n{snippet()}",
        f"{snippet()}\n\nThus:\n\n- {LAYOUT}",
        # More than text is in an item.
        f"- {LAYOUT}\n\n  ```\n  code\n  ```\n\n{snippet()}",
        f"- {LAYOUT}\n\n  > said\n\n{snippet()}",
        # Not a list of its own.
        f"> - {LAYOUT}\n\n{snippet()}",
        # Code that is not seen at once, or can not carry comments.
        f"- {LAYOUT}\n\n{snippet(more=' collapsed=' + chr(34) * 2)}",
        f"- {LAYOUT}\n\n{snippet(*CODE, *['    pass'] * 60)}",
        "- Line 1 is a name\n\n" + snippet('{"a": 1}', path="a.json"),
        "- Line 1 is a name\n\n" + snippet("a", path="a.unknown"),
        "- Line 1 says (1)\n\n" + snippet("a = 1  # see (2)", path="a.py"),
        "- Line 1 begins it\n\n" + snippet('a = """', 'b"""', path="a.py"),
        "- Line 1 begins it\n\n" + snippet("echo a \\", "b", path="a.sh"),
    ],
)
def test_any_other_list_stays_a_list(text: str) -> None:
    assert page(text) == page(text, annotate=False)
    assert "(1)!" not in page(text)


SAMPLES = {
    "awk": "{ print }",
    "bash": "echo a",
    "cmake": "set(A b)",
    "elixir": "x = 1",
    "julia": "x = 1",
    "nimrod": "var x = 1",
    "perl": "my $x = 1;",
    "powershell": "$x = 1",
    "python": "x = 1",
    "ruby": "x = 1",
    "splus": "x <- 1",
    "toml": "a = 1",
    "yaml": "a: b",
    "css": "a { b: c; }",
    "scss": "a { b: c; }",
    "html": "<a>b</a>",
    "xml": "<a>b</a>",
    "ada": "X := 1;",
    "haskell": "x = 1",
    "lua": "x = 1",
    "mysql": "SELECT 1",
    "plpgsql": "x := 1;",
    "postgresql": "SELECT 1",
    "sql": "SELECT 1",
    "vhdl": "x <= '1';",
    "erlang": "X = 1.",
    "matlab": "x = 1;",
    "vb.net": "x = 1",
    "clojure": "(a)",
    "common-lisp": "(a)",
    "emacs-lisp": "(a)",
    "nasm": "mov ax, 1",
    "scheme": "(a)",
}


@pytest.mark.parametrize("language", sorted(_AROUND))
def test_every_language_carries_a_comment(language: str) -> None:
    assert get_lexer_by_name(language).aliases[0] == language
    line = SAMPLES.get(language, "x = 1;")
    comments = numbered_comments([line, line], {1: 7}, language)
    assert comments is not None
    assert "(7)!" in comments[1]


def test_comments_need_no_blank_where_the_language_needs_none() -> None:
    assert numbered_comments(["x = 1"], {0: 1}, "python") == {0: "# (1)!"}
    assert numbered_comments(["a: b"], {0: 1}, "yaml") == {0: " # (1)!"}
    assert numbered_comments(["a\r"], {0: 1}, "python") is None
