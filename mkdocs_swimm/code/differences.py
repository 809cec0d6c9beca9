"""What two sequences have in common."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
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


def shortened(old: str, new: str, longest: int = 60) -> tuple[str, str]:
    """Two lines as they are shown: without what both begin with, where they are long.

    Args:
        old: What there was.
        new: What there is.
        longest: How many characters of each are kept.
    """
    old, new = " ".join(old.split()), " ".join(new.split())
    common = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))))
    cut = common - longest // 3 if max(len(old), len(new)) > longest else 0
    return _part(old, cut, longest), _part(new, cut, longest)


def _part(text: str, cut: int, longest: int) -> str:
    text = f"…{text[cut:]}" if cut > 0 else text
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
