"""How well references are judged: against public histories, by git's own account of every line.

    python benchmarks/freshness.py FOLDER [--limit 40] [--no-history] [--failures FILE]

``FOLDER`` holds git repositories, each as a clone ``owner+name/repo``. Every version of every Swimm
document in their histories is taken as it was committed, with those of its references that
were true of the code then, and checked against later versions of the code. Where the lines really
went is told by ``git blame --reverse`` from then to the later version, across renames that
``git log -M`` knows, and, as a second witness, by ``git log -L``: lines that nobody touched have no
entry there. See ``README.md`` for what the columns mean.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path

from mkdocs_swimm.code.codebase import GitTree
from mkdocs_swimm.code.git import Git
from mkdocs_swimm.code.ownership import OwnRepository
from mkdocs_swimm.code.source_file import SourceFile
from mkdocs_swimm.format.constructs import PathRef
from mkdocs_swimm.format.document import Document, read
from mkdocs_swimm.format.encoding import decode
from mkdocs_swimm.freshness import Checker, Finding, State
from mkdocs_swimm.freshness.quotes import Quote, quote_of

_LATER = 3
_PER_DOCUMENT = 25
_SEED = 7
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")

Lines = dict[int, int]
"""Lines that survived: number then, number later."""


class Everything(OwnRepository):
    """References that were true of the code are to this repository, whatever it was called."""

    def owns(self, repo: object, document: frozenset[str] = frozenset()) -> bool:
        """Yes."""
        return True


@dataclass(frozen=True)
class Case:
    """One reference: what really happened to its lines, and what was found out about it."""

    repository: str
    reference: str  # the reference with commits and document
    truth: str
    place: str
    judged: str
    found: str
    verdict: str


class Past:
    """What git says about the history of a repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._survivors: dict[tuple[str, str, str], tuple[str, Lines] | None] = {}

    def ask(self, *arguments: str) -> str:
        """What a command of git prints."""
        command = ["git", "-c", "core.quotepath=off", "-c", "diff.renameLimit=4000", *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, check=False)
        return done.stdout.decode("utf-8", "replace")

    def versions(self) -> list[tuple[str, str]]:
        """Every commit that wrote a document, and the document, newest first."""
        log = self.ask(
            "log", "--all", "--format=%x01%H", "--name-only", "--no-renames", "--diff-filter=AM",
            "--", "*.sw.md",
        )  # fmt: skip
        found = []
        for entry in log.split("\x01")[1:]:
            commit, *paths = entry.split("\n")
            found += [(commit, path) for path in paths if path.endswith(".sw.md")]
        return found

    def later(self, then: str, paths: Sequence[str]) -> list[str]:
        """Later commits, spread over those that touched some files; the newest is among them."""
        refs = self.ask("for-each-ref", "--contains", then, "--format=%(objectname)").split()
        head = self.ask("rev-parse", "HEAD").strip()
        tips = [head] if head in refs else refs
        for tip in tips[:1]:
            touching = self.ask("rev-list", "--ancestry-path", f"{then}..{tip}", "--", *paths)
            commits = touching.split()[::-1]
            chosen = [commits[len(commits) * part // _LATER] for part in range(_LATER) if commits]
            return list(dict.fromkeys([*chosen, *commits[-1:], tip]))
        return []

    def survivors(self, then: str, later: str, path: str) -> tuple[str, Lines] | None:
        """Path and lines that survived; None where the file was deleted."""
        key = (then, later, path)
        if key not in self._survivors:
            self._survivors[key] = self._follow(then, later, path)
        return self._survivors[key]

    def _follow(self, then: str, later: str, path: str) -> tuple[str, Lines] | None:
        if self.exists(later, path):
            return path, self._blamed(then, later, path)
        lines: Lines | None = None
        for _ in range(10):
            step = self._renamed(then, later, path)
            if step is None:
                return None
            before, commit, new = step
            part = compose(self._blamed(then, before, path), self._diff(before, path, commit, new))
            lines = part if lines is None else compose(lines, part)
            then, path = commit, new
            if self.exists(later, path):
                return path, compose(lines, self._blamed(then, later, path))
        return None

    def exists(self, commit: str, path: str) -> bool:
        """Whether a commit has a file."""
        return bool(self.ask("ls-tree", "--name-only", commit, "--", path).strip())

    def _blamed(self, then: str, later: str, path: str) -> Lines:
        if self.ask("rev-parse", then) == self.ask("rev-parse", later):
            count = self.ask("show", f"{then}:{path}").count("\n") + 1
            return {number: number for number in range(1, count + 1)}
        lines: Lines = {}
        for row in self.ask(
            "blame", "--reverse", "--porcelain", f"{then}..{later}", "--", path
        ).split("\n"):
            head = re.match(r"([0-9a-f]{40}) (\d+) (\d+)", row)
            if head and head[1] == later:
                lines[int(head[3])] = int(head[2])
        return lines

    def _renamed(self, then: str, later: str, path: str) -> tuple[str, str, str] | None:
        log = ("log", "-1", "--format=%H", "--diff-filter=D", "-m", "--first-parent")
        commit = self.ask(*log, f"{then}..{later}", "--", path).strip()
        if not commit:
            return None
        before = self.ask("rev-parse", f"{commit}^1").strip()
        diff = self.ask("diff", "--name-status", "-M", "-z", "--diff-filter=R", before, commit)
        fields = diff.split("\0")
        for at in range(0, len(fields) - 2, 3):
            if fields[at + 1] == path:
                return before, commit, fields[at + 2]
        return None

    def _diff(self, before: str, path: str, commit: str, new: str) -> Lines:
        count = self.ask("show", f"{before}:{path}").count("\n") + 1
        diff = self.ask("diff", "-U0", f"{before}:{path}", f"{commit}:{new}")
        lines: Lines = {}
        at, shift = 1, 0
        for hunk in _HUNK.finditer(diff):
            start, size = int(hunk[1]), int(hunk[2] or 1)
            end = start if size else start + 1
            lines.update({number: number + shift for number in range(at, end)})
            at, shift = end + size, shift + int(hunk[4] or 1) - size
        lines.update({number: number + shift for number in range(at, count + 1)})
        return lines

    def untouched(self, then: str, later: str, path: str, first: int, last: int) -> bool:
        """Whether no commit in between touched lines that are there later."""
        where = f"-L{first},{last}:{path}"
        return not self.ask("log", "-s", "--format=%H", where, f"{then}..{later}").strip()


def compose(first: Lines, second: Lines) -> Lines:
    """Where lines are after two steps."""
    return {before: second[after] for before, after in first.items() if after in second}


def truth_of(
    quote: Quote, path: str, kept: tuple[str, Lines] | None
) -> tuple[str, tuple[str, int, int] | None]:
    """What really happened: the state, and the place."""
    if kept is None:
        return State.GONE.value, None
    new, lines = kept
    images = [lines.get(number) for number, _ in quote.rows]
    known = [image for image in images if image is not None]
    if not known:
        return State.GONE.value, None
    shifts = {
        image - number
        for (number, _), image in zip(quote.rows, images, strict=True)
        if image is not None
    }
    if len(known) == len(images) and len(shifts) == 1:
        shift = shifts.pop()
        same = shift == 0 and new == path
        place = (new, quote.first + shift, quote.last + shift)
        return (State.UP_TO_DATE if same else State.MOVED).value, place
    # A first or last line that was replaced belongs to it, up to the nearest survivor outside.
    before = max((lines[at] for at in lines if at < quote.first), default=0)
    after = min((lines[at] for at in lines if at > quote.last), default=max(lines.values()) + 1)
    first = images[0] or min(before + 1, *known)
    last = images[-1] or max(after - 1, *known)
    return State.CHANGED.value, (new, first, last)


def references(document: Document, code: GitTree) -> Iterator[tuple[int, Quote]]:
    """The snippets and tokens that are true of the code, by their index in the document."""
    for index, reference in enumerate(document.references):
        if isinstance(reference, PathRef):
            continue
        quote = quote_of(reference)
        file = code.read(reference.path) if reference.path else None
        if quote and isinstance(file, SourceFile) and quote.stands_at(file, 0):
            yield index, quote


def verdict_of(
    finding: Finding,
    truth: str,
    place: tuple[str, int, int] | None,
    untouched: Callable[[str, int, int], bool],
) -> str:
    """Whether the finding is right; ``disputed`` where the witnesses disagree."""
    found, judged = finding.place, finding.state.value
    here = (found.path, found.first, found.last) if found and found.first and found.last else None
    if truth == judged and (here == place or place is None):
        return "right"
    if here and finding.state in (State.UP_TO_DATE, State.MOVED):
        if untouched(*here):
            # The very text, never touched: blame lost sight of it in a merge.
            return "disputed"
        if truth in (State.GONE.value, State.CHANGED.value):
            # The very text was taken out, or written anew, and is there.
            return "back again"
    if truth == State.CHANGED.value == judged and here and place:
        common = min(here[2], place[2]) - max(here[1], place[1]) + 1
        union = max(here[2], place[2]) - min(here[1], place[1]) + 1
        return "overlaps" if here[0] == place[0] and common * 2 >= union else "wrong place"
    if truth == State.GONE.value and judged == State.CHANGED.value:
        # No line is the same, so git can not tell; somebody has to look.
        return "heir"
    return "wrong place" if truth == judged else "wrong"


def measure(folder: Path, limit: int, history: bool) -> list[Case]:
    """All cases of a repository."""
    repository = folder.parent.name.replace("+", "/")
    git, past = Git(folder), Past(folder)
    chance = random.Random(_SEED)
    versions = past.versions()
    chance.shuffle(versions)
    cases: list[Case] = []
    used = 0
    for then, path in versions:
        data = git.read(f"{then}:{path}") if used < limit else None
        if data is None:
            continue
        document = read(decode(data).text)
        true = list(references(document, GitTree(git, then)))
        chance.shuffle(true)
        true = sorted(true[:_PER_DOCUMENT])
        listed = list(document.references)
        files = sorted({listed[index].path for index, _ in true})
        laters = past.later(then, files) if files else []
        used += bool(laters)
        for later in laters:
            checker = Checker(
                GitTree(git, later),
                git=git if history else None,
                documents_at=then,
                own=Everything(),
            )
            findings = checker.check(document, path)
            for index, quote in true:
                finding, one = findings[index], listed[index]
                truth, place = truth_of(quote, one.path, past.survivors(then, later, one.path))
                lines = f"{one.path}:{quote.first}-{quote.last}"
                name = f"{then[:10]}\t{later[:10]}\t{path}:{one.line}\t{lines}"
                shown = f"{place[0]}:{place[1]}-{place[2]}" if place else ""
                found = f"{finding.place or ''} {finding.reason}".strip()
                verdict = verdict_of(finding, truth, place, partial(past.untouched, then, later))
                state = finding.state.value
                cases.append(Case(repository, name, truth, shown, state, found, verdict))
    git.close()
    return cases


def report(cases: Sequence[Case]) -> None:
    """Print what is right, by true state and in all."""
    print(f"{'repository':45} {'references':>10} {'moved':>6} {'changed':>8} {'gone':>6}")
    for name in sorted({case.repository for case in cases}):
        own = [case for case in cases if case.repository == name]
        counts = Counter(case.truth for case in own)
        print(
            f"{name[:45]:45} {len(own):10} {counts['moved']:6} {counts['changed']:8} "
            f"{counts['gone']:6}"
        )
    print(f"\n{len(cases)} judgements\n")
    table = Counter((case.truth, case.judged, case.verdict) for case in cases)
    for (truth, judged, verdict), count in sorted(table.items()):
        print(f"{count:6}  {truth:12} judged {judged:12} {verdict}")
    print()
    share("up to date: precision", _judged(cases, "up to date"), {"right"})
    share("moved: precision, state and place", _judged(cases, "moved"), {"right"})
    share("moved: recall", [case for case in cases if case.truth == "moved"], {"right"})
    both = [case for case in cases if case.truth == case.judged == "changed"]
    share("changed: place exact", both, {"right"})
    share("changed: place exact or overlapping by half", both, {"right", "overlaps"})
    truly = [case for case in cases if case.truth == "changed"]
    share("changed: place exact, of all that changed", truly, {"right"})


def _judged(cases: Sequence[Case], state: str) -> list[Case]:
    left_out = ("disputed", "back again")
    return [case for case in cases if case.judged == state and case.verdict not in left_out]


def share(name: str, cases: Sequence[Case], right: set[str]) -> None:
    """Print what share of some cases is right."""
    count = sum(case.verdict in right for case in cases)
    percent = 100 * count / len(cases) if cases else 0.0
    print(f"{name:45} {count} of {len(cases)}: {percent:.2f} %")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="git repositories as owner+name/repo")
    parser.add_argument("--limit", type=int, default=40, help="document versions per repository")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--no-history", action="store_true", help="judge by the text alone")
    parser.add_argument("--failures", type=Path, help="where to write every case that is not right")
    options = parser.parse_args()
    judge = partial(measure, limit=options.limit, history=not options.no_history)
    with ProcessPoolExecutor(options.jobs) as pool:
        found = pool.map(judge, sorted(options.folder.glob("*/repo")))
        cases = [case for some in found for case in some]
    report(cases)
    if options.failures:
        wrong = [astuple(case) for case in cases if case.verdict != "right"]
        options.failures.write_text("\n".join(map("\t".join, wrong)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
