"""Where quoted lines are now.

Four questions are the evidence, whatever happened to the code:

- Does the quote *stand*, word for word, where the document says, or elsewhere?
- Is its *home* still there: the definition around it, which is in both versions once? While it is,
  its lines are looked for in there first, and what stands elsewhere is a copy.
- Did its *neighbours* go along: the nearest lines around it, as history or the document has them?
- Is it *telling*: three lines, or two of forty characters, that stand only once?

| stands | and | it is |
|---|---|---|
| in its place | nowhere else has more neighbours | up to date |
| in its home, or where the lines around it went | no other place has more neighbours | moved |
| elsewhere, in one place | it left its home, and is telling | moved |
| elsewhere | it is not telling, or some of it is still at home | changed, perhaps there |
| in several places | none has more neighbours | changed, perhaps the nearest |
| nowhere | enough of it survived, or it is the same but for white space | changed |
| nowhere | lines alike stand in one place, or its first line does | changed |
| nowhere | nothing of that | gone |

An answer that could be another one is never called *moved*.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..code.source_file import SourceFile, squeezed
from ..code.words import line_similarity, weight
from .alignment import Alignment, similar_windows
from .findings import Reason, State
from .past import Past, end_of_block
from .quotes import Quote, is_distinct

_SURVIVED = 0.2
"""The least share of what lines say that must be found again to call them changed, not gone."""

_CLEARLY_LESS = 0.5
_SURROUNDED = 3
"""How many more of them another place must have to make the right one doubtful."""

_RIVAL = 0.8
"""How alike lines must be that stand where quoted ones were to be the ones that are meant."""

_THE_SAME = 0.95
_ALIKE = 0.5
_CLEARLY_ALIKE = 0.6
_MARGIN = 0.1
_LEAST = 12
"""How many letters and signs lines need to be known again without their white space."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where lines are now; the first is 0 where they are nowhere.

    It is weak where the same lines in another file would be a better answer.
    """

    state: State
    first: int = 0
    last: int = 0
    reason: Reason = ""
    weak: bool = False


def locate(quote: Quote, file: SourceFile, past: Past | None) -> Spot:
    """Find quoted lines in a file, with the version they were quoted from, if it is known."""
    shifts = quote.shifts(file)
    if past is None:
        spot = _by_text(quote, file, shifts)
    elif 0 in shifts and len(shifts) == len(quote.shifts(past.version)) == 1:
        spot = _moved(quote, 0)
    else:
        home = past.home()
        spot = (_at_home(past, shifts, *home) if home else None) or _by_history(past, shifts)
    if spot.state is State.CHANGED and not spot.reason:
        now = squeezed(file.lines[spot.first - 1 : spot.last])[0]
        if now == squeezed(quote.texts)[0]:
            return replace(spot, reason="white space", weak=False)
    return spot


def _moved(quote: Quote, shift: int) -> Spot:
    state = State.MOVED if shift else State.UP_TO_DATE
    return Spot(state, quote.first + shift, quote.last + shift)


def _perhaps(quote: Quote, shift: int) -> Spot:
    return Spot(State.CHANGED, quote.first + shift, quote.last + shift, "ambiguous", weak=True)


def _at_home(past: Past, shifts: Sequence[int], then: range, now: range) -> Spot | None:
    """Lines within the definition that they were in; None where too little of them is left there.

    Its lines in both versions are 0-based; ``shifts`` are where the file has all quoted lines.
    """
    quote, old, new = past.quote, past.version.lines, past.file.lines
    alignment = Alignment(old[then.start : then.stop], new[now.start : now.stop])
    indices = [index - then.start for index in past.indices]
    images = [None if at is None else at + now.start for at in map(alignment.same.get, indices)]
    shift = _one_shift(quote, images)
    if shift is not None:
        inside = [
            at for at in shifts if now.start < quote.first + at <= quote.last + at <= now.stop
        ]
        same_head = old[then.start].strip() == new[now.start].strip()
        return _surrounded(past, inside if same_head else shifts, shift)
    same = _but_for_blanks(quote, past.file, now)
    if same:
        return same
    kept, window = _remains(quote, indices, alignment)
    if window and kept >= (_CLEARLY_LESS if shifts else _SURVIVED):
        first, last = window
        return Spot(State.CHANGED, first + now.start, last + now.start)
    return None


def _surrounded(past: Past, shifts: Sequence[int], shift: int) -> Spot:
    """Lines that all survived, unless another copy of them has what stood around them.

    Where blocks changed places, a line that is in both may be taken for the other one.
    """
    quote = past.quote
    around = {other: past.around(other) for other in {*shifts, shift}}
    if shift and not around[shift] and _count_squeezed(quote, past.file) > 1:
        return _perhaps(quote, shift)
    if shift and _is_edited_in_place(past):
        return _perhaps(quote, 0)
    if around.get(0, -1) >= around[shift]:
        shift = 0
    best = max(around, key=lambda other: (around[other], -abs(other - shift)))
    if around[best] - around[shift] >= _SURROUNDED:
        return _perhaps(quote, best)
    return _moved(quote, shift)


def _count_squeezed(quote: Quote, file: SourceFile) -> int:
    return file.squeezed[0].count(squeezed(quote.texts)[0])


def _is_edited_in_place(past: Past) -> bool:
    """Whether lines nearly the same stand where the document says, among the same neighbours."""
    alike = sum(
        weight(text) * line_similarity(text, past.file.line(number) or "")
        for number, text in past.quote.rows
    )
    return alike >= _RIVAL * past.quote.weight and past.around(0) > _SURROUNDED


def _one_shift(quote: Quote, images: Sequence[int | None]) -> int | None:
    """How far all lines went, if all survived and went equally far."""
    shifts = {
        None if image is None else image + 1 - number
        for (number, _), image in zip(quote.rows, images, strict=True)
    }
    return shifts.pop() if len(shifts) == 1 else None


def _by_history(past: Past, shifts: Sequence[int]) -> Spot:
    quote, alignment = past.quote, past.alignment
    shift = _one_shift(quote, [alignment.same.get(index) for index in past.indices])
    if shift is not None:
        return _surrounded(past, shifts, shift)
    # What stands at the place now was somewhere else: the quoted lines went, and their twin came.
    shifts = [at for at in shifts if at]
    likely = _likeliest(past, shifts)
    if likely is not None:
        return _moved(quote, likely)
    kept, window = _remains(quote, past.indices, alignment)
    # The same text that was not there before has been cut out here and pasted there.
    pasted = [at for at in shifts if _is_new(quote, at, alignment)]
    if len(pasted) == 1 and quote.is_telling and (past.around(pasted[0]) or len(quote.rows) > 1):
        return _surrounded(past, shifts, pasted[0])
    same = None if shifts else _but_for_blanks(quote, past.file)
    lines = range(same.first - 1, same.last) if same else ()
    if same and not alignment.origins.issuperset(lines):
        only = _count_squeezed(quote, past.version) == 1
        return same if only else replace(same, reason="ambiguous", weak=True)
    if pasted and kept < _CLEARLY_LESS and quote.is_distinct:
        return _perhaps(quote, min(pasted, key=abs))
    if window and kept >= _SURVIVED:
        if not quote.is_telling and not past.has_neighbours():
            return Spot(State.CHANGED, *window, "ambiguous", weak=True)
        return Spot(State.CHANGED, *window, weak=kept < _CLEARLY_LESS)
    begun = _by_first_line(quote, past.file)
    if begun and alignment.same.get(past.indices[0]) == begun.first - 1:
        return begun
    return Spot(State.GONE, reason="rewritten" if window else "deleted", weak=True)


def _but_for_blanks(quote: Quote, file: SourceFile, within: range | None = None) -> Spot | None:
    """The only lines that are the same but for white space and where lines break.

    They are looked for within some lines of the file, 0-based.
    """
    wanted = squeezed(quote.texts)[0]
    lines = file.lines[within.start : within.stop] if within else ()
    text, starts = squeezed(lines) if within else file.squeezed
    if len(wanted) < _LEAST or text.count(wanted) != 1:
        return None
    at = text.index(wanted)
    first, last = bisect_right(starts, at), bisect_left(starts, at + len(wanted))
    whole = starts[first - 1] == at and [*starts, len(text)][last] == at + len(wanted)
    above = within.start if within else 0
    return Spot(State.CHANGED, first + above, last + above, "white space") if whole else None


def _likeliest(past: Past, shifts: Sequence[int]) -> int | None:
    """The place of the same text where history has most of the lines; None where it has few."""
    rows = list(zip(past.indices, past.quote.rows, strict=True))
    found = {
        shift: sum(
            weight(text)
            for index, (number, text) in rows
            if past.alignment.same.get(index) == number + shift - 1
        )
        for shift in shifts
    }
    best = max(found, key=lambda shift: found[shift], default=None)
    return best if best is not None and found[best] > past.quote.weight / 3 else None


def _is_new(quote: Quote, shift: int, alignment: Alignment) -> bool:
    fresh = sum(
        weight(text) for number, text in quote.rows if number + shift - 1 not in alignment.origins
    )
    return fresh > quote.weight / 2


def _remains(
    quote: Quote, indices: Sequence[int], alignment: Alignment
) -> tuple[float, tuple[int, int] | None]:
    """What share of the lines is still there, and the lines between their surviving neighbours."""
    kept = 0.0
    for index in indices:
        image = alignment.image(index)
        if image is not None:
            old = alignment.old[index]
            kept += weight(old) * line_similarity(old, alignment.new[image])
    first, last = alignment.first_of(indices[0]), alignment.last_of(indices[-1])
    window = (first + 1, last + 1) if first <= last else None
    return kept / (quote.weight or 1.0), window


def _by_text(quote: Quote, file: SourceFile, shifts: Sequence[int]) -> Spot:
    """Without history, the text alone must tell."""
    if 0 in shifts:
        return _moved(quote, 0)
    alike = similar_windows(quote, file)
    if shifts:
        context = [row for row in quote.context if row[1]]
        around = {
            shift: sum(file.line(number + shift) == text for number, text in context)
            for shift in shifts
        }
        best = max(around, key=lambda shift: (around[shift], -abs(shift)))
        others = [around[shift] for shift in shifts if shift != best]
        if around[best] * 2 > len(context) and around[best] > max(others, default=0):
            return _moved(quote, best)
        # Lines that are nearly the same may be the ones that are meant, and these a copy.
        rivals = [
            one
            for one in alike
            if one.score >= _RIVAL and one.covers(quote, 0) and not one.covers(quote, best)
        ]
        wrapped = _count_squeezed(quote, file) > len(shifts)
        only = len(shifts) == 1 and not rivals and not wrapped and quote.is_distinct
        return _moved(quote, best) if only else _perhaps(quote, best)
    same = _but_for_blanks(quote, file)
    if same:
        return same
    if alike and alike[0].score >= _ALIKE:
        one, following = alike[0], alike[1].score if len(alike) > 1 else 0.0
        # At another place, nobody knows whether the like was there before.
        enough = _CLEARLY_ALIKE if one.covers(quote, 0) else _THE_SAME
        sure = one.score >= max(enough, following + _MARGIN)
        return Spot(State.CHANGED, one.first, one.last, "" if sure else "ambiguous", weak=True)
    return _by_first_line(quote, file) or Spot(State.GONE, reason="deleted", weak=True)


def _by_first_line(quote: Quote, file: SourceFile) -> Spot | None:
    """What the quoted lines begin with, if that stands only once: the rest is another one."""
    first = quote.texts[0]
    places = file.numbers_by_line.get(first, ())
    if len(places) != 1 or len(quote.rows) < 2 or not is_distinct(first):
        return None
    end = end_of_block(file.lines, places[0] - 1)
    return Spot(State.CHANGED, places[0], end, "first line", weak=True)
