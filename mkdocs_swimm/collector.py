"""Python's collector of cyclic garbage, kept from looking for it where there is none.

Documents are read into a million small objects that live until their pages are written. Without
this, the collector looks at all of them again and again.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def off() -> Iterator[None]:
    """Nothing is collected meanwhile; objects that nobody holds any more are freed all the same."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def paused() -> Iterator[None]:
    """Nothing is collected, and nothing of what is there is looked at until ``resumed``."""
    with off():
        try:
            yield
        finally:
            gc.freeze()


def resumed() -> None:
    """Look at everything again, as before."""
    gc.unfreeze()
