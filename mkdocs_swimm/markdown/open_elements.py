"""The elements that are open at a place of raw HTML, however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from .html import BLOCK

_CELLS = frozenset(["caption", "td", "th"])
"""Elements of tables in which a paragraph may stand."""

_ENDS_PARAGRAPH = BLOCK - _CELLS - {"col", "colgroup", "picture", "tbody", "tfoot", "thead", "tr"}


_DEEPEST = 100


@dataclass(eq=False)
class OpenElements:
    """The elements that are open.

    Attributes:
        order: Their names, the innermost last, each with the place that it was opened at.
    """

    order: list[tuple[str, int]] = field(default_factory=list)
    _count: Counter[str] = field(default_factory=Counter)
    _around: list[str] = field(default_factory=list)

    def __contains__(self, name: str) -> bool:
        """Whether an element of a name is open."""
        return self._count[name] > 0

    @property
    def is_deep(self) -> bool:
        """Whether so many are open that search plugins need the square of their number."""
        return len(self.order) >= _DEEPEST

    @property
    def names(self) -> frozenset[str]:
        """The names of all of them."""
        return frozenset(+self._count)

    def begin(self, name: str, place: int) -> None:
        """Open an element."""
        self.order.append((name, place))
        self._count[name] += 1
        if name == "p" or name in _CELLS:
            self._around.append(name)

    def end(self, name: str | None = None) -> Iterator[str]:
        """Close an element and those within it, all of them without a name; gives their names."""
        while self.order and (name is None or name in self):
            inner, _ = self.order.pop()
            self._count[inner] -= 1
            if self._around and self._around[-1] == inner:
                self._around.pop()
            yield inner
            if inner == name:
                return

    def ends_paragraph(self, name: str) -> bool:
        """Whether an element can not stand in the paragraph here, and ends it as browsers do."""
        return self._around[-1:] == ["p"] and name in _ENDS_PARAGRAPH
