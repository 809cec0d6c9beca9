"""Paths of a site's files from each other."""

from __future__ import annotations

import posixpath

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_swimm.relative import relative

PARTS = st.lists(st.sampled_from(["a", "b", "a b", "é", ".", "..", ""]), max_size=5)


@given(PARTS, PARTS, st.sampled_from(["c.md", "a"]))
def test_they_are_those_of_posixpath(folders: list[str], here: list[str], name: str) -> None:
    uri, folder = "/".join([*folders, name]), "/".join(here)
    if not uri.startswith("/") and not folder.startswith("/"):
        assert relative(uri, folder) == posixpath.relpath(uri, folder or ".")


def test_a_file_beside() -> None:
    assert relative("a/b.md", "a") == "b.md"
    assert relative("b.md", "") == "b.md"
    assert relative("b.md", "a/c") == "../../b.md"
    assert relative("a/b", "a/b") == "."
