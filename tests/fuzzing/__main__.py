"""Runs many cases, and prints those that fail, as small as they can be made."""

from __future__ import annotations

import argparse
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from .losses import loses_nothing, marked
from .mutations import case, pieces
from .properties import OFTEN, SELDOM

_SAMPLE = Path(__file__).parents[2] / "sample_site"
_LONGEST = 20
"""Seconds that no case of this size may take."""
_CHUNK = 500
Failure = tuple[int, str, str, str]
"""Seed, property, what was raised, and the document."""


def _hangs(*_: object) -> None:
    raise TimeoutError(f"more than {_LONGEST} seconds")


def _fails(check: Callable[[str], None], text: str) -> str:
    """What a property raises; empty where it holds."""
    signal.alarm(_LONGEST)
    try:
        check(text)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {str(error)[:200]} ({Path(where.filename).name}:{where.lineno})"
    finally:
        signal.alarm(0)
    return ""


def _where(problem: str) -> str:
    return problem.rpartition("(")[2]


def _smaller(check: Callable[[str], None], text: str, where: str) -> str:
    """A smaller document that fails in the same place: halves, lines and letters are left out."""
    size = len(text) // 2
    until = time.monotonic() + 60
    while size and time.monotonic() < until:
        at = 0
        while at < len(text) and time.monotonic() < until:
            shorter = text[:at] + text[at + size :]
            if _where(_fails(check, shorter)) == where:
                text = shorter
            else:
                at += size
        size //= 2
    return text


def run(first: int, texts: Sequence[str], every: int) -> tuple[Counter[str], list[Failure]]:
    """Run a chunk of cases; gives how often each property was looked at, and what failed."""
    signal.signal(signal.SIGALRM, _hangs)
    counts: Counter[str] = Counter()
    failures: list[Failure] = []
    for seed in range(first, first + _CHUNK):
        text = case(seed, texts)
        for check in OFTEN + ((*SELDOM, loses_nothing) if seed % every == 0 else ()):
            counts[check.__name__] += 1
            problem = _fails(check, text)
            if problem:
                small = _smaller(check, text, _where(problem)) if len(failures) < 3 else text
                failures.append((seed, check.__name__, problem, small))
    return counts, failures


def main() -> int:
    """Run as many cases as are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first case")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--every", type=int, default=10, help="how seldom the slow properties are")
    parser.add_argument("folders", nargs="*", type=Path, help="documents to begin with")
    options = parser.parse_args()
    texts = [
        marked(text, at * 1_000) for at, text in enumerate(pieces([_SAMPLE, *options.folders]))
    ]
    counts: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    start = time.monotonic()
    work = partial(run, texts=texts, every=options.every)
    with ProcessPoolExecutor(options.processes) as pool:
        for part, failures in pool.map(
            work, range(options.seed, options.seed + options.cases, _CHUNK)
        ):
            counts += part
            if counts[OFTEN[0].__name__] % 50_000 == 0:
                print(f"{counts[OFTEN[0].__name__]} cases", file=sys.stderr, flush=True)
            for seed, name, problem, text in failures:
                kind = (name, _where(problem))
                if kind not in seen:
                    seen.add(kind)
                    print(f"case {seed}: {name}: {problem}\n{text!r}\n", flush=True)
    took = time.monotonic() - start
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    print(f"{len(texts)} beginnings, {told}; {took:.0f} s, {len(seen)} kinds of failure")
    return bool(seen)


if __name__ == "__main__":
    sys.exit(main())
