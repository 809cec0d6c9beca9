"""Front matter that needs no YAML is read as YAML has it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_swimm.reading import decode, front_matter

_KEYS = ["title", "id", "file_version", "app_version", "Title", "titles", "y", "null"]
_VALUES = st.one_of(
    st.lists(
        st.sampled_from(
            [
                *(
                    "a",
                    "Words",
                    "of_1",
                    "yes",
                    "NO",
                    "On",
                    "off",
                    "True",
                    "false",
                    "null",
                    "Y",
                    "n",
                ),
                *(" ", "  ", "\t", ",", ".", "...", "---", "-", "/", "(", ")", "_", ":", ": ", "#"),
                *(" #", "'", '"', "[", "]", "{", "}", "&", "*", "!", "|", ">", "%", "@", "`", "~"),
                *(
                    "=",
                    "<<",
                    "?",
                    "0",
                    "12",
                    "1.1.3",
                    "1.2",
                    "0.8.1-4",
                    "1e5",
                    "0x1f",
                    "2021-01-02",
                ),
                *(
                    "1_0",
                    "1:30",
                    ".inf",
                    "\u00e9",
                    "\u2028",
                    "\x85",
                    "\ufeff",
                    "\U0001f600",
                    "\u0661",
                ),
            ]
        ),
        max_size=5,
    ).map("".join),
    st.text(max_size=8),
)
_LINES = st.tuples(
    st.sampled_from(_KEYS),
    st.sampled_from([": ", ":", ":  "]),
    _VALUES,
    st.sampled_from(["", "\r"]),
).map("".join)


@given(st.lists(_LINES, min_size=1, max_size=4).map(lambda lines: "\n".join([*lines, ""])))
@settings(max_examples=3_000, deadline=None)
def test_any_lines(body: str) -> None:
    if front_matter._PLAIN.fullmatch(body):
        assert front_matter._load(body) == yaml.safe_load(body)


@pytest.mark.parametrize(
    "line", ["title: Words of 2 (or more), a/b", "id: ab12", "file_version: 1.1.3", "id: 0.8.1-4\r"]
)
def test_frequent_lines_need_no_yaml(line: str) -> None:
    assert front_matter._PLAIN.fullmatch(f"{line}\n")
    assert front_matter._load(f"{line}\n") == yaml.safe_load(line)


@pytest.mark.parametrize("value", ["yes", "No", "null", "1.2", "a: b", "a #b", "a ", "'a'", ""])
def test_others_do(value: str) -> None:
    assert not front_matter._PLAIN.fullmatch(f"title: {value}\n")


@pytest.mark.corpus
def test_real_documents(corpus: Path) -> None:
    for path in sorted(corpus.rglob("*.sw.md")):
        found = front_matter._BLOCK.match(decode(path.read_bytes()).text)
        if found and front_matter._PLAIN.fullmatch(found["yaml"]):
            assert front_matter._load(found["yaml"]) == yaml.safe_load(found["yaml"]), path
