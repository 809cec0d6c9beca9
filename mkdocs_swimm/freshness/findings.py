"""What was found out about a reference: whether it still holds, and where the code is now."""

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
    """How a reference stands to the code, from best to worst.

    The words are Swimm's own for what its checks told.
    """

    UP_TO_DATE = "up to date"
    """The code at the place that is named is the code that is quoted."""
    NOT_CHECKED = "not checked"
    """Nothing can be said: the code is in another repository, or no text."""
    MOVED = "moved"
    """The same text is at another place: other lines, or another file."""
    CHANGED = "changed"
    """The text is another one, and its place is known or may be one of several."""
    GONE = "gone"
    """The file, or the code in it, is no longer there."""


STALE = (State.MOVED, State.CHANGED, State.GONE)
"""The states of a reference that does not hold as it is written, from best to worst."""

Reason = (
    Obstacle
    | Literal["", "other repository", "no place", "ignored", "renamed", "ambiguous"]
    | Literal["white space", "first line", "rewritten", "deleted"]
)
"""Why a reference has its state, where the state does not say it all.

``no place``: the document names no file. ``ignored``: git ignores the file. ``renamed``: the file,
or the identifier, has another name now. ``ambiguous``: there are several places. ``white space``:
nothing else is another one. ``first line``: that alone stands. ``rewritten``: no line is as it was.
"""


# These two are made for every reference, and tuples are made in half the time of other objects.
class Place(NamedTuple):
    """Lines of a file, the last included; no lines for the whole file, or a folder."""

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
    """What was found out about one reference.

    Attributes:
        reference: The reference.
        state: How it stands to the code.
        reason: Why.
        place: Where the code is now; None where that is not known.
        now: The lines at that place, where they are not as quoted.
        word: What an identifier is called now, for a token that was renamed.
        by_text: Whether the place was told by the text alone, without history.
    """

    reference: Reference
    state: State
    reason: Reason = ""
    place: Place | None = None
    now: tuple[str, ...] = ()
    word: str = ""
    by_text: bool = False

    @property
    def rows_now(self) -> Sequence[Row]:
        """The lines of a snippet as they are now, without blank ones at both ends."""
        first = self.place.first if self.place else None
        return without_blank_ends(list(map(Row, count(first or 1), self.now)))

    @property
    def place_now(self) -> Place | None:
        """Where the code is now, without blank lines at both ends, as quoted lines are."""
        place = self.place
        rows = self.rows_now if isinstance(self.reference, Snippet) else ()
        if place is None or place.first is None or not rows:
            return place
        return place._replace(first=rows[0].number, last=rows[-1].number)

    @property
    def was_and_is(self) -> tuple[str, str] | None:
        """The first line that changed, as it was and as it is, shortened; None if unknown.

        One of the two is empty where a line was put in or taken out.
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
