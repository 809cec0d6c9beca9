"""A few damaged documents, of the sample and of real ones, others at every run."""

import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from .mutations import OWN, beginnings, damaged
from .properties import MARK, PROPERTIES, loses_nothing, marked

pytestmark = pytest.mark.slow

SOME = settings(
    max_examples=int(os.environ.get("SWIMM_CASES", 150)),
    deadline=20_000,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda one: one.__name__)
@given(text=damaged() | st.text())
@example("\x85\n[\n](/repos/Z/docs/n2x)")
@example('<SwmSnippetPlaceholder>\n<SwmSnippet path="/a/b.py" line="3">\n</SwmSnippetPlaceholder>')
@example('```mermaid\nclick 3 goToHeading "e"')
@example("- **&#*i\ne**\n\nn>")
@SOME
def test_any_document(holds: Callable[[str], None], text: str) -> None:
    holds(text)


@cache
def words_marked(texts: Sequence[str]) -> Sequence[str]:
    return [marked(text, at * 1_000) for at, text in enumerate(texts)]


@given(text=damaged(words_marked(OWN)))
@SOME
def test_no_word_is_lost(text: str) -> None:
    loses_nothing(text)


@pytest.mark.corpus
@given(data=st.data())
@SOME
def test_real_documents(corpus: Path, data: st.DataObject) -> None:
    text = data.draw(damaged(words_marked(tuple(beginnings(corpus)))))
    for holds in (*PROPERTIES, loses_nothing):
        holds(text)


def test_words_are_marked() -> None:
    assert sum(len(MARK.findall(text)) for text in words_marked(OWN)) > 1_000
