"""Checks whether the code is still as the references of documents have it."""

from .checker import Checker
from .findings import STALE, Finding, Place, Reason, Reference, State

__all__ = ["STALE", "Checker", "Finding", "Place", "Reason", "Reference", "State"]
