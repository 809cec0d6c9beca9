"""Dataclasses that cost little to make.

A build imports more than a hundred of them before its first page. Of what Python makes for each
anew, here only the initializer is made; comparing, hashing and printing are the same for all.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, TypeVar, dataclass_transform

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(made: type[_Class]) -> type[_Class]:
    """A dataclass with slots whose instances are equal where all of their fields are.

    Type checkers see that it is frozen. Python would need twice the time to make an instance that
    it freezes too, and a site has very many. It needs as long again to give fields by their names:
    what is frequent has them by position.
    """
    return _comparable(dataclass(slots=True, eq=False, repr=False)(made))


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen_unslotted(made: type[_Class]) -> type[_Class]:
    """The same without slots, for those that remember what was worked out of their fields."""
    return _comparable(dataclass(eq=False, repr=False)(made))


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def mutable(made: type[_Class]) -> type[_Class]:
    """A dataclass with slots whose instances change, so that each is equal to itself alone."""
    return _printable(dataclass(slots=True, eq=False, repr=False)(made))


def _comparable(made: type[_Class]) -> type[_Class]:
    own: Any = _printable(made)
    names = [one.name for one in fields(own) if one.compare]
    own._fields_of = attrgetter(*(names or ["__class__"]))
    own.__eq__, own.__hash__ = _equal, _hash
    return made


def _printable(made: type[_Class]) -> type[_Class]:
    made.__repr__ = _shown  # type: ignore[method-assign]
    return made


def _equal(self: Any, other: Any) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    return self._fields_of(self) == self._fields_of(other)


def _hash(self: Any) -> int:
    return hash(self._fields_of(self))


@recursive_repr()
def _shown(self: Any) -> str:
    # As dataclasses are shown.
    names = [one.name for one in fields(self) if one.repr]
    parts = (f"{name}={getattr(self, name, ...)!r}" for name in names)
    return f"{type(self).__qualname__}({', '.join(parts)})"
