"""Memory that the C library gives back to the system instead of keeping it for later.

MkDocs makes large texts of large pages, one after another. GNU's C library learns from the first of
them to keep such room in the midst of smaller things, where it can not be given back any more: a
third of what a small site takes is such holes. Other C libraries are left as they are.
"""

from __future__ import annotations

from contextlib import suppress

_M_MMAP_THRESHOLD = -3
"""The parameter by which ``mallopt`` knows what is large."""

_LARGE = 1024 * 1024
"""Texts of so many bytes or more have room of their own."""


def give_back_large() -> None:
    """From now on, give back what is large as soon as it is free."""
    with suppress(ImportError, OSError, AttributeError):
        from ctypes import CDLL

        CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)


def give_back_all() -> None:
    """Give back what is free now, large or small."""
    with suppress(ImportError, OSError, AttributeError):
        from ctypes import CDLL

        CDLL(None).malloc_trim(0)
