"""What the sample documents say of the sample code is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mkdocs_swimm.library import Entry, Shelf, documents_in, repo_id_of
from mkdocs_swimm.model import PathRef, Snippet, Token

SAMPLE = Path(__file__).parent.parent / "sample_site"
DOCUMENTS = documents_in(SAMPLE / ".swm")
WORD = re.compile(
    r"[A-Za-z0-9_\u00C0-\u024F]+|\s+|[\"'()\[\]{};]|[^A-Za-z0-9_\u00C0-\u024F\s\"'()\[\]{};]+"
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_references_are_true(path: Path) -> None:
    entry = Shelf().read(path)
    assert isinstance(entry, Entry)
    assert not entry.document.flaws
    own = repo_id_of(SAMPLE / ".swm")
    for reference in entry.document.references():
        if reference.repo and reference.repo.id != own:
            continue
        if isinstance(reference, PathRef):
            assert (SAMPLE / reference.path).exists(), reference
        elif reference.path:
            lines = (SAMPLE / reference.path).read_text("utf-8").split("\n")
            if isinstance(reference, Token):
                _check_token(reference, lines)
            elif not reference.empty:
                _check_snippet(reference, lines)


def _check_token(token: Token, lines: list[str]) -> None:
    assert token.target_line is not None
    line = lines[token.target_line - 1]
    assert token.line_text == line
    if token.words:
        first, last = token.words
        assert "".join(WORD.findall(line)[first : last + 1]) == token.text
    assert token.text in line


def _check_snippet(snippet: Snippet, lines: list[str]) -> None:
    for row in snippet.rows:
        assert lines[row.number - 1] == row.code, snippet.path


def test_every_family_is_shown() -> None:
    families = set()
    for path in DOCUMENTS:
        entry = Shelf().read(path)
        assert isinstance(entry, Entry)
        families |= {family.value for family in entry.document.families}
    assert families == {"footnotes", "self-closing", "tags", "symbols", "playlist"}
