"""How well references are judged, against truth that is settled without looking at any judgement.

    python benchmarks/judgements.py --mirror DIR [--moves DIR] [--cache DIR] [--failures FILE]

``DIR`` holds git repositories as ``owner+name/repo``. Every reference counts that ``truth.py`` has
settled; disputed ones are counted, but judged neither right nor wrong. With ``--moves`` the two
answer keys there, ``accepted.tsv`` and ``survival.tsv``, are compared with as well.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from truth import CHANGED, GONE, MOVED, UP, History, Place, Truth, document_at, rows_of, truths

from mkdocs_swimm.codebase import GitTree
from mkdocs_swimm.freshness import Checker, Finding, State
from mkdocs_swimm.git import Git
from mkdocs_swimm.model import PathRef, Snippet, Token

Want = tuple[str, Place | None]
"""State, empty for any, and place."""
Context = tuple[int, int]
"""How many lines above and below selected ones."""

_KINDS = {"snippet": Snippet, "token": Token, "path": PathRef}


def judge(git: Git, c0: str, later: str, doc: str, history: bool) -> Sequence[Finding]:
    """What the engine finds about a document as it was then, in the code as it was later."""
    document = document_at(git, c0, doc)
    checker = Checker(GitTree(git, later), git=git if history else None, documents_at=c0)
    return checker.check(document, doc) if document else ()


def place_of(finding: Finding) -> Place | None:
    """The lines that a finding names."""
    place = finding.place
    return (place.path, place.first or 0, place.last or 0) if place else None


def halves(one: Place, other: Place) -> bool:
    """Whether two places have at least half of their lines in common."""
    common = min(one[2], other[2]) - max(one[1], other[1]) + 1
    union = max(one[2], other[2]) - min(one[1], other[1]) + 1
    return one[0] == other[0] and common * 2 >= union


@dataclass(frozen=True)
class Case:
    """A reference with its truth and its judgement."""

    truth: Truth
    state: str
    place: Place | None

    @property
    def exact(self) -> bool:
        """Whether state and place are right."""
        right = not self.truth.places or self.place in self.truth.places
        return self.state == self.truth.state and right

    @property
    def near(self) -> bool:
        """Whether the state is right, and the place by half."""
        here = self.place
        overlap = here is not None and any(halves(here, each) for each in self.truth.places)
        return self.exact or (self.state == self.truth.state and overlap)


def measure(folder: Path, limit: int, history: bool, store: Path | None) -> list[Case]:
    """All cases of a repository."""
    git, cases = Git(folder), []
    batches: dict[tuple[str, str, str], list[Truth]] = defaultdict(list)
    for truth in truths(folder, limit, store):
        batches[truth.c0, truth.later, truth.doc].append(truth)
    for (c0, later, doc), batch in batches.items():
        findings = judge(git, c0, later, doc, history)
        for truth in batch:
            finding = findings[truth.index] if truth.index < len(findings) else None
            if finding is None or finding.reference.path != truth.path:
                print(f"stale cache: {truth.repo} {doc}", file=sys.stderr)
            else:
                cases.append(Case(truth, finding.state.value, place_of(finding)))
    git.close()
    return cases


def report(name: str, cases: Sequence[Case]) -> None:
    """Print the confusion of states and the shares that are right."""
    clear = [case for case in cases if not case.truth.dispute]
    print(f"\n{name}: {len(clear)} references, {len(cases) - len(clear)} disputed")
    table = Counter((case.truth.state, case.state) for case in clear)
    states = [UP, MOVED, CHANGED, GONE, State.NOT_CHECKED.value]
    print("  true \\ judged".ljust(16) + "".join(state.rjust(13) for state in states))
    for true in states[:4]:
        counts = [table[true, judged] for judged in states]
        print(f"  {true:14}" + "".join(str(count or "·").rjust(13) for count in counts))
    judged_up = [case for case in clear if case.state == UP]
    judged_moved = [case for case in clear if case.state == MOVED]
    moved = [case for case in clear if case.truth.state == MOVED]
    changed = [case for case in clear if case.truth.state == case.state == CHANGED]
    share("up to date, precision", [case.truth.state == UP for case in judged_up])
    touched = [case.truth.state == UP for case in judged_up if case.truth.touched]
    share("up to date, in files that changed", touched)
    share("moved, precision (state and place)", [case.exact for case in judged_moved])
    share("moved, recall (state and place)", [case.exact for case in moved])
    share("changed, place exact", [case.exact for case in changed])
    share("changed, place overlaps by half", [case.near for case in changed])


def share(name: str, right: Sequence[bool]) -> None:
    """Print how many are right."""
    if right:
        print(
            f"  {name:36} {sum(right):6} of {len(right):6}  {100 * sum(right) / len(right):6.2f} %"
        )


def keys(mirror: Path, moves: Path, names: Sequence[str], history: bool) -> list[str]:
    """Compare with the answer keys; print the counts and return what differs."""
    differing: list[str] = []
    gits: dict[str, Git] = {}
    for folder in repositories(mirror, names):
        owner = folder.parent if folder.name == ".git" else folder
        gits[owner.parent.name.replace("+", "/")] = Git(folder)
    checked = cache(lambda repo, c0, later, doc: judge(gits[repo], c0, later, doc, history))
    for table in ("accepted", "survival"):
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        absent: Counter[str] = Counter()
        with (moves / f"{table}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                git = gits.get(row["repo"])
                if git is None:
                    absent[row["repo"]] += 1
                    continue
                kind, want = wanted(row)
                later = row.get("head") or row["commit"]
                finding, c0 = None, ""
                for c0 in sources(git, row):
                    finding, context = named(checked(row["repo"], c0, later, row["doc"]), row)
                    if finding:
                        kind, want = without(context, kind, want)
                        break
                answer = verdict(finding, want)
                counts[kind][answer] += 1
                counts[kind]["rows"] += 1
                if finding and answer != "right":
                    place = f"{row.get('old_path') or row['path']}:{'-'.join(lines_of(row))}"
                    found = f"{finding.state.value} {finding.place or ''}"
                    parts = (table, kind, row["repo"], c0, row["doc"], place, str(want), found)
                    differing.append("\t".join(parts))
        print(f"\n{table}.tsv; not at hand: {dict(absent) or 'none'}")
        for kind, counter in sorted(counts.items()):
            told = ", ".join(f"{word} {count}" for word, count in counter.most_common())
            print(f"  {kind:38} {told}")
    return differing


def lines_of(row: Mapping[str, str]) -> tuple[str, str]:
    """First and last line that a row of a key names."""
    return row.get("old_start") or row["start"], row.get("old_end") or row["end"]


def sources(git: Git, row: Mapping[str, str]) -> Iterator[str]:
    """The versions of a row's document, newest first."""
    if "c0" in row:
        yield row["c0"]
        return
    start = git.commit(row["parent"]) or git.commit(f"{row['commit']}^")
    log = History(git.root).ask("log", "--format=%H", start or row["commit"], "--", row["doc"])
    yield from (log or "").split()[:20]


def wanted(row: Mapping[str, str]) -> tuple[str, Want]:
    """The kind of a row, and the state (empty: any) and place that it wants."""
    if "class" in row:
        toy = " (toy)" if row["toy"] == "True" else ""
        first, last = (0, 0) if row["kind"] == "path" else (row["new_start"], row["new_end"])
        return f"{row['class']} {row['kind']}{toy}", ("", (row["new_path"], int(first), int(last)))
    if row["survived"] == "0":
        return GONE, (GONE, None)
    place = (row["file_at_head"], int(row["new_start"]), int(row["new_end"]))
    size = place[2] - place[1] == int(row["end"]) - int(row["start"])
    if row["survived"] != row["lines"] or not size:
        return CHANGED, (CHANGED, place)
    same = place == (row["path"], int(row["start"]), int(row["end"]))
    return (UP if same else MOVED), ((UP if same else MOVED), place)


def named(findings: Sequence[Finding], row: Mapping[str, str]) -> tuple[Finding | None, Context]:
    """The finding about what a row of a key names, and how many lines of it are only context."""
    kind, path = row.get("kind", "snippet"), row.get("old_path") or row["path"]
    wanted_lines = lines_of(row)
    around: tuple[Finding | None, Context] = (None, (0, 0))
    for finding in findings:
        reference = finding.reference
        if reference.path != path or type(reference) is not _KINDS[kind]:
            continue
        if isinstance(reference, PathRef):
            return finding, (0, 0)
        if isinstance(reference, Token):
            numbers = [reference.target_line or 0]
        else:
            numbers = [number for number, _ in rows_of(reference)] or [0]
        if (str(numbers[0]), str(numbers[-1])) == wanted_lines:
            return finding, (0, 0)
        if isinstance(reference, Snippet) and reference.rows and around[0] is None:
            first, last = reference.rows[0].number, reference.rows[-1].number
            if (str(first), str(last)) == wanted_lines:
                around = finding, (numbers[0] - first, last - numbers[-1])
    return around


def without(context: Context, kind: str, want: Want) -> tuple[str, Want]:
    """What is wanted where the row of a key counts lines around the selected ones as well."""
    state, place = want
    if context == (0, 0):
        return kind, want
    inner = place and (place[0], place[1] + context[0], place[2] - context[1])
    return f"{kind}, with context", (state, inner)


def verdict(finding: Finding | None, want: Want) -> str:
    """A word for how a finding compares with a key."""
    if finding is None:
        return "not found in the document"
    state, place = want
    if state and finding.state.value != state:
        return f"judged {finding.state.value}"
    here = place_of(finding)
    if place is None or here == place or (not place[1] and here and here[0] == place[0]):
        return "right"
    return "no place" if here is None else "near" if halves(here, place) else "other place"


def repositories(mirror: Path, names: Sequence[str]) -> Iterator[Path]:
    """The git folders below a folder, those of some names where any are given."""
    for entry in sorted(mirror.glob("*/repo")):
        if not names or entry.parent.name.replace("+", "/") in {n.replace("+", "/") for n in names}:
            yield entry / ".git" if (entry / ".git").exists() else entry


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mirror", type=Path, required=True, help="repositories: owner+name/repo")
    parser.add_argument("--moves", type=Path, help="folder of accepted.tsv and survival.tsv")
    parser.add_argument("--repo", action="append", default=[], help="only this one (owner/name)")
    parser.add_argument("--limit", type=int, default=12, help="document versions per repository")
    parser.add_argument("--no-history", action="store_true", help="judge by the text alone")
    parser.add_argument("--failures", type=Path, help="where to write all that is not right")
    parser.add_argument("--cache", type=Path, help="where to keep the truth for the next time")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    cases: list[Case] = []
    with ProcessPoolExecutor(options.jobs) as pool:
        history = not options.no_history
        tasks = [
            pool.submit(measure, folder, options.limit, history, options.cache)
            for folder in repositories(options.mirror, options.repo)
        ]
        for task in tasks:
            cases += task.result()
    for name in sorted({case.truth.repo for case in cases}):
        report(name, [case for case in cases if case.truth.repo == name])
    report("total", cases)
    print("\ndisputed: reason, what blame says, judged")
    disputed = [case for case in cases if case.truth.dispute]
    told = Counter((case.truth.dispute, case.truth.state, case.state) for case in disputed)
    for words, count in sorted(told.items()):
        print(f"  {count:5}  {', '.join(words)}")
    differing = []
    for case in cases:
        truth = case.truth
        if not case.exact and not truth.dispute:
            place = f"{truth.doc}\t{truth.line}\t{truth.kind}\t{truth.path}"
            lines = f"{truth.first}-{truth.last}\t{truth.state} {truth.places}"
            commits = f"{truth.repo}\t{truth.c0}\t{truth.later}"
            differing.append(f"{commits}\t{place}\t{lines}\t{case.state} {case.place}")
    if options.moves:
        differing += keys(options.mirror, options.moves, options.repo, history)
    if options.failures:
        rows = "\n".join(differing) + "\n"
        options.failures.write_text(rows, "utf-8", errors="surrogateescape")


if __name__ == "__main__":
    main()
