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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from freshness import Everything

from mkdocs_swimm.code.codebase import GitTree
from mkdocs_swimm.code.git import Git
from mkdocs_swimm.format.constructs import PathRef, Snippet, Token
from mkdocs_swimm.format.document import read
from mkdocs_swimm.format.encoding import decode
from mkdocs_swimm.freshness import Checker, Finding, State

Lines = tuple[str, int, int]
"""Path, first and last line; both 0 for the path alone."""


@dataclass
class Case:
    """A row of a table: a reference, and what became of it; no state where the table has none."""

    name: str
    kind: str
    commits: tuple[str, str]
    quoted: Lines
    wanted: Lines | None
    state: str = ""


def accepted(row: Mapping[str, str]) -> Case:
    """A row of ``accepted.tsv``."""

    def lines(when: str) -> Lines:
        if row["kind"] == "path":
            return row[f"{when}_path"], 0, 0
        return row[f"{when}_path"], int(row[f"{when}_start"]), int(row[f"{when}_end"])

    name = f"{row['class']} {row['kind']}{' (toy)' if row['toy'] == 'True' else ''}"
    commits = f"{row['commit']}^", row["commit"]
    return Case(name, row["kind"], commits, lines("old"), lines("new"))


def survival(row: Mapping[str, str]) -> Case:
    """A row of ``survival.tsv``."""
    old = (row["path"], int(row["start"]), int(row["end"]))
    new, state = None, State.GONE
    if int(row["survived"]):
        new = (row["file_at_head"], int(row["new_start"]), int(row["new_end"]))
        whole = row["survived"] == row["lines"] and new[2] - new[1] == old[2] - old[1]
        state = State.CHANGED if not whole else State.UP_TO_DATE if new == old else State.MOVED
    return Case(state.value, "snippet", (row["c0"], row["head"]), old, new, state.value)


@dataclass(frozen=True)
class Code:
    """A repository, and what was found in it."""

    git: Git
    history: bool
    checked: dict[tuple[str, str, str], Sequence[Finding]] = field(default_factory=dict)

    def check(self, document: str, then: str, later: str) -> Sequence[Finding]:
        """A document as it was then, checked against the code as it was later."""
        key = (document, then, later)
        if key not in self.checked:
            data = self.git.read(f"{then}:{document}")
            history = self.git if self.history else None
            code = GitTree(self.git, later)
            checker = Checker(code, git=history, documents_at=then, own=Everything())
            text = decode(data or b"").text
            self.checked[key] = checker.check(read(text), document)
        return self.checked[key]

    def filled(self, commit: str, place: Lines) -> Lines:
        """Lines of a file without the blank ones at both ends, which no snippet has."""
        path, first, last = place
        lines = decode(self.git.read(f"{commit}:{path}") or b"").text.split("\n")
        while first < last <= len(lines) and not lines[first - 1].strip():
            first += 1
        while first < last <= len(lines) and not lines[last - 1].strip():
            last -= 1
        return path, first, last


def found(findings: Sequence[Finding], case: Case) -> Finding | None:
    """The finding about the reference of a row, in which snippets may have blank lines around."""
    path, start, end = case.quoted
    within = []
    for finding in findings:
        match finding.reference, case.kind:
            case Snippet(path=at, rows=rows), "snippet" if at == path:
                numbers = [row.number for row in rows if row.marked] or [one.number for one in rows]
                if numbers and (numbers[0], numbers[-1]) == (start, end):
                    return finding
                if numbers and start <= numbers[0] <= numbers[-1] <= end:
                    within.append(finding)
            case Token(path=at, target_line=line), "token" if (at, line) == (path, start):
                return finding
            case PathRef(path=at), "path" if at == path:
                return finding
            case _:
                pass
    return within[0] if len(within) == 1 else None


def verdict(code: Code, case: Case, document: str) -> str:
    """What is found of a reference, beside what is true."""
    then, later = map(code.git.commit, case.commits)
    if not then or not later:
        return "not at hand"
    finding = found(code.check(document, then, later), case)
    if finding is None:
        return "reference not found in the document"
    place, wanted = finding.place, case.wanted
    if wanted is None:
        return f"judged {finding.state.value}"
    here = (place.path, place.first or 0, place.last or 0) if place else ("", 0, 0)
    same = here[0] == wanted[0]
    if wanted[1]:
        same = here in (wanted, code.filled(later, wanted))
    return f"judged {finding.state.value}, {'same' if same else 'other'} place"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="git repositories as owner+name/repo")
    parser.add_argument("keys", type=Path, help="folder of accepted.tsv and survival.tsv")
    parser.add_argument("--no-history", action="store_true", help="judge by the text alone")
    parser.add_argument("--failures", type=Path, help="where to write what differs")
    options = parser.parse_args()

    @cache
    def code_of(name: str) -> Code | None:
        path = options.folder / name.replace("/", "+") / "repo"
        return Code(Git(path), not options.no_history) if path.exists() else None

    missed = []
    for table, case_of in (("accepted", accepted), ("survival", survival)):
        counts: Counter[str] = Counter()
        with (options.keys / f"{table}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                case, code = case_of(row), code_of(row["repo"])
                told = verdict(code, case, row["doc"]) if code else "not at hand"
                counts[f"{case.name}: {told}"] += 1
                if code and ("other place" in told or case.state not in told):
                    values = (
                        table,
                        row["repo"],
                        *case.commits,
                        row["doc"],
                        case.quoted,
                        case.wanted,
                    )
                    missed.append("\t".join(map(str, (*values, told))))
        print(f"\n{table}\n")
        for words, count in sorted(counts.items()):
            print(f"{count:5}  {words}")
    if options.failures:
        options.failures.write_text("\n".join(missed) + "\n", "utf-8")


if __name__ == "__main__":
    main()
