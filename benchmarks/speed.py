"""What the plugin costs a whole build and a save, beside the same documents without it. Linux only.

    python benchmarks/speed.py [REPOSITORY ...] [--documents 200] [--repeat 3] [--saves 5]

Each REPOSITORY has documents in ``.swm`` and the code that they speak of; beside them, documents
and code are made from a seed (see ``samples.py``). The sides take turns ``--repeat`` times, in
processes of their own; what counts is the median of the ratios of their processor time (user and
system, git included), because wall time says more about what else the machine does. Memory is that
of the largest process. Prints one row for each ratio, with its limit.
"""

from __future__ import annotations

import argparse
import compileall
import operator
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from samples import Shape, make
from serve import served, settings

import mkdocs_swimm

BUILD, MEMORY, GROWTH, SAVE = 0.8, 1.3, 2.1, 0.35
"""What each ratio is to be at most."""


@dataclass(frozen=True)
class Cost:
    """What a build cost: seconds of processor time, and MB of memory at most."""

    seconds: float
    memory: float


def build(repository: Path, *, plugin: bool) -> Cost:
    """Build the site of a repository; raise SystemExit where that fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = folder / "mkdocs.yml"
        config.write_text(yaml.safe_dump(settings(repository, plugin=plugin)), encoding="utf-8")
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)]
        child = subprocess.Popen(
            [*command, "-d", str(folder / "site")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def row(what: str, ratio: float, limit: float, remark: str) -> None:
    """Print a row of the table."""
    kept = "" if ratio <= limit else "  <-- too much"
    print(f"{what:<56}{ratio:>6.2f}  at most {limit:<4g}  {remark}{kept}", flush=True)


def builds(name: str, repository: Path, repeat: int) -> float:
    """The rows of whole builds; gives the least processor time with the plugin."""
    pairs = [
        (build(repository, plugin=True), build(repository, plugin=False)) for _ in range(repeat)
    ]
    ratio = statistics.median(one.seconds / other.seconds for one, other in pairs)
    with_it = min((one for one, _ in pairs), key=lambda cost: cost.seconds)
    without = min((other for _, other in pairs), key=lambda cost: cost.seconds)
    row(
        f"build, {name}",
        ratio,
        BUILD,
        f"{with_it.seconds:.1f} s with the plugin, {without.seconds:.1f} s without",
    )
    held = statistics.median(one.memory / other.memory for one, other in pairs)
    row(f"memory, {name}", held, MEMORY, f"{with_it.memory:.0f} and {without.memory:.0f} MB")
    return with_it.seconds


def saving(name: str, repository: Path, saves: int) -> None:
    """The row of the wait from saving a document to seeing it."""
    sides = served(repository, (True, False), saves=saves, idle=0)
    ratio = statistics.median(map(operator.truediv, sides[0].waits, sides[1].waits))
    waits = [statistics.median(side.waits) for side in sides]
    remark = f"{waits[0]:.1f} s with the plugin, {waits[1]:.1f} s without"
    row(f"from saving to seeing, {name}", ratio, SAVE, remark)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("repositories", type=Path, nargs="*")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--saves", type=int, default=5)
    options = parser.parse_args(arguments)
    # As in an installed package, no build compiles a module.
    compileall.compile_dir(Path(mkdocs_swimm.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        count = options.documents
        made = {number: Path(folder) / str(number) for number in (count, 2 * count)}
        for number, path in made.items():
            make(path, Shape(documents=number))
        took = [
            builds(f"{number} documents from a seed", path, options.repeat)
            for number, path in made.items()
        ]
        remark = f"{took[0]:.1f} s to {took[1]:.1f} s"
        row("growth, twice the documents", took[1] / took[0], GROWTH, remark)
        repositories = {path.resolve().name: path.resolve() for path in options.repositories}
        for name, path in repositories.items():
            builds(name, path, options.repeat)
        for name, path in {**repositories, f"{count} from a seed": made[count]}.items():
            saving(name, path, options.saves)


if __name__ == "__main__":
    main()
