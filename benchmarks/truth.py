"""What became of the lines that documents refer to, told by git and by the text alone.

References that were true of the code at the commit that wrote their document are followed to later
commits by ``git blame --reverse``, which knows renames. Other witnesses are asked as well: blame
that does not see white space (``-w``), blame that sees lines cut and pasted (``-M``), ``git log
-L`` from the later place backwards, and the text. Where they disagree, a reference is disputed.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from mkdocs_swimm.codebase import GitTree, SourceFile, comparable
from mkdocs_swimm.freshness import State
from mkdocs_swimm.git import Git
from mkdocs_swimm.model import Document, Snippet, Token
from mkdocs_swimm.ownership import OwnRepository, names_in
from mkdocs_swimm.reading import decode, read

UP, MOVED, CHANGED, GONE = (
    state.value for state in (State.UP_TO_DATE, State.MOVED, State.CHANGED, State.GONE)
)
_VERSION = 4  # of what the cache keeps
_SEED, _LATER, _TOUCHED, _UNTOUCHED = 11, 3, 20, 4
_SECONDS = 60
_REFS = 20
_HEAD = re.compile(r"([0-9a-f]{40}) (\d+) (\d+)")

Place = tuple[str, int, int]
Rows = Sequence[tuple[int, str]]
Lines = Mapping[int, int]
"""Lines that survived: number then, number later."""


@dataclass(frozen=True)
class Truth:
    """A reference and what became of its lines.

    ``touched`` says whether the file changed at all, ``dispute`` which witness disagreed if any.
    """

    repo: str
    c0: str
    later: str
    doc: str
    index: int
    line: int
    kind: str
    path: str
    first: int
    last: int
    state: str
    places: list[Place]
    dispute: str
    touched: bool


class History:
    """What git says about a repository; nothing in it is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commits_after = cache(self._commits_after)
        self.changed_files = cache(self._changed_files)
        self.blame = cache(self._blame)
        self.files = cache(lambda commit: self.ask("ls-tree", "-rz", "--name-only", commit))

    def ask(self, *arguments: str, literal: bool = True) -> str | None:
        """What a command of git prints; None where it fails or takes too long."""
        command = ["git", f"--git-dir={self.folder}", *["--literal-pathspecs"] * literal]
        settings = ["-c", "core.quotepath=off", "-c", "diff.renameLimit=4000"]
        try:
            done = subprocess.run(
                [*command, *settings, *arguments],
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            )
        except subprocess.TimeoutExpired:
            return None
        return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else None

    def versions(self) -> list[tuple[str, str]]:
        """Every distinct version of a document, and the first commit with heirs that wrote it."""
        log = ["log", "--all", "--format=%x01%H", "--raw", "--no-abbrev", "--no-renames", "-z"]
        found: dict[tuple[str, str], list[str]] = {}
        told = self.ask(*log, "--diff-filter=AM", "--", "*.sw.md", literal=False)
        for entry in (told or "").split("\x01")[1:]:
            commit, *fields = [part.strip("\n") for part in entry.split("\0")]
            fields = [part for part in fields if part]
            for change, path in zip(fields[::2], fields[1::2], strict=True):
                found.setdefault((path, change.split()[3]), []).append(commit)
        # The same version can be on a branch that was squashed and on the main line.
        chosen = {
            (next(filter(self.commits_after, commits[::-1]), commits[-1]), path)
            for (path, _), commits in found.items()
        }
        return sorted(chosen)

    def _commits_after(self, c0: str) -> list[str]:
        refs = (self.ask("for-each-ref", "--contains", c0, "--format=%(objectname)") or "").split()
        head = (self.ask("rev-parse", "HEAD") or "").strip()
        chains = [self._chain(c0, tip) for tip in ([head] if head in refs else refs[:_REFS])]
        chain = max(chains, key=len, default=[])
        return chain[:: max(len(chain) // _LATER, 1)][:_LATER]

    def _chain(self, c0: str, tip: str) -> list[str]:
        """The commits of a branch that descend from a commit, newest first."""
        span = f"{c0}..{tip}^{{commit}}"
        heirs = set((self.ask("rev-list", "--ancestry-path", span) or "").split())
        main = (self.ask("rev-list", "--first-parent", span) or "").split()
        return [commit for commit in main if commit in heirs]

    def _changed_files(self, c0: str, later: str) -> frozenset[str]:
        diff = self.ask("diff", "--name-only", "--no-renames", "-z", c0, later)
        if diff is None:  # or else all files would seem to be unchanged
            raise RuntimeError(f"git cannot compare {c0} and {later} in {self.folder}")
        return frozenset(diff.split("\0"))

    def _blame(self, c0: str, later: str, path: str, option: str) -> tuple[str, Lines] | None:
        """The later path of a file and its lines that survived; None without an answer."""
        options = [option] if option else []
        span = f"{c0}..{later}"
        told = self.ask("blame", "--reverse", "--line-porcelain", *options, span, "--", path)
        if told is None:
            return None
        lines: dict[int, int] = {}
        names: Counter[str] = Counter()
        commit = ""
        for row in told.split("\n"):
            if head := _HEAD.match(row):
                commit = head[1]
                if commit == later:
                    lines[int(head[3])] = int(head[2])
            elif commit == later and row.startswith("filename "):
                names[row.removeprefix("filename ")] += 1
        return (names.most_common(1)[0][0] if names else path), lines

    def untouched(self, span: str, place: Place) -> bool | None:
        """Whether no commit touched lines that are there at the end of a span."""
        path, first, last = place
        log = self.ask("log", "-s", "--format=%H", f"-L{first},{last}:{path}", span)
        return None if log is None else not log.strip()


def rows_of(reference: object) -> list[tuple[int, str]]:
    """The lines that a reference is about: selected ones only, where any are."""
    match reference:
        case Snippet(rows=rows):
            real = [row for row in rows if not row.stub]
            chosen = [row for row in real if row.marked] or real
            return [(row.number, comparable(row.code)) for row in chosen]
        case Token(target_line=int(number), line_text=str(text)):
            return [(number, comparable(text))]
    return []


def filled(rows: Rows) -> Rows:
    """Rows without blank ones at both ends."""
    at = [index for index, (_, text) in enumerate(rows) if text]
    return rows[at[0] : at[-1] + 1] if at else []


def settle(rows: Rows, path: str, new: str, lines: Lines, size: int) -> tuple[str, Place | None]:
    """State and place, given the lines that survived in a file of some size."""
    images = [lines.get(number) for number, _ in rows]
    known = [image for image in images if image is not None]
    if not known:
        return GONE, None
    shifts = {image - number for (number, _), image in zip(rows, images, strict=True) if image}
    first, last = rows[0][0], rows[-1][0]
    if len(known) == len(rows) and len(shifts) == 1:
        shift = shifts.pop()
        place = (new, first + shift, last + shift)
        return (UP if shift == 0 and new == path else MOVED), place
    # A replaced first or last line belongs to it, up to the nearest survivors outside; the ends
    # of the file count as such.
    above = max((to for at, to in lines.items() if at < first and to < min(known)), default=0)
    below = min((to for at, to in lines.items() if at > last and to > max(known)), default=size + 1)
    start = min(known) if images[0] else above + 1
    end = max(known) if images[-1] else below - 1
    return CHANGED, (new, start, end)


def standing(rows: Rows, code: GitTree, path: str) -> list[int]:
    """Where a file has all rows: how far below their numbers."""
    file = code.read(path)
    if not isinstance(file, SourceFile):
        return []
    number, text = max(rows, key=lambda row: len(row[1]))
    shifts = [place - number for place in file.places.get(text, ())]
    return [s for s in shifts if all(file.line(at + s) == text for at, text in rows)]


def truth_of(
    history: History, code: GitTree, c0: str, path: str, rows: Rows
) -> tuple[str, list[Place], str]:
    """State, places that count as right, and what disagrees if anything does."""
    later = code.commit
    if path not in history.changed_files(c0, later):
        return UP, [(path, rows[0][0], rows[-1][0])], ""
    told = [history.blame(c0, later, path, option) for option in ("", "-w", "-M")]
    if None in told:
        return GONE, [], "no answer"
    (new, plain), (new_w, loose), (new_m, pasted) = (each for each in told if each)
    core = filled(rows)
    file = code.read(new)
    size = len(file.lines) if isinstance(file, SourceFile) else 0
    state, place = settle(rows, path, new, plain, size)
    inner, inner_place = settle(core, path, new, plain, size)
    state_w, place_w = settle(rows, path, new_w, loose, size)
    state_m, place_m = settle(rows, path, new_m, pasted, size)
    places = [each for each in (place, inner_place if state == CHANGED else None) if each]
    stands = standing(core, code, new) if new else []
    shift = place_w[1] - rows[0][0] if place_w else None
    span = f"{c0}..{later}"
    if state in (UP, MOVED) and place:
        if place[1] - rows[0][0] not in stands:
            return state, places, "text"
        untouched = history.untouched(span, place)
        return state, places, "" if untouched else "log -L" if untouched is False else "no answer"
    if state_w in (UP, MOVED) and place_w and shift in standing(core, code, new_w):
        return state_w, [place_w], ""  # only white space at the ends of lines, or line ends
    if state_m == MOVED and place_m and standing(core, code, new_m) == [place_m[1] - rows[0][0]]:
        return MOVED, [place_m], ""  # cut and pasted, and nowhere else
    if stands or (new != path and standing(core, code, path)):
        return state, places, "text stands"
    if inner != state:
        return state, places, "blank edges"
    if (state_w, place_w) != (state, place):
        return state, places, "white space"
    if (state_m, place_m) != (state, place):
        return state, places, "pasted in part"
    if state == CHANGED and not any(re.search(r"\w", text) for at, text in rows if at in plain):
        return state, places, "brackets only"
    if state == GONE and _elsewhere(history, code, path, core):
        return state, places, "other file"
    return state, places, ""


def _elsewhere(history: History, code: GitTree, path: str, rows: Rows) -> bool:
    name = path.rpartition("/")[2]
    others = (history.files(code.commit) or "").split("\0")
    return any(
        standing(rows, code, other)
        for other in others
        if other != path and other.rpartition("/")[2] == name
    )


def true_references(document: Document, code: GitTree) -> Iterator[tuple[int, str, Rows]]:
    """Snippets and tokens that are exactly what the code says: index, path and rows."""
    own, names = OwnRepository(), names_in(document)
    for index, reference in enumerate(document.references()):
        rows = rows_of(reference)
        if rows and filled(rows) and own.owns(reference.repo, names):
            file = code.read(reference.path)
            if isinstance(file, SourceFile) and all(file.line(at) == text for at, text in rows):
                yield index, reference.path, rows


def document_at(git: Git, commit: str, path: str) -> Document | None:
    """A document as a commit has it."""
    data = git.read(f"{commit}:{path}")
    return read(decode(data).text) if data is not None else None


def truths(folder: Path, limit: int, store: Path | None) -> list[Truth]:
    """What is true of a repository's references, from the cache where it is known."""
    name = folder.parent.name if folder.name == "repo" else folder.parent.parent.name
    known = store / f"{name}-{limit}-{_VERSION}.json" if store else None
    if known and known.exists():
        entries = json.loads(known.read_text("utf-8"))
        return [
            Truth(**{**entry, "places": [tuple(each) for each in entry["places"]]})
            for entry in entries
        ]
    git, history, chance = Git(folder), History(folder), random.Random(_SEED)
    versions = history.versions()
    chance.shuffle(versions)
    found: list[Truth] = []
    used = 0
    for c0, path in versions:
        document = document_at(git, c0, path) if used < limit else None
        laters = history.commits_after(c0) if document else []
        true = list(true_references(document, GitTree(git, c0))) if document and laters else []
        used += bool(true)
        if document is None or not true:
            continue
        listed = list(document.references())
        chance.shuffle(true)
        for later in laters:
            code, changed = GitTree(git, later), history.changed_files(c0, later)
            touched = [each for each in true if each[1] in changed][:_TOUCHED]
            still = [each for each in true if each[1] not in changed][:_UNTOUCHED]
            for index, file, rows in touched + still:
                kind = type(listed[index]).__name__.lower()
                where = (listed[index].line, kind, file, rows[0][0], rows[-1][0])
                state, places, dispute = truth_of(history, code, c0, file, rows)
                entry = (name.replace("+", "/"), c0, later, path, index, *where, state, places)
                found.append(Truth(*entry, dispute, file in changed))
    git.close()
    if known:
        known.parent.mkdir(parents=True, exist_ok=True)
        known.write_text(json.dumps([asdict(truth) for truth in found]), "utf-8")
    return found
