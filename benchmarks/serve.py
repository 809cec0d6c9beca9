"""What ``mkdocs serve`` costs with the plugin, beside the same documents without it. Linux only.

    python benchmarks/serve.py REPOSITORY [--saves 50] [--idle 60] [--side with|without] [--code]
    python benchmarks/serve.py --documents 500 --files 2000
    python benchmarks/serve.py --plain 500

REPOSITORY has documents in ``.swm`` and the code that they speak of; else documents and code are
made from a seed, or ordinary pages without any Swimm document. One document is saved again and
again on each side in turn, or with ``--code`` a file that it quotes (without the plugin a document
all the same), and has its old text in the end. Prints seconds until the first page, threads,
processor time while nothing happens, seconds from saving to seeing (median and longest), memory,
and the medians of the ratios of both sides: on a busy machine that of processor time counts.
"""

from __future__ import annotations

import argparse
import operator
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from samples import Shape, make

from mkdocs_swimm.project.extensions import NEEDED
from mkdocs_swimm.project.names import SUFFIX, name_of

_LONGEST = 600  # seconds that anybody waits
_LINK = re.compile(r'/blob/[^/"]+/([^"#]+)#L(\d+)')
_TAG = re.compile(r"<[^>\n]+>")


def settings(repository: Path, *, plugin: bool) -> dict[str, object]:
    """What ``mkdocs.yml`` says of the documents of a repository, with the plugin or without."""
    documents = str(repository / ".swm")
    swimm = {"root": str(repository), "sources": [{"path": documents}]}
    if not (repository / ".swm").is_dir():
        documents, swimm = str(repository / "docs"), {}
        needed: list[dict[str, object]] = []
    else:
        # What the plugin switches on for its documents.
        needed = [{name: dict(options)} for name, options in NEEDED.items()]
    return {
        "site_name": "Measured",
        "repo_url": "https://github.com/acme/code",
        "docs_dir": documents,
        "theme": {"name": "material", "font": False},
        "plugins": ["search", *([{"swimm": swimm}] if plugin else [])],
        "markdown_extensions": [] if plugin else needed,
    }


@dataclass(eq=False)
class Served:
    """What serving a site costs.

    Attributes:
        first: Seconds until the first page.
        threads: How many threads the server has.
        share: The share of a processor that it takes while nothing happens.
        waits: Seconds from each save to seeing it.
        spent: Processor seconds for each save.
        memory: MB after each save.
        longest: The length of the longest line of the log.
    """

    first: float = 0.0
    threads: int = 0
    share: float = 0.0
    waits: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    longest: int = 0


class Server:
    """A running server, whose configuration and log are in an empty folder."""

    def __init__(self, folder: Path, repository: Path, *, plugin: bool) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        config = {**settings(repository, plugin=plugin), "dev_addr": self.address}
        path = folder / "mkdocs.yml"
        path.write_text(yaml.safe_dump(config), encoding="utf-8")
        command = [sys.executable, "-m", "mkdocs", "serve", "-f", str(path)]
        self.log = folder / "serve.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self._proc = Path(f"/proc/{self.process.pid}")

    def page(self, address: str) -> str:
        """A page; empty as long as there is none."""
        with suppress(OSError):
            url = f"http://{self.address}/{address}/"
            with urllib.request.urlopen(url, timeout=_LONGEST) as answer:
                return str(answer.read().decode())
        return ""

    def wait(self, address: str, text: str) -> float:
        """Wait until a page has a text; gives the seconds."""
        start = time.monotonic()
        while text not in self.page(address):
            if self.process.poll() is not None or time.monotonic() - start > _LONGEST:
                raise SystemExit(f"'{text}' is not on {address}, see:\n{self.log.read_text()}")
            time.sleep(0.1)
        return time.monotonic() - start

    def threads(self) -> int:
        """How many threads the server has."""
        return len(list((self._proc / "task").iterdir()))

    def processor(self) -> float:
        """Processor seconds so far, those of ended children included."""
        fields = (self._proc / "stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Resident megabytes."""
        pages = int((self._proc / "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 2**20

    def end(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait(30)


def chosen(repository: Path) -> Sequence[tuple[Path, str]]:
    """The documents with the names of their pages, those of average size first."""
    if not (repository / ".swm").is_dir():
        return [(path, path.stem) for path in sorted((repository / "docs").glob("page*.md"))]
    paths = sorted((repository / ".swm").glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_size)
    names = {path: name.slug for path in paths if (name := name_of(path.name))}
    often = Counter(names.values())
    single = [path for path in paths if path in names and often[names[path]] == 1]
    return [(path, names[path]) for path in single[len(single) // 2 :]]


def quoted(repository: Path, server: Server, saves: int) -> tuple[Path, str, str, int]:
    """A file that a document quotes.

    Returns:
        The file, the address of the document's page, and the link to the code on it: all but its
        line, and the line.
    """
    for _, slug in chosen(repository):
        page = server.page(slug)
        for path, line in _LINK.findall(page):
            later = (f"{path}#L{int(line) + number}" for number in range(1, saves + 1))
            if (repository / path).is_file() and not any(link in page for link in later):
                return repository / path, slug, f"{path}#L", int(line)
    raise SystemExit("no document quotes code that is there")


class Side:
    """A server with the plugin or without it, and the file that is saved again and again."""

    def __init__(self, folder: Path, repository: Path, *, plugin: bool) -> None:
        if not plugin:
            # What is saved here is nothing to the server with the plugin.
            documents = ".swm" if (repository / ".swm").is_dir() else "docs"
            shutil.copytree(repository / documents, folder / "copy" / documents)
            repository = folder / "copy"
        self.repository = repository
        self.saved, slug = chosen(repository)[0]
        self.address = slug if plugin else self.saved.name.removesuffix(".md")
        self.before = self.saved.read_bytes()
        self.line: tuple[str, int] | None = None
        self.cost = Served()
        self.server = Server(folder, repository, plugin=plugin)

    def choose_code(self, saves: int) -> None:
        """Save code that a document quotes instead of a document."""
        self.saved, self.address, link, line = quoted(self.repository, self.server, saves)
        self.before = self.saved.read_bytes()
        self.line = link, line

    def save(self, number: int) -> None:
        """Save, and wait until that is seen."""
        start = self.server.processor()
        if self.line:
            link, line = self.line
            self.saved.write_bytes(b"\n" * number + self.before)
            wait = self.server.wait(self.address, f"{link}{line + number}")
        else:
            self.saved.write_bytes(self.before + f"\n\nSaved {number} times.\n".encode())
            wait = self.server.wait(self.address, f"Saved {number} times.")
        self.cost.waits.append(wait)
        self.cost.spent.append(self.server.processor() - start)
        self.cost.memory.append(self.server.memory())

    def end(self) -> None:
        """End the server; the file is as it was."""
        self.saved.write_bytes(self.before)
        self.server.end()


def served(
    repository: Path, plugin: Sequence[bool], *, saves: int, idle: int, code: bool = False
) -> Sequence[Served]:
    """Serve a site with the plugin or without it, and save in turn on each of these sides."""
    sides: list[Side] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ends:
        for on in plugin:
            place = Path(folder, str(on))
            place.mkdir()
            side = Side(place, repository, plugin=on)
            ends.callback(side.end)
            sides.append(side)
            side.cost.first = side.server.wait(side.address, "</html>")
            if code and on:
                side.choose_code(saves)
        time.sleep(5 if idle else 0)
        before = [side.server.processor() for side in sides]
        time.sleep(idle)
        for side, start in zip(sides, before, strict=True):
            side.cost.share = (side.server.processor() - start) / idle if idle else 0.0
        for number in range(1, saves + 1):
            for side in sides:
                side.save(number)
        for side in sides:
            side.cost.threads = side.server.threads()
            side.cost.longest = max(map(len, side.server.log.read_text().splitlines()))
    return [side.cost for side in sides]


def show(name: str, cost: Served) -> None:
    """Print what serving a site costs."""
    waits = f"{statistics.median(cost.waits):.1f} s, at most {max(cost.waits):.1f} s"
    spent = f"{statistics.median(cost.spent):.1f} s of processor time"
    told = [
        name,
        f"first page after {cost.first:.1f} s; {cost.threads} threads; idle {cost.share:.2%}",
        f"from saving to seeing {waits}; {spent}",
        f"MB after saves 1, 5, 10, ...: {[*cost.memory[:1], *cost.memory[4::5]]}",
        f"longest line of the log: {cost.longest} characters",
    ]
    print("\n  ".join(told), flush=True)


def plain(folder: Path, count: int) -> None:
    """Write ordinary pages, none of them a document of Swimm's."""
    make(folder, Shape(documents=count))
    (folder / "docs").mkdir()
    for number, path in enumerate(sorted((folder / ".swm").glob("*.md"))):
        text = _TAG.sub("", path.read_text(encoding="utf-8")).partition("\n---\n")[2]
        (folder / "docs" / f"page{number}.md").write_text(f"# Page {number}\n{text}")
        path.unlink()
    (folder / ".swm").rmdir()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("repository", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--plain", type=int, default=0, help="so many ordinary pages instead")
    parser.add_argument("--saves", type=int, default=50)
    parser.add_argument("--idle", type=int, default=60)
    parser.add_argument("--code", action="store_true", help="save code, not a document")
    parser.add_argument("--side", choices=["without", "with"], action="append")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        where = (options.repository or Path(made, "repository")).resolve()
        if options.plain:
            plain(where, options.plain)
        elif not options.repository:
            make(where, Shape(documents=options.documents, files=options.files))
        names = options.side or ["with", "without"]
        costs = served(
            where,
            [name == "with" for name in names],
            saves=options.saves,
            idle=options.idle,
            code=options.code,
        )
    for name, cost in zip(names, costs, strict=True):
        show(f"{name} the plugin", cost)
    if len(costs) == 2:
        waited, spent = (
            statistics.median(map(operator.truediv, one, other))
            for one, other in zip(
                (costs[0].waits, costs[0].spent), (costs[1].waits, costs[1].spent), strict=True
            )
        )
        print(f"{names[0]} / {names[1]}: {waited:.2f} of the wait, {spent:.2f} of processor time")
