"""Whether the code is still as a document says: every reference checked against it.

Knows documents, code and git; nothing of MkDocs, of pages, or of command lines.
"""

from .checker import Checker
from .findings import STALE, Finding, Place, Reason, Reference, State

__all__ = ["STALE", "Checker", "Finding", "Place", "Reason", "Reference", "State"]
