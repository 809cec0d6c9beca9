"""Numbers that several processes take from one heap are each taken once."""

from __future__ import annotations

import pytest

from mkdocs_swimm.turns import MOST, Turns

from .test_ahead import alone, possible


@pytest.mark.parametrize("count", [0, 1, 7, MOST])
def test_each_is_taken_once_and_in_order(count: int) -> None:
    turns = Turns(count)
    assert list(turns) == list(range(count))
    assert next(turns, None) is None
    turns.end()
    turns.end()


def test_more_than_there_is_room_for_do_not_hang() -> None:
    assert list(Turns(MOST * 2)) == list(range(MOST))


@possible
def test_two_processes_take_from_one_heap() -> None:
    printed = alone("""
from mkdocs_swimm.turns import Turns
turns = Turns(3000)
other = ahead.begin(lambda: iter([list(turns)]))
mine = list(turns)
theirs = other.result(0)
print(sorted(mine + theirs) == list(range(3000)), mine == sorted(mine), theirs == sorted(theirs))
other.end()
""")
    assert printed == "True True True\n"
