"""Checks whether the references of documents still match the code."""

from .checker import Checker
from .findings import STALE, Finding, Place, Reason, Reference, State

__all__ = ["STALE", "Checker", "Finding", "Place", "Reason", "Reference", "State"]
