"""Lets coverage choose the cases: for whoever has Atheris (the group ``guided``).

    python -m tests.fuzzing.guided [options of libFuzzer] NEW_CASES DOCUMENTS…

What reaches new code is kept in the first folder, and is where further cases begin.
"""

from __future__ import annotations

import sys
from random import Random

import atheris

with atheris.instrument_imports(include=["mkdocs_swimm"]):
    from .mutations import MUTATIONS
    from .properties import OFTEN, SELDOM

_SELDOM = 20
"""How many cases there are for one that the slow properties look at."""


def one(data: bytes) -> None:
    """Look at one case."""
    text = data.decode("utf-8", "replace")
    for check in OFTEN + (SELDOM if len(data) % _SELDOM == 0 else ()):
        check(text)


def mutated(data: bytes, most: int, seed: int) -> bytes:
    """Another case: changed as documents are, or bit by bit."""
    random = Random(seed)
    if random.random() < 0.5:
        return bytes(atheris.Mutate(data, most))
    text = data.decode("utf-8", "replace")
    return random.choice(MUTATIONS)(random, text, text).encode("utf-8", "replace")[:most]


if __name__ == "__main__":
    atheris.Setup(sys.argv, one, custom_mutator=mutated)
    atheris.Fuzz()
