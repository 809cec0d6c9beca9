"""The result of checking a reference: whether it is still true, and where the code is now."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from itertools import count
from typing import Literal, NamedTuple

from ..code.source_file import Obstacle
from ..code.words import matcher, shortened
from ..format.constructs import PathRef, Row, Snippet, Token, quoted_rows, without_blank_ends
from ..format.constructs import Reference as Reference


class State(Enum):
    """The states of a reference, from best to worst, in Swimm's own words."""

    UP_TO_DATE = "up to date"
    """The quoted code is at the place that the document names."""
    NOT_CHECKED = "not checked"
    """Unknown: the code is in another repository, or the file is no text."""
    MOVED = "moved"
    """The same text is at another place: on other lines, or in another file."""
    CHANGED = "changed"
    """The text differs, or its place is uncertain."""
    GONE = "gone"
    """The file, or the code in it, no longer exists."""


STALE = (State.MOVED, State.CHANGED, State.GONE)
"""The states of a reference that is no longer true as written, from best to worst."""

Reason = (
    Obstacle
    | Literal["", "other repository", "no place", "ignored", "renamed", "ambiguous"]
    | Literal["white space", "first line", "rewritten", "deleted"]
)
"""Why a reference has its state; empty where the state says it all.

``no place``: the document names no file or no lines. ``ignored``: git ignores the file.
``renamed``: the file or the identifier. ``ambiguous``: there are several places. ``white space``:
nothing else changed. ``first line``: no other was found. ``rewritten``: hardly any text survived.
"""


# These two are created for every reference, and named tuples in half the time of dataclasses.
class Place(NamedTuple):
    """Lines of a file, 1-based and inclusive; without lines, a whole file or a folder."""

    path: str
    first: int | None = None
    last: int | None = None

    def __str__(self) -> str:
        """``path:3-5``."""
        if self.first is None:
            return self.path
        last = "" if self.last in (None, self.first) else f"-{self.last}"
        return f"{self.path}:{self.first}{last}"


class Finding(NamedTuple):
    """The result of checking one reference."""

    reference: Reference
    state: State
    reason: Reason = ""
    place: Place | None = None  # where the code is now; None if unknown
    now: tuple[str, ...] = ()  # the lines at that place, if they changed
    word: str = ""  # the new name of a renamed identifier
    by_text: bool = False  # whether the place was found by text alone, without history

    @property
    def rows_now(self) -> Sequence[Row]:
        """The lines of a snippet as they are now, without blank lines at either end."""
        first = self.place.first if self.place else None
        return without_blank_ends(list(map(Row, count(first or 1), self.now)))

    @property
    def place_now(self) -> Place | None:
        """Where the code is now, without blank lines at either end, like quoted lines."""
        place = self.place
        rows = self.rows_now if isinstance(self.reference, Snippet) else ()
        if place is None or place.first is None or not rows:
            return place
        return place._replace(first=rows[0].number, last=rows[-1].number)

    @property
    def was_and_is(self) -> tuple[str, str] | None:
        """The first changed line, before and after, shortened; None if unknown.

        One of the two is empty where a line was inserted or deleted.
        """
        reference = self.reference
        if self.state is not State.CHANGED or isinstance(reference, PathRef) or not self.now:
            return None
        if isinstance(reference, Token):
            old: Sequence[str] = [(reference.line_text or "").strip()]
        else:
            old = [row.code.strip() for row in quoted_rows(reference.rows)]
        new = [line.strip() for line in self.now]
        for tag, start, end, to, until in matcher(old, new).get_opcodes():
            was = next(filter(None, old[start:end]), "")
            now = next(filter(None, new[to:until]), "")
            if tag != "equal" and (was or now):
                return shortened(was, now)
        return None
