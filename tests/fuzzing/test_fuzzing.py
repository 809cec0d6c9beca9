"""A few mutations of the sample documents and the real ones, others at every run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ..conftest import REPOSITORY
from .losses import MARK, loses_nothing, marked
from .mutations import MUTATIONS, case, pieces
from .properties import OFTEN, SELDOM

pytestmark = pytest.mark.slow

SAMPLE = pieces([REPOSITORY / "sample_site"])
seeds = st.integers(0, 2**62)


@given(seeds)
@settings(max_examples=300, deadline=None)
def test_what_is_quick(seed: int) -> None:
    for check in OFTEN:
        check(case(seed, SAMPLE))


@example(10569378)  # the id of a footnote, in a diagram and in a damaged list of them
@given(seeds)
@settings(max_examples=100, deadline=None)
def test_what_is_slow(seed: int) -> None:
    for check in SELDOM:
        check(case(seed, SAMPLE))


def test_no_word_is_lost() -> None:
    folders = [REPOSITORY / "sample_site", REPOSITORY / "tests" / "cases"]
    texts = [marked(text, at * 1_000) for at, text in enumerate(pieces(folders))]
    assert sum(len(MARK.findall(text)) for text in texts) > 1_000
    for seed in range(200):
        loses_nothing(case(seed, texts))


@cache
def real(folder: Path) -> Sequence[str]:
    return [marked(text, at * 1_000) for at, text in enumerate(pieces([folder]))]


@pytest.mark.corpus
@given(number=seeds)
@settings(max_examples=100, deadline=None)
def test_real_documents(corpus: Path, number: int) -> None:
    for check in (*OFTEN, *SELDOM, loses_nothing):
        check(case(number, real(corpus)))


def test_a_case_is_made_of_its_number() -> None:
    assert case(5, SAMPLE) == case(5, SAMPLE)
    assert len({case(seed, SAMPLE) for seed in range(50)}) > 40
    assert len(MUTATIONS) >= 18
