"""Where quoted lines are now.

The evidence, strongest first: the lines at their own place; git's history; the same text elsewhere;
lines that are alike. An answer that could be another one is never called *moved*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ..codebase import SourceFile
from .alignment import Alignment
from .findings import Reason, State
from .quotes import Quote
from .similarity import line_similarity, weight
from .windows import Window, similar_windows

_SURVIVED = 0.2
"""The least share of what lines say that must be found again to call them changed, not gone."""

_CLEARLY_LESS = 0.5
_NEARER = 3
"""How many times nearer the nearest of several places must be to be the one."""

_SURROUNDINGS = 3
"""How many lines above, and below, are what stands around lines."""

_SURROUNDED = 3
"""How many more of them another place must have to make the right one doubtful."""

_ALIKE = 0.5
_MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Spot:
    """Where lines are now.

    Attributes:
        state: Up to date, moved, changed or gone.
        first: First line, 1-based; 0 where there is none.
        last: Last line, inclusive.
        reason: Why.
    """

    state: State
    first: int = 0
    last: int = 0
    reason: Reason = ""


@dataclass(frozen=True, slots=True)
class Past:
    """The version that lines were quoted from.

    Attributes:
        version: The file as it was.
        shift: How far below their numbers it has the lines.
        align: Gives how its lines became those of the file as it is now.
    """

    version: SourceFile
    shift: int
    align: Callable[[], Alignment]

    @property
    def alignment(self) -> Alignment:
        """How its lines became those of the file as it is now."""
        return self.align()

    def around(self, quote: Quote, file: SourceFile, shift: int) -> int:
        """How many of the nearest lines around the quoted ones a file has around a place."""
        return sum(
            file.line(number + shift) == text
            for numbers in (
                range(quote.first - 1, 0, -1),
                range(quote.last + 1, len(self.version.lines) + 1),
            )
            for number, text in islice(self._filled(numbers), _SURROUNDINGS)
        )

    def _filled(self, numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
        """The lines that are not blank, by their numbers in the document."""
        for number in numbers:
            text = self.version.line(number + self.shift)
            if text:
                yield number, text

    def indices(self, quote: Quote) -> Sequence[int]:
        """The quoted lines in the old version, 0-based."""
        return [number + self.shift - 1 for number, _ in quote.rows]


def locate(quote: Quote, file: SourceFile, past: Callable[[], Past | None]) -> Spot:
    """Find quoted lines in a file.

    Args:
        quote: The lines.
        file: The file as it is now.
        past: Gives the version that they were quoted from; asked only where it matters.

    Returns:
        Where they are.
    """
    shifts = quote.shifts(file)
    if 0 in shifts:
        return _in_place(quote, file, shifts, past)
    known = past()
    if known:
        return _by_history(quote, file, shifts, known)
    return _by_text(quote, file, shifts)


def _moved(quote: Quote, file: SourceFile, shift: int) -> Spot:
    state = State.MOVED if shift else State.UP_TO_DATE
    return Spot(state, *quote.extent(file, shift))


def _in_place(
    quote: Quote, file: SourceFile, shifts: Sequence[int], past: Callable[[], Past | None]
) -> Spot:
    """Lines that are where they were, unless that is another copy of them."""
    here = _moved(quote, file, 0)
    known = past()
    if known is None or len(shifts) == len(quote.shifts(known.version)) == 1:
        return here
    images = [known.alignment.same[index] for index in known.indices(quote)]
    shift = _one_shift(quote, images)
    if shift is not None:
        return _as_history_says(quote, file, shifts, shift, known)
    if _is_new(quote, 0, known.alignment):
        return here
    # What stands here was somewhere else: the quoted lines went, and their twin came.
    return _by_history(quote, file, [other for other in shifts if other], known)


def _as_history_says(
    quote: Quote, file: SourceFile, shifts: Sequence[int], shift: int, past: Past
) -> Spot:
    """Lines that all survived, unless another copy of them has what stood around them.

    Where blocks changed places, a line that is in both may be taken for the other one.
    """
    spot = _moved(quote, file, shift)
    if len(shifts) > 1:
        around = {other: past.around(quote, file, other) for other in shifts}
        if max(around.values()) - past.around(quote, file, shift) >= _SURROUNDED:
            return Spot(State.CHANGED, spot.first, spot.last, "ambiguous")
    return spot


def _one_shift(quote: Quote, images: Sequence[int | None]) -> int | None:
    """How far all lines went, if all survived and went equally far."""
    shifts = {
        None if image is None else image + 1 - number
        for (number, _), image in zip(quote.rows, images, strict=True)
    }
    return shifts.pop() if len(shifts) == 1 else None


def _by_history(quote: Quote, file: SourceFile, shifts: Sequence[int], past: Past) -> Spot:
    alignment = past.alignment
    indices = past.indices(quote)
    images = [alignment.same[index] for index in indices]
    shift = _one_shift(quote, images)
    if shift is not None:
        return _as_history_says(quote, file, shifts, shift, past)
    if _runs_intact(quote, images):
        return Spot(State.MOVED, (images[0] or 0) + 1, (images[-1] or 0) + 1)
    likely = _likeliest(quote, shifts, images)
    if likely is not None:
        return _moved(quote, file, likely)
    # The same text that was not there before has been cut out here and pasted there.
    pasted = [at for at in shifts if _is_new(quote, at, alignment)]
    if len(pasted) == 1 and quote.is_distinct:
        return _moved(quote, file, pasted[0])
    kept, window = _remains(quote, indices, alignment)
    if kept < _CLEARLY_LESS:
        found = _alike(quote, file, new_only=alignment)
        if found and found.score > kept + _MARGIN:
            return Spot(State.CHANGED, found.first, found.last)
    if window and kept >= _SURVIVED:
        return Spot(State.CHANGED, *window)
    if pasted:
        return _ambiguous(quote, pasted)
    return Spot(State.GONE, reason="rewritten" if window else "deleted")


def _likeliest(quote: Quote, shifts: Sequence[int], images: Sequence[int | None]) -> int | None:
    """The place of the same text where history has most of the lines; None where it has few."""
    pairs = list(zip(quote.rows, images, strict=True))
    found = {
        shift: sum(weight(text) for (number, text), image in pairs if image == number + shift - 1)
        for shift in shifts
    }
    best = max(found, key=lambda shift: found[shift], default=None)
    return best if best is not None and found[best] > quote.weight / 3 else None


def _runs_intact(quote: Quote, images: Sequence[int | None]) -> bool:
    """Whether every run of lines is still one, in the same order."""
    if any(image is None for image in images):
        return False
    places = [image for image in images if image is not None]
    return all(
        places[end - 1] - places[start] == end - 1 - start for start, end in quote.runs()
    ) and places == sorted(places)


def _is_new(quote: Quote, shift: int, alignment: Alignment) -> bool:
    fresh = sum(
        weight(text) for number, text in quote.rows if number + shift - 1 not in alignment.origins
    )
    return fresh > quote.weight / 2


def _remains(
    quote: Quote, indices: Sequence[int], alignment: Alignment
) -> tuple[float, tuple[int, int] | None]:
    """What share of the lines is still there, and the lines between their surviving neighbours.

    Lines put in between belong to them; a first or last line that was replaced reaches as far as
    the nearest surviving line outside.
    """
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
    if len(shifts) == 1:
        return _moved(quote, file, shifts[0]) if quote.is_distinct else _ambiguous(quote, shifts)
    if shifts:
        best = max(quote.context_at(file, shift) for shift in shifts)
        chosen = [shift for shift in shifts if quote.context_at(file, shift) == best]
        if len(chosen) == 1 and best * 2 > quote.full_context:
            return _moved(quote, file, chosen[0])
        near, following = sorted(abs(shift) for shift in shifts)[:2]
        if near * _NEARER <= following and quote.is_distinct:
            return _moved(quote, file, min(shifts, key=abs))
        return _ambiguous(quote, shifts)
    found = _alike(quote, file)
    if found is None:
        return Spot(State.GONE, reason="deleted")
    return Spot(
        State.CHANGED, found.first, found.last, "" if found.margin >= _MARGIN else "ambiguous"
    )


def _ambiguous(quote: Quote, shifts: Sequence[int]) -> Spot:
    shift = min(shifts, key=abs)
    return Spot(State.CHANGED, quote.first + shift, quote.last + shift, "ambiguous")


def _alike(quote: Quote, file: SourceFile, new_only: Alignment | None = None) -> Window | None:
    """The lines that are most alike, if they are enough so.

    Args:
        quote: The lines.
        file: The file.
        new_only: Only lines that an older version did not have.
    """
    windows = similar_windows(quote, file)
    if new_only is not None:
        windows = [
            window
            for window in windows
            if any(at - 1 not in new_only.origins for at in range(window.first, window.last + 1))
        ]
        if windows and windows[0].margin < _MARGIN:
            return None
    return windows[0] if windows and windows[0].score >= _ALIKE else None
