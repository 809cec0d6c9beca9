"""What two sequences have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from difflib import SequenceMatcher

_Item = TypeVar("_Item")


def matcher(old: Sequence[_Item], new: Sequence[_Item]) -> SequenceMatcher[_Item]:
    """Python's own matcher, which takes nothing for junk.

    Args:
        old: What there was.
        new: What there is.
    """
    # Where no code has changed, nobody needs it.
    from difflib import SequenceMatcher

    return SequenceMatcher(None, old, new, autojunk=False)
