"""Where quoted lines are now.

There are four kinds of evidence, whatever happened to the code:

- Is the text of the quote found *verbatim* at its place in the document, or elsewhere?
- Does its *definition* survive: the innermost one around it that both versions have exactly once?
  If so, its lines are looked for in there first, and the same text elsewhere is a copy.
- Did its *neighbours* move along: the nearest lines around it, from history or from the document?
- Is it *distinctive*: three lines, or two of forty characters, that occur only once?

| found verbatim | and | state |
|---|---|---|
| at its place | no other place has more neighbours | up to date |
| in its definition, or where its neighbours went | no other place has more neighbours | moved |
| elsewhere, once | it left its definition, and is distinctive | moved |
| elsewhere | it is not distinctive, or partly in its definition | changed, ambiguous |
| in several places | none has more neighbours | changed, ambiguous: the nearest |
| nowhere | enough of it survived, or only white space differs | changed |
| nowhere | similar lines are in one place, or its first line is | changed |
| nowhere | none of these | gone |

A place in doubt is never called *moved*.
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
from .quotes import Quote, is_recognizable

_SURVIVED = 0.2  # the least share of the lines' weight that must survive, or they are gone
_MOSTLY_SURVIVED = 0.5
_MORE_NEIGHBOURS = 3  # how many more another place needs to make the likeliest one doubtful
_RIVAL = 0.8  # how similar lines at the quote's place must be to be meant, and others a copy
_SIMILAR, _CLEARLY_SIMILAR, _NEARLY_EQUAL, _MARGIN = 0.5, 0.6, 0.95, 0.1
_MIN_SQUEEZED = 12  # characters without white space that make reformatted lines recognizable


@dataclass(frozen=True, slots=True)
class Spot:
    """The lines where a quote is now, 1-based and inclusive; ``first`` is 0 if nowhere.

    A spot is weak if the same lines in another file would be a better answer.
    """

    state: State
    first: int = 0
    last: int = 0
    reason: Reason = ""
    weak: bool = False


def locate(quote: Quote, file: SourceFile, past: Past | None) -> Spot:
    """Find quoted lines in a file; ``past`` has the version they were quoted from, if known."""
    shifts = quote.shifts(file)
    if past is None:
        spot = _by_text(quote, file, shifts)
    elif 0 in shifts and len(shifts) == len(quote.shifts(past.version)) == 1:
        spot = _verbatim(quote, 0)
    else:
        ranges = past.definition()
        spot = (ranges and _in_definition(past, shifts, *ranges)) or _by_history(past, shifts)
    if spot.state is State.CHANGED and not spot.reason:
        now = squeezed(file.lines[spot.first - 1 : spot.last])[0]
        if now == squeezed(quote.texts)[0]:
            return replace(spot, reason="white space", weak=False)
    return spot


def _verbatim(quote: Quote, shift: int) -> Spot:
    state = State.MOVED if shift else State.UP_TO_DATE
    return Spot(state, quote.first + shift, quote.last + shift)


def _ambiguous(quote: Quote, shift: int) -> Spot:
    return Spot(State.CHANGED, quote.first + shift, quote.last + shift, "ambiguous", weak=True)


def _in_definition(past: Past, shifts: Sequence[int], then: range, now: range) -> Spot | None:
    """Find the lines in their definition; None where too little of them is left there.

    ``then`` and ``now`` are its 0-based ranges in the two versions, ``shifts`` those of the quote
    in the whole file.
    """
    quote, old, new = past.quote, past.version.lines, past.file.lines
    alignment = Alignment(old[then.start : then.stop], new[now.start : now.stop])
    indices = [index - then.start for index in past.indices]
    images = [None if at is None else at + now.start for at in map(alignment.same.get, indices)]
    shift = _common_shift(quote, images)
    if shift is not None:
        local = [at for at in shifts if now.start < quote.first + at <= quote.last + at <= now.stop]
        same_head = old[then.start].strip() == new[now.start].strip()
        return _by_neighbours(past, local if same_head else shifts, shift)
    if reformatted := _reformatted(quote, past.file, now):
        return reformatted
    survival, window = _survival(quote, indices, alignment)
    if window and survival >= (_MOSTLY_SURVIVED if shifts else _SURVIVED):
        first, last = window
        return Spot(State.CHANGED, first + now.start, last + now.start)
    return None


def _by_neighbours(past: Past, shifts: Sequence[int], shift: int) -> Spot:
    """Decide between the likeliest shift and others, by the neighbours that each place has.

    Where blocks were swapped, a line that both have may have been aligned with the wrong one.
    """
    quote = past.quote
    neighbours = {other: past.neighbours_at(other) for other in {*shifts, shift}}
    if shift and not neighbours[shift] and _count_squeezed(quote, past.file) > 1:
        return _ambiguous(quote, shift)
    if shift and _is_edited_in_place(past):
        return _ambiguous(quote, 0)
    if neighbours.get(0, -1) >= neighbours[shift]:
        shift = 0
    best = max(neighbours, key=lambda other: (neighbours[other], -abs(other - shift)))
    if neighbours[best] - neighbours[shift] >= _MORE_NEIGHBOURS:
        return _ambiguous(quote, best)
    return _verbatim(quote, shift)


def _count_squeezed(quote: Quote, file: SourceFile) -> int:
    return file.squeezed[0].count(squeezed(quote.texts)[0])


def _is_edited_in_place(past: Past) -> bool:
    """Whether nearly equal lines are at the place in the document, among the same neighbours."""
    similarity = sum(
        weight(text) * line_similarity(text, past.file.line(number) or "")
        for number, text in past.quote.rows
    )
    return similarity >= _RIVAL * past.quote.weight and past.neighbours_at(0) > _MORE_NEIGHBOURS


def _common_shift(quote: Quote, images: Sequence[int | None]) -> int | None:
    """The shift of all lines; None unless all survived and moved by the same distance."""
    shifts = {
        None if image is None else image + 1 - number
        for (number, _), image in zip(quote.rows, images, strict=True)
    }
    return shifts.pop() if len(shifts) == 1 else None


def _by_history(past: Past, shifts: Sequence[int]) -> Spot:
    quote, alignment = past.quote, past.alignment
    shift = _common_shift(quote, [alignment.same.get(index) for index in past.indices])
    if shift is not None:
        return _by_neighbours(past, shifts, shift)
    # The same text at the place in the document is a copy: the quoted lines were moved away.
    shifts = [at for at in shifts if at]
    likeliest = _likeliest_shift(past, shifts)
    if likeliest is not None:
        return _verbatim(quote, likeliest)
    survival, window = _survival(quote, past.indices, alignment)
    # The same text, where it was not before, may have been cut here and pasted there.
    pasted = [at for at in shifts if _is_new(quote, at, alignment.survivors)]
    if len(pasted) == 1 and quote.is_distinctive:
        return _by_neighbours(past, shifts, pasted[0])
    reformatted = None if shifts else _reformatted(quote, past.file)
    lines = range(reformatted.first - 1, reformatted.last) if reformatted else ()
    if reformatted and not alignment.survivors.issuperset(lines):
        once = _count_squeezed(quote, past.version) == 1
        return reformatted if once else replace(reformatted, reason="ambiguous", weak=True)
    if pasted and survival < _MOSTLY_SURVIVED and quote.is_recognizable:
        return _ambiguous(quote, min(pasted, key=abs))
    if window and survival >= _SURVIVED:
        if not quote.is_distinctive and not past.has_neighbours():
            return Spot(State.CHANGED, *window, "ambiguous", weak=True)
        return Spot(State.CHANGED, *window, weak=survival < _MOSTLY_SURVIVED)
    begun = _by_first_line(quote, past.file)
    if begun and alignment.same.get(past.indices[0]) == begun.first - 1:
        return begun
    return Spot(State.GONE, reason="rewritten" if window else "deleted", weak=True)


def _reformatted(quote: Quote, file: SourceFile, within: range | None = None) -> Spot | None:
    """The only lines that differ in nothing but white space, commas and line breaks.

    They are looked for in a 0-based range of the file, or in all of it.
    """
    needle = squeezed(quote.texts)[0]
    lines = file.lines[within.start : within.stop] if within else ()
    text, starts = squeezed(lines) if within else file.squeezed
    if len(needle) < _MIN_SQUEEZED or text.count(needle) != 1:
        return None
    at = text.index(needle)
    first, last = bisect_right(starts, at), bisect_left(starts, at + len(needle))
    whole = starts[first - 1] == at and [*starts, len(text)][last] == at + len(needle)
    above = within.start if within else 0
    return Spot(State.CHANGED, first + above, last + above, "white space") if whole else None


def _likeliest_shift(past: Past, shifts: Sequence[int]) -> int | None:
    """The shift to which most of the lines' weight is aligned; None if that is under a third."""
    rows = list(zip(past.indices, past.quote.rows, strict=True))
    aligned = {
        shift: sum(
            weight(text)
            for index, (number, text) in rows
            if past.alignment.same.get(index) == number + shift - 1
        )
        for shift in shifts
    }
    best = max(aligned, key=lambda shift: aligned[shift], default=None)
    return best if best is not None and aligned[best] > past.quote.weight / 3 else None


def _is_new(quote: Quote, shift: int, survivors: frozenset[int]) -> bool:
    new = sum(weight(text) for number, text in quote.rows if number + shift - 1 not in survivors)
    return new > quote.weight / 2


def _survival(
    quote: Quote, indices: Sequence[int], alignment: Alignment
) -> tuple[float, tuple[int, int] | None]:
    """The share of the lines' weight that survived, and where: 1-based, between the neighbours."""
    survived = 0.0
    for index in indices:
        image = alignment.image(index)
        if image is not None:
            old = alignment.old[index]
            survived += weight(old) * line_similarity(old, alignment.new[image])
    first, last = alignment.first_of(indices[0]), alignment.last_of(indices[-1])
    window = (first + 1, last + 1) if first <= last else None
    return survived / (quote.weight or 1.0), window


def _by_text(quote: Quote, file: SourceFile, shifts: Sequence[int]) -> Spot:
    """Find quoted lines without history."""
    if 0 in shifts:
        return _verbatim(quote, 0)
    windows = similar_windows(quote, file)
    if shifts:
        context = [row for row in quote.context if row[1]]
        matches = {
            shift: sum(file.line(number + shift) == text for number, text in context)
            for shift in shifts
        }
        best = max(matches, key=lambda shift: (matches[shift], -abs(shift)))
        others = [matches[shift] for shift in shifts if shift != best]
        if matches[best] * 2 > len(context) and matches[best] > max(others, default=0):
            return _verbatim(quote, best)
        # Nearly equal lines at the quote's place may be the ones that are meant, and these a copy.
        has_rival = any(
            window.score >= _RIVAL and window.covers(quote, 0) and not window.covers(quote, best)
            for window in windows
        )
        wrapped = _count_squeezed(quote, file) > len(shifts)
        only = len(shifts) == 1 and not has_rival and not wrapped and quote.is_recognizable
        return _verbatim(quote, best) if only else _ambiguous(quote, best)
    if reformatted := _reformatted(quote, file):
        return reformatted
    if windows and windows[0].score >= _SIMILAR:
        window, second = windows[0], windows[1].score if len(windows) > 1 else 0.0
        # At another place, the similar lines may have been there before.
        enough = _CLEARLY_SIMILAR if window.covers(quote, 0) else _NEARLY_EQUAL
        reason: Reason = "" if window.score >= max(enough, second + _MARGIN) else "ambiguous"
        return Spot(State.CHANGED, window.first, window.last, reason, weak=True)
    return _by_first_line(quote, file) or Spot(State.GONE, reason="deleted", weak=True)


def _by_first_line(quote: Quote, file: SourceFile) -> Spot | None:
    """The block that begins with the first quoted line, if that occurs only once."""
    first = quote.texts[0]
    numbers = file.numbers_by_line.get(first, ())
    if len(numbers) != 1 or len(quote.rows) < 2 or not is_recognizable(first):
        return None
    end = end_of_block(file.lines, numbers[0] - 1)
    return Spot(State.CHANGED, numbers[0], end, "first line", weak=True)
