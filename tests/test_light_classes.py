"""Dataclasses that are cheap to make are dataclasses all the same."""

from __future__ import annotations

import copy
import pickle
from dataclasses import field, fields, replace
from unittest import mock

import pytest

from mkdocs_swimm.light_classes import frozen, frozen_unslotted, mutable


@frozen
class Point:
    """A place."""

    x: int
    y: int = 0


@frozen
class Named(Point):
    """A place with a name."""

    name: str = ""


@frozen
class Nothing:
    """No place."""


@frozen_unslotted
class Open:
    """A place that remembers."""

    x: int


@mutable
class Changing:
    """A place that changes."""

    x: int
    seen: list[int] = field(default_factory=list)


def test_values_are_equal_where_their_fields_are() -> None:
    assert Point(1, 2) == Point(1, 2)
    assert hash(Point(1, 2)) == hash(Point(1, 2))
    assert Point(1, 2) != Point(2, 1)
    assert Named(1, 2) != Point(1, 2)
    assert Named(1, 2, "a") != Named(1, 2, "b")
    assert Nothing() == Nothing()
    assert len({Nothing(), Nothing(), Open(1), Open(1), Open(2)}) == 3
    # Whoever knows better is asked.
    assert Point(1) == mock.ANY


def test_what_changes_is_equal_to_itself_alone() -> None:
    one = Changing(1)
    assert one == one
    assert one != Changing(1)
    assert len({one, Changing(1)}) == 2


@frozen
class Partly:
    """A place of which not everything counts."""

    x: int
    seen: list[int] = field(default_factory=list, compare=False, repr=False)
    twice: int = field(init=False)

    def __post_init__(self) -> None:
        self.twice = 2 * self.x  # type: ignore[misc]


def test_what_does_not_count_is_not_compared() -> None:
    assert Partly(1, [1]) == Partly(1, [2])
    assert hash(Partly(1, [1])) == hash(Partly(1))
    assert repr(Partly(1)) == "Partly(x=1, twice=2)"


def test_what_holds_itself_is_shown() -> None:
    one = Changing(1)
    one.seen.append(one)  # type: ignore[arg-type]
    assert repr(one) == "Changing(x=1, seen=[...])"


def test_they_are_shown_as_dataclasses_are() -> None:
    assert repr(Named(1, name="a")) == "Named(x=1, y=0, name='a')"
    assert repr(Changing(1)) == "Changing(x=1, seen=[])"
    assert repr(Nothing()) == "Nothing()"


@pytest.mark.parametrize("value", [Point(1, 2), Named(1, 2, "a"), Nothing(), Open(3)])
def test_they_are_copied_and_pickled(value: object) -> None:
    assert copy.copy(value) == value
    assert pickle.loads(pickle.dumps(value)) == value


def test_they_are_dataclasses() -> None:
    assert [one.name for one in fields(Named)] == ["x", "y", "name"]
    assert replace(Named(1, 2), name="b") == Named(1, 2, "b")
    assert not hasattr(Point(1), "__dict__")
    assert not hasattr(Changing(1), "__dict__")
    assert vars(Open(1)) == {"x": 1}
    match Named(1, 2, "a"):
        case Named(x, _, name):
            assert (x, name) == (1, "a")
