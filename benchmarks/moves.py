"""How well references are found again: against what people accepted, and against line survival.

    python benchmarks/moves.py FOLDER KEYS [--no-history] [--failures FILE]

``FOLDER`` holds git repositories as ``owner+name/repo``. ``KEYS`` holds two tables: in
``accepted.tsv`` are references that a person or a service rewrote, with the place before and after;
in ``survival.tsv`` are snippets with what the differences between two commits, composed, left of
their lines.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from freshness import Everything

from mkdocs_swimm.code.codebase import GitTree
from mkdocs_swimm.code.git import Git
from mkdocs_swimm.format.constructs import PathRef, Snippet, Token
from mkdocs_swimm.format.document import Document, read
from mkdocs_swimm.format.encoding import decode
from mkdocs_swimm.freshness import Checker, Finding, State

Row = Mapping[str, str]


@dataclass
class Repositories:
    """Repositories below a folder, and what was read from them."""

    folder: Path
    history: bool
    _gits: dict[str, Git | None] = field(default_factory=dict)
    _checked: dict[tuple[str, str, str, str], tuple[Finding, ...]] = field(default_factory=dict)

    def git(self, name: str) -> Git | None:
        """A repository; None where it is not at hand."""
        if name not in self._gits:
            path = self.folder / name.replace("/", "+") / "repo"
            self._gits[name] = Git(path) if path.exists() else None
        return self._gits[name]

    def check(self, name: str, document: str, then: str, later: str) -> tuple[Finding, ...]:
        """A document as it was then, checked against the code as it was later."""
        key = (name, document, then, later)
        git = self.git(name)
        if key not in self._checked and git:
            read_document = self._read(git, then, document)
            history = git if self.history else None
            code = GitTree(git, later)
            checker = Checker(code, git=history, documents_at=then, own=Everything())
            self._checked[key] = checker.check(read_document, document) if read_document else ()
        return self._checked.get(key, ())

    def filled(self, name: str, commit: str, path: str, first: int, last: int) -> tuple[int, int]:
        """Lines of a file without the blank ones at both ends, which no snippet has."""
        git = self.git(name)
        data = git.read(f"{commit}:{path}") if git else None
        lines = decode(data).text.split("\n") if data is not None else []
        while first < last <= len(lines) and not lines[first - 1].strip():
            first += 1
        while first < last <= len(lines) and not lines[last - 1].strip():
            last -= 1
        return first, last

    def _read(self, git: Git, commit: str, path: str) -> Document | None:
        data = git.read(f"{commit}:{path}")
        return read(decode(data).text) if data is not None else None


def rows(path: Path) -> Iterator[Row]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def selected(snippet: Snippet) -> tuple[int, int]:
    """First and last line of a snippet as the tables count them."""
    numbers = [row.number for row in snippet.rows if row.marked]
    numbers = numbers or [row.number for row in snippet.rows] or [0]
    return numbers[0], numbers[-1]


def found(findings: tuple[Finding, ...], row: Row) -> Finding | None:
    """The finding about the reference that a row of ``accepted.tsv`` names.

    The table has blank lines at both ends of snippets, too.
    """
    within: list[Finding] = []
    for finding in findings:
        reference = finding.reference
        if reference.path != row["old_path"]:
            continue
        match reference, row["kind"]:
            case Snippet(), "snippet":
                first, last = selected(reference)
                start, end = int(row["old_start"]), int(row["old_end"])
                if (first, last) == (start, end):
                    return finding
                if start <= first <= last <= end:
                    within.append(finding)
            case Token(), "token":
                if reference.target_line == int(row["old_start"]):
                    return finding
            case PathRef(), "path":
                return finding
            case _:
                pass
    return within[0] if len(within) == 1 else None


def accepted(repositories: Repositories, table: Path) -> tuple[Counter[str], list[str]]:
    """How often the accepted place was found, by class; and where it was not."""
    counts: Counter[str] = Counter()
    missed: list[str] = []
    for row in rows(table):
        git = repositories.git(row["repo"])
        later = git.commit(row["commit"]) if git else None
        then = git.commit(f"{row['commit']}^") if git else None
        kind = f"{row['class']} {row['kind']}{' (toy)' if row['toy'] == 'True' else ''}"
        if not later or not then:
            counts[f"{kind}: not at hand"] += 1
            continue
        finding = found(repositories.check(row["repo"], row["doc"], then, later), row)
        if finding is None:
            counts[f"{kind}: reference not found in the document"] += 1
            continue
        place = finding.place
        right = place is not None and place.path == row["new_path"]
        if row["kind"] != "path" and place:
            lines = (int(row["new_start"]), int(row["new_end"]))
            filled = repositories.filled(row["repo"], later, row["new_path"], *lines)
            right = right and (place.first, place.last) in (lines, filled)
        counts[f"{kind}: {finding.state.value}, {'same' if right else 'other'} place"] += 1
        if not right:
            new = f"{row['new_path']}:{row['new_start']}-{row['new_end']}"
            missed.append(f"accepted\t{row['repo']}\t{row['commit'][:10]}\t{row['doc']}\t"
                          f"{row['old_path']}:{row['old_start']}-{row['old_end']}\t{new}\t"
                          f"{finding.state.value} {place}")  # fmt: skip
    return counts, missed


def survival(repositories: Repositories, table: Path) -> tuple[Counter[str], list[str]]:
    """How the states compare with what survived; and where the place is another one."""
    counts: Counter[str] = Counter()
    missed: list[str] = []
    for row in rows(table):
        git = repositories.git(row["repo"])
        then, later = (git.commit(row["c0"]), git.commit(row["head"])) if git else (None, None)
        if not then or not later:
            counts["not at hand"] += 1
            continue
        wanted = (int(row["start"]), int(row["end"]))
        for finding in repositories.check(row["repo"], row["doc"], then, later):
            reference = finding.reference
            if not isinstance(reference, Snippet) or reference.path != row["path"]:
                continue
            if selected(reference) == wanted:
                break
        else:
            counts["reference not found in the document"] += 1
            continue
        truth, place = _survived(row)
        here = finding.place
        same = (
            here is not None
            and place is not None
            and here.path == place[0]
            and (here.first, here.last)
            in (place[1:], repositories.filled(row["repo"], later, *place))
        )
        words = "same place" if same else "" if place is None else "other place"
        counts[f"{truth}: judged {finding.state.value} {words}".rstrip()] += 1
        if truth != finding.state.value or words == "other place":
            missed.append(f"survival\t{row['repo']}\t{row['c0'][:10]}\t{row['doc']}\t"
                          f"{row['path']}:{wanted[0]}-{wanted[1]}\t{truth} {place}\t"
                          f"{finding.state.value} {here}")  # fmt: skip
    return counts, missed


def _survived(row: Row) -> tuple[str, tuple[str, int, int] | None]:
    if int(row["survived"]) == 0:
        return State.GONE.value, None
    first, last = int(row["new_start"]), int(row["new_end"])
    place = (row["file_at_head"], first, last)
    if row["survived"] == row["lines"] and last - first == int(row["end"]) - int(row["start"]):
        same = place == (row["path"], int(row["start"]), int(row["end"]))
        return (State.UP_TO_DATE if same else State.MOVED).value, place
    return State.CHANGED.value, place


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="git repositories as owner+name/repo")
    parser.add_argument("keys", type=Path, help="folder of accepted.tsv and survival.tsv")
    parser.add_argument("--no-history", action="store_true", help="judge by the text alone")
    parser.add_argument("--failures", type=Path, help="where to write what differs")
    options = parser.parse_args()
    repositories = Repositories(options.folder, not options.no_history)
    missed: list[str] = []
    for name, measure in (("accepted", accepted), ("survival", survival)):
        counts, others = measure(repositories, options.keys / f"{name}.tsv")
        missed += others
        print(f"\n{name}\n")
        for words, count in sorted(counts.items()):
            print(f"{count:5}  {words}")
    if options.failures:
        options.failures.write_text("\n".join(missed) + "\n", "utf-8")


if __name__ == "__main__":
    main()
