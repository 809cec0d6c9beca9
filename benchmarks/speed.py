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
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import yaml
from samples import make

from mkdocs_swimm.project.extensions import NEEDED
from mkdocs_swimm.project.names import name_of

BUILD, MEMORY, GROWTH, SAVE, IDLE = 0.8, 1.3, 2.1, 0.35, 0.01
"""What each ratio is to be at most; the last is the share of a processor while nothing happens."""

_LONGEST = 600  # seconds that anybody waits


def configure(folder: Path, repository: Path, *, plugin: bool) -> Path:
    """Write a configuration for the documents of a repository, with the plugin or without."""
    documents = str(repository / ".swm")
    options = {"root": str(repository), "sources": [{"path": documents}]}
    # What the plugin switches on for its documents.
    needed = [{name: dict(settings)} for name, settings in NEEDED.items()]
    settings = {
        "site_name": "Measured",
        "repo_url": "https://github.com/acme/code",
        "docs_dir": documents,
        "theme": {"name": "material", "font": False},
        "plugins": ["search", *([{"swimm": options}] if plugin else [])],
        "markdown_extensions": [] if plugin else needed,
    }
    path = folder / "mkdocs.yml"
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Cost:
    """What a build cost: seconds of processor time, and MB of memory at most."""

    seconds: float
    memory: float


def build(repository: Path, *, plugin: bool) -> Cost:
    """Build the site of a repository; raise SystemExit where that fails."""
    with tempfile.TemporaryDirectory() as folder:
        config = configure(Path(folder), repository, plugin=plugin)
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)]
        command += ["-d", f"{folder}/site"]
        log = subprocess.DEVNULL
        child = subprocess.Popen(command, stdout=log, stderr=log)
        _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


class Server:
    """``mkdocs serve`` of a repository.

    Attributes:
        first: Seconds until the first page.
        saved: The document that is saved.
    """

    def __init__(self, folder: Path, repository: Path, *, plugin: bool) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{probe.getsockname()[1]}"
        paths = sorted((repository / ".swm").glob("*.sw.md"), key=lambda path: path.stat().st_size)
        self.saved = paths[len(paths) // 2]
        self._text = self.saved.read_bytes()
        name = name_of(self.saved.name)
        slug = name.slug if name and plugin else self.saved.name.removesuffix(".md")
        self._url = f"http://{address}/{slug}/"
        config = configure(folder, repository, plugin=plugin)
        command = [sys.executable, "-m", "mkdocs", "serve", "-f", str(config), "-a", address]
        self._log = folder / "serve.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        self.first = self.wait("</html>")

    def wait(self, text: str) -> float:
        """Wait until the page has a text; gives the seconds."""
        start, page = time.monotonic(), ""
        while text not in page:
            if self._process.poll() is not None or time.monotonic() - start > _LONGEST:
                raise SystemExit(f"'{text}' is not on {self._url}, see:\n{self._log.read_text()}")
            time.sleep(0.1)
            with suppress(OSError), urllib.request.urlopen(self._url, timeout=_LONGEST) as answer:
                page = answer.read().decode()
        return time.monotonic() - start

    def save(self, number: int) -> float:
        """Save the document; gives the seconds until that is seen."""
        self.saved.write_bytes(self._text + f"\n\nSaved {number} times.\n".encode())
        return self.wait(f"Saved {number} times.")

    def processor(self) -> float:
        """Processor seconds so far, those of ended children included."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """End it; the document is as it was."""
        self.saved.write_bytes(self._text)
        self._process.terminate()
        self._process.wait(30)


@contextmanager
def served(repository: Path, *, plugin: bool) -> Iterator[Server]:
    """Serve a repository; without the plugin, a copy of its documents."""
    with tempfile.TemporaryDirectory() as folder:
        if not plugin:
            shutil.copytree(repository / ".swm", Path(folder, "copy", ".swm"))
            repository = Path(folder, "copy")
        server = Server(Path(folder), repository, plugin=plugin)
        try:
            yield server
        finally:
            server.end()


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
    ours, theirs = (min(side, key=lambda cost: cost.seconds) for side in zip(*pairs, strict=True))
    remark = f"{ours.seconds:.1f} s with the plugin, {theirs.seconds:.1f} s without"
    row(f"build, {name}", ratio, BUILD, remark)
    held = statistics.median(one.memory / other.memory for one, other in pairs)
    row(f"memory, {name}", held, MEMORY, f"{ours.memory:.0f} and {theirs.memory:.0f} MB")
    return float(ours.seconds)


def saving(name: str, repository: Path, saves: int) -> None:
    """The rows of the wait from saving a document to seeing it, and of a server left alone."""
    with served(repository, plugin=True) as ours, served(repository, plugin=False) as theirs:
        time.sleep(5)
        start = ours.processor()
        time.sleep(10)
        row(f"processor while idle, {name}", (ours.processor() - start) / 10, IDLE, "")
        waits = [(ours.save(at), theirs.save(at)) for at in range(1, saves + 1)]
    with_it, without = (statistics.median(side) for side in zip(*waits, strict=True))
    remark = f"{with_it:.1f} s with the plugin, {without:.1f} s without"
    ratio = statistics.median(one / other for one, other in waits)
    row(f"from saving to seeing, {name}", ratio, SAVE, remark)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("repositories", type=Path, nargs="*")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--saves", type=int, default=5)
    options = parser.parse_args(arguments)
    count = options.documents
    with tempfile.TemporaryDirectory() as folder:
        took = []
        for number in (count, 2 * count):
            make(Path(folder, str(number)), number)
            name = f"{number} documents from a seed"
            took.append(builds(name, Path(folder, str(number)), options.repeat))
        remark = f"{took[0]:.1f} s to {took[1]:.1f} s"
        row("growth, twice the documents", took[1] / took[0], GROWTH, remark)
        saving(f"{count} from a seed", Path(folder, str(count)), options.saves)
    for path in (one.resolve() for one in options.repositories):
        builds(path.name, path, options.repeat)
        saving(path.name, path, options.saves)


if __name__ == "__main__":
    main()
