"""What is true of every document, beside what ``tests/fuzzing`` tries."""

from mkdocs_swimm.format.document import read


def test_line_ends_of_windows() -> None:
    document = read(
        '---\r\ntitle: A\r\n---\r\n\r\n`a`<swm-token data-swm-token=":a.py:1:0:0:`a`"/>\r\n'
    )
    [token] = document.references
    assert (token.line, token.path) == (5, "a.py")
    assert "\r" not in document.source
