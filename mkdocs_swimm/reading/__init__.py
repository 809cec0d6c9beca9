"""From the text of a Swimm document to its nodes, losing nothing."""

from __future__ import annotations

from .document import read
from .encoding import Decoded, decode
from .front_matter import read_front_matter
from .unit import NotJsonError, is_unit, read_unit

__all__ = [
    "Decoded",
    "NotJsonError",
    "decode",
    "is_unit",
    "read",
    "read_front_matter",
    "read_unit",
]
