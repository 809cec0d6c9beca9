"""How fast the plugin is, beside what the same work costs without it: a table of ratios.

    python benchmarks/speed.py [--documents 100,500,2000] [--repeat 3] [--only build,serve,...]
        [--size 8000] [--references 10000] [--files 2000] [--folder DIR]

Everything is made from a seed (see ``samples.py``) and measured in one run, one side after the
other in turn, so that both have the same machine. What is compared is processor time (user and
system, of all processes that a command starts); of the repetitions, the least counts. Wall time
stands beside it, and is what counts for hooks, which may wait for another process. Memory is that
of all processes together, what they share counted once. See ``README.md`` for the rows.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import parts
import yaml
from samples import MEDIAN, Shape, make

from mkdocs_swimm.extensions import NEEDED

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Cost:
    """What a command cost.

    Attributes:
        cpu: Processor time in seconds.
        wall: Time in seconds.
        memory: The most memory that it and what it started held together, in MB.
        output: What it printed.
    """

    cpu: float
    wall: float
    memory: float
    output: str = ""


class Held(threading.Thread):
    """Looks every now and then how much memory a process and its children hold.

    Attributes:
        most: The most that was seen, in MB.
        known: The processes that were seen.
    """

    def __init__(self, process: int) -> None:
        super().__init__()
        self.process = process
        self.most = 0.0
        self.known: set[int] = set()

    def run(self) -> None:
        """Look until the process is gone."""
        while held := sum(map(_held, family := self.family(self.process))):
            self.most = max(self.most, held)
            self.known.update(family)
            time.sleep(0.05)

    def family(self, process: int) -> list[int]:
        """A process and all that it started."""
        try:
            text = Path(f"/proc/{process}/task/{process}/children").read_text()
        except OSError:
            return []
        children = [int(child) for child in text.split()]
        if _status(process, 0) == "D":
            # It waits, perhaps for a child that uses the very same memory until it has begun.
            children = [child for child in children if child in self.known or not _is_copy(child)]
            self.known.update(int(child) for child in text.split())
        return [process, *(one for child in children for one in self.family(child))]


def _is_copy(process: int) -> bool:
    """Whether a process still runs what its parent does (``PF_FORKNOEXEC``)."""
    return bool(int(_status(process, 6) or 0) & 0x40)


def _status(process: int, field: int) -> str:
    """A field of a process' status, counted from its state; empty where it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[field]
    except OSError:
        return ""


def _held(process: int) -> float:
    """How much memory a process holds, in MB; of what it shares with others its part."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    lines = (line.split() for line in text.splitlines())
    return sum(int(words[1]) for words in lines if words[0] == "Pss:") / 1024


def run(*arguments: object) -> Cost:
    """Run ``children.py``; raise where it fails."""
    command = [sys.executable, str(_HERE / "children.py"), *map(str, arguments)]
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        held = Held(child.pid)
        held.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        held.join()
        if status:
            raise SystemExit(f"failed: {' '.join(command)}")
        output.seek(0)
        text = output.read()
    return Cost(usage.ru_utime + usage.ru_stime, wall, held.most, text)


def least(sides: Mapping[str, Callable[[], Cost]], repeat: int) -> Mapping[str, Cost]:
    """The cheapest run of every side; the sides take turns."""
    runs: dict[str, list[Cost]] = {name: [] for name in sides}
    for _ in range(repeat):
        for name, side in sides.items():
            runs[name].append(side())
    return {name: min(costs, key=lambda cost: cost.cpu) for name, costs in runs.items()}


def row(what: str, value: str, limit: str, remark: str = "") -> None:
    """Print a row of the table."""
    print(f"{what:<58}{value:>9}  {limit:>7}  {remark}", flush=True)


def compared(what: str, one: Cost, other: Cost, limit: str) -> None:
    """Print the ratio of two costs."""
    remark = f"cpu {one.cpu:.1f} / {other.cpu:.1f} s, wall {one.wall:.1f} / {other.wall:.1f} s"
    row(what, f"{one.cpu / other.cpu:.2f}", limit, remark)


def site(folder: Path, shape: Shape) -> Path:
    """A repository with a site; gives its configuration."""
    make(folder, shape)
    (folder / "docs").mkdir()
    settings = {
        "site_name": "measured",
        "repo_url": "https://github.com/owner/name",
        "theme": {"name": "material", "font": False},
        "plugins": ["search", {"swimm": {}}],
    }
    return _configuration(folder, settings)


def without(folder: Path) -> Path:
    """A site of the same ``.sw.md`` files without the plugin; gives its configuration."""
    settings = {
        "site_name": "measured",
        "docs_dir": "../.swm",
        "theme": {"name": "material", "font": False},
        "plugins": ["search"],
        "markdown_extensions": [{name: dict(options)} for name, options in NEEDED.items()],
    }
    below = folder / "without"
    below.mkdir()
    return _configuration(below, settings)


def _configuration(folder: Path, settings: Mapping[str, object]) -> Path:
    path = folder / "mkdocs.yml"
    path.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return path


def builds(folder: Path, counts: Sequence[int], options: argparse.Namespace) -> None:
    """Whole builds: with the plugin, of the Markdown that it writes, of the bare documents."""
    for count in counts:
        home = folder / f"build-{count}"
        config = site(home, Shape(documents=count, size=options.size))
        run("plain", config, home / "plain")
        bare = without(home)
        sides = {
            "plugin": partial(run, "build", config, home / "site"),
            "plain": partial(run, "build", home / "plain/mkdocs.yml", home / "plain/site"),
            "bare": partial(run, "build", bare, home / "without/site"),
        }
        costs = least(sides, options.repeat)
        plugin, plain = costs["plugin"], costs["plain"]
        compared(f"build, {count} documents / their Markdown", plugin, plain, "1.15")
        compared(f"build, {count} documents / without the plugin", plugin, costs["bare"], "1")
        memory = f"{plugin.memory:.0f} / {plain.memory:.0f} MB"
        row(f"memory, {count} documents", f"{plugin.memory / plain.memory:.2f}", "1.1", memory)
        _share(count, config, home)


def _share(count: int, config: Path, home: Path) -> None:
    spent = json.loads(run("hooks", config, home / "site").output)
    build = spent.pop("build")
    names = ", ".join(f"{name} {took:.1f}" for name, took in spent.items() if took >= 0.1)
    own = f"{sum(spent.values()) / build:.1%}"
    row(f"hooks, {count} documents / whole build", own, "4%", names + " s")


def serving(folder: Path, count: int, options: argparse.Namespace) -> None:
    """From a saved document to the refreshed page."""
    home = folder / "serve"
    config = site(home, Shape(documents=count, size=options.size))
    run("plain", config, home / "plain")

    plain = home / "plain/mkdocs.yml"
    sides = {
        "plugin": partial(_rebuild, config, home / ".swm"),
        "plain": partial(_rebuild, plain, home / "plain/docs"),
        "dirty": partial(_rebuild, config, home / ".swm", "--dirty"),
    }
    costs = least(sides, 1)
    compared(f"serve, one of {count} saved / their Markdown", costs["plugin"], costs["plain"], "1")
    compared(f"serve --dirty, one of {count} / all anew", costs["dirty"], costs["plugin"], "")


def _rebuild(config: Path, documents: Path, *options: str) -> Cost:
    document = sorted(documents.rglob("*.sw.md"))[0]
    child = run("serve", config, document, *options)
    return Cost(min(json.loads(child.output)), child.wall, child.memory)


def growth(folder: Path, options: argparse.Namespace) -> None:
    """How the time of the plugin's hooks grows where one thing doubles."""
    base = {"documents": 60, "files": 60, "size": 12_000, "even": True, "commits": 40}
    doubled: Mapping[str, Mapping[str, float]] = {
        "as it is": {},
        "documents": {"documents": 120},
        "size of documents": {"size": 24_000},
        "tokens in documents": {"tokens": 2},
        "files of code": {"files": 120},
        "commits": {"commits": 80},
    }
    sides = {}
    for name, change in doubled.items():
        home = folder / f"growth-{name.replace(' ', '-')}"
        config = site(home, Shape(**{**base, **change}))  # type: ignore[arg-type]
        sides[name] = _hooks(config, home)
    costs = least(sides, options.repeat)
    for name in list(doubled)[1:]:
        one, two = costs["as it is"].cpu, costs[name].cpu
        row(f"growth, twice the {name}", f"{two / one:.2f}", "2", f"{one:.2f} s to {two:.2f} s")


def _hooks(config: Path, home: Path) -> Callable[[], Cost]:
    def side() -> Cost:
        spent = json.loads(run("hooks", config, home / "site").output)
        del spent["build"]
        return Cost(sum(spent.values()), 0, 0)

    return side


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", default="100,500,2000")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", default="build,rewriting,verifying,growth,serve")
    parser.add_argument("--size", type=int, default=MEDIAN)
    parser.add_argument("--references", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--folder", help="where to write; a temporary folder by default")
    options = parser.parse_args()
    counts = [int(count) for count in options.documents.split(",")]
    wanted = options.only.split(",")
    row("what", "ratio", "at most")
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        if "rewriting" in wanted:
            make(folder / "rewriting", Shape(documents=60, size=options.size))
            for cells in parts.rewriting(folder / "rewriting", options.repeat):
                row(*cells)
        if "verifying" in wanted:
            for cells in parts.verifying(
                folder / "verifying", options.references, options.files, options.repeat
            ):
                row(*cells)
        if "growth" in wanted:
            growth(folder, options)
        if "build" in wanted:
            builds(folder, counts, options)
        if "serve" in wanted:
            serving(folder, min(500, max(counts)), options)


if __name__ == "__main__":
    main()
