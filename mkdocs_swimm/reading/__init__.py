"""From the text of a Swimm document to its nodes, losing nothing."""

from __future__ import annotations

from .document import read
from .encoding import Decoded, decode

__all__ = ["Decoded", "decode", "read"]
