"""Memory that the C library gives back to the system instead of keeping it for later.

MkDocs makes large texts of large pages, one after another. GNU's C library learns from the first of
them to keep such room in the midst of smaller things, where it can not be given back any more: a
third of what a small site takes is such holes. Other systems and C libraries are left as they are.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

_M_MMAP_THRESHOLD = -3
"""The parameter by which ``mallopt`` knows what is large."""

LARGE = 128 * 1024
"""What is large to begin with, in bytes: the library's own measure before it has learned."""

VERY_LARGE = 1024 * 1024
"""What is large where time counts for more."""


def give_back(large: int) -> None:
    """From now on, give back what is large as soon as it is free, unless the user has a measure.

    Args:
        large: How many bytes that is. The smaller it is, the longer it takes to get some.
    """
    if "MALLOC_MMAP_THRESHOLD_" not in os.environ and "GLIBC_TUNABLES" not in os.environ:
        _call("mallopt", _M_MMAP_THRESHOLD, large)


def give_back_all() -> None:
    """Give back what is free now, large or small."""
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    if sys.platform != "linux":
        return
    with suppress(ImportError, OSError, AttributeError):
        from ctypes import CDLL

        getattr(CDLL(None), name)(*arguments)
