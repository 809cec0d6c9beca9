"""Random edits of a file, with what became of every line known: no state may be a false one.

And that checking stays possible where a file is made to be slow: work is counted, not time.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence

import pytest

from mkdocs_swimm.code.source_file import SourceFile, source_file
from mkdocs_swimm.format.constructs import Token
from mkdocs_swimm.freshness import State
from mkdocs_swimm.freshness import alignment as alignment_module
from mkdocs_swimm.freshness.alignment import Alignment
from mkdocs_swimm.freshness.locating import Spot, locate
from mkdocs_swimm.freshness.past import Past
from mkdocs_swimm.freshness.quotes import Quote, nearest
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
    """The lines from one to another, 1-based, without blank ones at the ends."""
    rows = [(number, lines[number - 1][0]) for number in range(first, last + 1)]
    while rows and not rows[0][1]:
        rows.pop(0)
    while rows and not rows[-1][1]:
        rows.pop()
    return Quote(tuple(rows)) if rows else None


def history(old: SourceFile, new: SourceFile) -> Callable[[], Past]:
    alignment = Alignment(old.lines, new.lines)
    return lambda: Past(old, 0, lambda: alignment)


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
        spot = locate(quote, now, history(before, now) if with_history else lambda: None)
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
def test_what_is_said_is_in_the_file(with_history: bool) -> None:
    """Where lines are like others, the text at the place that is named is still the quoted one."""
    for seed in range(3000):
        old, new, quote = cases(seed, common=0.6)
        if quote is None:
            continue
        before, now = as_file(old), as_file(new)
        spot = locate(quote, now, history(before, now) if with_history else lambda: None)
        if spot.state is State.GONE:
            continue
        assert 1 <= spot.first <= spot.last <= len(now.lines), seed
        if spot.state is not State.CHANGED:
            assert list(now.lines[spot.first - 1 : spot.last]) == list(quote.texts), seed
            assert (spot.state is State.UP_TO_DATE) == (spot.first == quote.first), seed


def test_an_alignment_is_one() -> None:
    """Survivors are the same lines in the same order; what is alike stands between them."""
    for seed in range(1000):
        old, new, _ = cases(seed, common=0.5)
        alignment = Alignment(as_file(old).lines, as_file(new).lines)
        survivors = [
            (index, image) for index, image in enumerate(alignment.same) if image is not None
        ]
        assert all(alignment.old[index] == alignment.new[image] for index, image in survivors)
        images = [
            image for index in range(len(old)) if (image := alignment.image(index)) is not None
        ]
        assert all(one < other for one, other in itertools.pairwise(images))
        for index in range(len(old)):
            assert 0 <= alignment.first_of(index) <= len(new)
            assert -1 <= alignment.last_of(index) < len(new)


def test_the_nearest_numbers() -> None:
    assert nearest([1, 4, 5, 9], 5, 2) == [5, 4]
    assert nearest([1, 4, 6, 9], 5, 3) == [4, 6, 1]
    assert nearest([], 5, 3) == []


def test_a_file_of_equal_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    file = source_file("a.py", b"    call(alpha, beta)\n" * 50_000)
    assert isinstance(file, SourceFile)
    tried = []
    real = Quote.stands_at
    monkeypatch.setattr(
        Quote, "stands_at", lambda *asked: (tried.append(1), real(*asked))[1], raising=True
    )
    quote = Quote(((20_000, file.lines[0]), (20_001, file.lines[0])))
    shifts = quote.shifts(file)
    assert 0 in shifts
    assert shifts == sorted(shifts)
    assert len(tried) <= 100
    # Both lines are everywhere, and never as quoted.
    tried.clear()
    other = source_file("a.py", b"one = 1\nother = 2\n" * 50_000)
    assert isinstance(other, SourceFile)
    assert not Quote(((501, "one = 1"), (502, "one = 1"))).shifts(other)
    assert len(tried) <= 2000


def test_a_token_that_is_on_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    old = source_file("a.py", b"call(alpha, beta)\n" * 20_000)
    new = source_file("a.py", b"call(alpha, gamma)\n" * 20_000)
    assert isinstance(old, SourceFile)
    assert isinstance(new, SourceFile)
    tried = []
    from mkdocs_swimm.freshness import tokens

    real = tokens.has_words
    monkeypatch.setattr(
        tokens, "has_words", lambda *asked: (tried.append(1), real(*asked))[1], raising=True
    )
    token = Token(
        source="", line=1, path="a.py", text="alpha", target_line=9000, line_text=old.lines[0]
    )
    quote = Quote(((9000, old.lines[0]),))
    spot, _ = locate_token(token, quote, new, history(old, new))
    assert spot.state is State.CHANGED
    assert len(tried) <= 1000


def test_lines_replaced_all_over_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the lines around what is quoted are compared with each other."""
    old, new = [], []
    for part in range(50):
        old += [f"alphabet{number:03d}old = part{part}" for number in range(40)]
        new += [f"alphabet{number:03d}new = piece{part}" for number in range(40)]
        old.append(f"mark_{part}")
        new.append(f"mark_{part}")
    compared = []
    real = alignment_module._likelihood
    monkeypatch.setattr(
        alignment_module, "_likelihood", lambda *asked: (compared.append(1), real(*asked))[1]
    )
    alignment = Alignment(old, new)
    alignment.image(500)
    alignment.first_of(501)
    assert len(compared) == 40 * 40


def test_a_line_of_megabytes() -> None:
    long = "x = " + "[1, 2, 'a'], " * 200_000
    old = source_file("a.js", f"{long}\nname = 1\n".encode())
    new = source_file("a.js", f"{long}y\nname = 1\n".encode())
    assert isinstance(old, SourceFile)
    assert isinstance(new, SourceFile)
    quote = Quote(((1, old.lines[0]),))
    assert locate(quote, new, history(old, new)) == Spot(State.CHANGED, 1, 1)
    token = Token(source="", line=1, path="a.js", text="x", target_line=1, line_text=long)
    assert locate_token(token, quote, new, history(old, new)) == (Spot(State.CHANGED, 1, 1), "")
