"""Random edits of a file, with what became of every line known: no state may be a false one."""

import random
from collections.abc import Sequence

import pytest

from mkdocs_swimm.code.source_file import SourceFile, source_file
from mkdocs_swimm.format.constructs import Token
from mkdocs_swimm.freshness import State
from mkdocs_swimm.freshness.locating import Spot, locate
from mkdocs_swimm.freshness.past import Past
from mkdocs_swimm.freshness.quotes import Quote
from mkdocs_swimm.freshness.tokens import locate_token

COMMON = ("}", "", "    return None", "else {", "    x += 1")
Line = tuple[str, int]
"""A text, and the number by which a line is known wherever it goes."""


class Writer:
    """Writes lines, and edits files as people do."""

    def __init__(self, seed: int, common: float) -> None:
        self.random = random.Random(seed)
        self.common = common
        self.count = 0

    def line(self) -> Line:
        self.count += 1
        if self.random.random() < self.common:
            return self.random.choice(COMMON), self.count
        return f"    value_{self.count} = compute({self.random.choice('abc')})", self.count

    def lines(self, most: int) -> list[Line]:
        return [self.line() for _ in range(self.random.randint(1, most))]

    def edit(self, lines: list[Line]) -> None:
        at = self.random.randrange(len(lines) + 1)
        block = lines[at : at + self.random.randint(1, 5)]
        match self.random.choice(("put in", "take out", "replace", "rename", "move")):
            case "put in":
                lines[at:at] = self.lines(5)
            case "take out":
                del lines[at : at + len(block)]
            case "replace":
                lines[at : at + len(block)] = self.lines(3)
            case "rename":
                lines[at : at + 1] = [(f"{text}_new", id) for text, id in block[:1]]
            case "move":
                del lines[at : at + len(block)]
                to = self.random.randrange(len(lines) + 1)
                lines[to:to] = block


def as_file(lines: Sequence[Line]) -> SourceFile:
    return SourceFile("a.py", tuple(text for text, _ in lines))


def quote_of(lines: Sequence[Line], first: int, last: int) -> Quote | None:
    """A range of lines, 1-based and inclusive, without blank ones at the ends."""
    rows = [(number, lines[number - 1][0]) for number in range(first, last + 1)]
    while rows and not rows[0][1]:
        rows.pop(0)
    while rows and not rows[-1][1]:
        rows.pop()
    return Quote(tuple(rows)) if rows else None


def cases(seed: int, common: float) -> tuple[list[Line], list[Line], Quote | None]:
    writer = Writer(seed, common)
    old = writer.lines(40)
    new = list(old)
    for _ in range(writer.random.randint(1, 3)):
        writer.edit(new)
    first = writer.random.randint(1, len(old))
    last = min(len(old), first + writer.random.choice((0, 0, 1, 3, 8)))
    return old, new, quote_of(old, first, last)


@pytest.mark.parametrize("with_history", [True, False])
@pytest.mark.slow
def test_the_state_is_the_true_one(with_history: bool) -> None:
    """Where every line is like no other, nothing is left to guess."""
    for seed in range(3000):
        old, new, quote = cases(seed, common=0)
        assert quote
        before, now = as_file(old), as_file(new)
        spot = locate(quote, now, Past(quote, before, 0, now) if with_history else None)
        places = {id: (number, text) for number, (text, id) in enumerate(new, 1)}
        found = [places.get(old[number - 1][1]) for number, _ in quote.rows]
        shifts = {
            place[0] - number if place and place[1] == text else None
            for (number, text), place in zip(quote.rows, found, strict=True)
        }
        shift = shifts.pop() if len(shifts) == 1 else None
        if shift is None:
            assert spot.state in (State.CHANGED, State.GONE), seed
        else:
            state = State.MOVED if shift else State.UP_TO_DATE
            if len(quote.rows) == 1 and spot.reason == "ambiguous":
                # That one line was cut out here and pasted there is no more than likely.
                assert spot.first == quote.first + shift, seed
                continue
            assert spot == Spot(state, quote.first + shift, quote.last + shift), seed


@pytest.mark.parametrize("with_history", [True, False])
def test_the_place_of_a_finding_has_the_quoted_text(with_history: bool) -> None:
    """Where lines are like others, the text at the place that is named is still the quoted one."""
    for seed in range(3000):
        old, new, quote = cases(seed, common=0.6)
        if quote is None:
            continue
        before, now = as_file(old), as_file(new)
        spot = locate(quote, now, Past(quote, before, 0, now) if with_history else None)
        if spot.state is State.GONE:
            continue
        assert 1 <= spot.first <= spot.last <= len(now.lines), seed
        if spot.state is not State.CHANGED:
            assert list(now.lines[spot.first - 1 : spot.last]) == list(quote.texts), seed
            assert (spot.state is State.UP_TO_DATE) == (spot.first == quote.first), seed


def test_a_line_of_megabytes() -> None:
    long = "x = " + "[1, 2, 'a'], " * 200_000
    old = source_file("a.js", f"{long}\nname = 1\n".encode())
    new = source_file("a.js", f"{long}y\nname = 1\n".encode())
    assert isinstance(old, SourceFile)
    assert isinstance(new, SourceFile)
    quote = Quote(((1, old.lines[0]),))
    past = Past(quote, old, 0, new)
    assert locate(quote, new, past) == Spot(State.CHANGED, 1, 1)
    token = Token(source="", line=1, path="a.js", text="x", target_line=1, line_text=long)
    assert locate_token(token, quote, new, past) == (Spot(State.CHANGED, 1, 1), "")
