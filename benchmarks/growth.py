"""How the time for each construct grows up to a megabyte: ``python benchmarks/growth.py``.

The tests do the same for shorter texts; this takes some five minutes.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from mkdocs_swimm.format.document import read
from mkdocs_swimm.rendering import render
from tests.hostile.test_growth import CONSTRUCTS
from tests.rendering.fake_site import FakeSite


def seconds(unit: str, length: int) -> float:
    """Processor time for a page that is one construct again and again."""
    text, site = unit * (length // len(unit)), FakeSite()
    begun = time.process_time()
    render(read(text), "Title", site)
    return time.process_time() - begun


def main() -> None:
    """Print each construct, from the one that grows most."""
    rows = []
    for unit in CONSTRUCTS:
        quarter, whole = seconds(unit, 250_000), seconds(unit, 1_000_000)
        rows.append((whole / max(quarter, 0.01), quarter, whole, unit))
    print("  times  0.25 MB   1 MB (seconds; four times as much should take some four times)")
    for times, quarter, whole, unit in sorted(rows, reverse=True):
        print(f"{times:7.1f}{quarter:9.2f}{whole:7.2f}  {unit[:50]!r}")


if __name__ == "__main__":
    main()
