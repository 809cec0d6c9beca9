"""How well references are judged after edits whose truth is known, because they were made for it.

    python benchmarks/edits.py [--cases 6000] [--jobs 2] [--failures FILE]

Functions of Python's own library, as they are and in the braces of other languages, become small
repositories with documents about them. Then the code is edited: copied, cut, pasted, swapped,
split, renamed, reformatted, deleted beside namesakes. Every line keeps a number wherever it goes,
which tells what is true. Every reference is judged with history, in a shallow clone, and without
git. An answer *misleads* where it sends a reader to lines that are not meant, says that what stands
is gone, or what changed is up to date, and does not say *perhaps*. See ``README.md``.
"""

from __future__ import annotations

import argparse
import ast
import random
import subprocess
import sysconfig
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import count
from pathlib import Path
from textwrap import dedent

from edit_kinds import EDITS, Block, Line, Scene, flat, text_of
from repository import Repository

from mkdocs_swimm.code.codebase import WorkTree
from mkdocs_swimm.code.git import Git
from mkdocs_swimm.code.words import identifiers
from mkdocs_swimm.format.document import read
from mkdocs_swimm.freshness import Checker, Finding, State
from mkdocs_swimm.freshness.quotes import is_recognizable

Places = dict[int, list[tuple[str, int, str]]]
"""Where lines are, by their numbers: path, number, text."""

RANKS = ("right", "heir", "careful", "perhaps", "misleads").index
MODES = ("history", "shallow", "no git")
_SCENES = 30
"""So many edits are made in one repository, each in a commit of its own."""

_QUOTES = 5
_HEADER = """# Licensed under the Example License, Version 2.0; you may not use this file except in
# compliance with it. You may obtain a copy of it from the place that you have it from.
# Unless required by applicable law or agreed to in writing, software distributed under it is
# distributed on an as-is basis, without warranties or conditions of any kind, either express
# or implied. See it for the specific language governing permissions and limitations."""


@dataclass(frozen=True)
class Case:
    """One reference: what really happened to its lines, and what was found out in each way."""

    edit: str
    quoted: str
    truth: str
    found: dict[str, tuple[str, str]]
    """The finding and the verdict on it, by mode."""


@dataclass
class Quoted:
    """A reference of a document, with the lines that it means."""

    path: str
    first: int
    file: Sequence[Line]
    lines: Sequence[Line]
    word: str = ""

    def text(self) -> str:
        """Its text in the document."""
        if self.word:
            data = escape(self.lines[0][0])
            where = f'path="{self.path}" pos="{self.first}:0:0" line-data="{data}"'
            return f"<SwmToken {where}>`{self.word}`</SwmToken>\n\n"
        code = "\n".join(text for text, _ in self.lines)
        return (
            f'<SwmSnippet path="/{self.path}" line="{self.first}">\n\n---\n\nWords.\n\n'
            f"````\n{code}\n````\n\n---\n\n</SwmSnippet>\n\n"
        )

    def shown(self) -> str:
        """The reference on one line."""
        name = f"token {self.word}" if self.word else "snippet"
        return f"{name} {self.path}:{self.first}-{self.first + len(self.lines) - 1}"


@cache
def library() -> Sequence[Sequence[Sequence[str]]]:
    """Modules as the functions that they have, each as its lines; the first are the imports."""
    modules = []
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")):
        try:
            text = path.read_text("utf-8")
            tree = ast.parse(text)
        except (UnicodeError, SyntaxError):
            continue
        lines = [line.rstrip() for line in text.split("\n")]
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        functions, end = [], 0
        for node in sorted(nodes, key=lambda node: node.lineno):
            # One within another is a part of that.
            if node.lineno > end and 3 < (node.end_lineno or 0) - node.lineno < 40:
                end = node.end_lineno or 0
                function = "\n".join(lines[node.lineno - 1 : end])
                functions.append(dedent(function).split("\n"))
        imports = [line for line in lines if line.startswith(("import ", "from "))][:12]
        if len(functions) > 8:
            modules.append([imports, *functions])
    return modules


def braced(lines: Sequence[str]) -> list[str]:
    """Lines of Python as a language with braces would have them."""
    found: list[str] = []
    open_at: list[int] = []
    for line in lines:
        depth = len(line) - len(line.lstrip())
        while line and open_at and depth <= open_at[-1]:
            found.append(" " * open_at.pop() + "}")
        if line.endswith(":"):
            open_at.append(depth)
            found.append(line[:-1] + " {")
        else:
            found.append(line + ";" * line.endswith(")"))
    return found + [" " * depth + "}" for depth in reversed(open_at)]


def scene(
    number: int,
    modules: Sequence[Sequence[Sequence[str]]],
    chance: random.Random,
    ids: Iterator[int],
) -> Scene:
    """A file of some functions, and others beside it."""
    style = chance.choice((list, braced))
    suffix = "py" if style is list else "js"
    turn = iter((0, 1))

    def blocks(size: int) -> list[Block]:
        head, *functions = modules[next(turn, 2)]
        start = chance.randrange(max(1, len(functions) - size))
        parts = [head, *functions[start : start + size]]
        return [[(line, next(ids)) for line in [*style(part), ""]] for part in parts]

    home = f"part{number}"
    name = chance.choice(("index", "utils", "main", f"code{number}"))
    main, other = f"{home}/{name}.{suffix}", f"{home}/lib/other{number}.{suffix}"
    files = {main: blocks(chance.randint(3, 8)), other: blocks(4)}
    if chance.random() < 0.5:
        for parts in files.values():
            parts.insert(0, [(line, next(ids)) for line in [*_HEADER.split("\n"), ""]])
    first = 2 if files[main][0][0][0].startswith("# Licensed") else 1
    target = chance.randrange(first, len(files[main]))
    return Scene(files, main, other, target, chance, ids, lambda: blocks(1)[1])


def quotes(one: Scene) -> Iterator[Quoted]:
    """References into the function that an edit is about."""
    lines = flat(one.files[one.main])
    start = sum(map(len, one.files[one.main][: one.target]))
    size = len(one.files[one.main][one.target])
    if one.target == len(one.files[one.main]) - 1:
        size -= 1
    for index in range(_QUOTES):
        if index == 0:
            first, last = start, start + size - 1
        else:
            first = start + one.chance.randrange(size)
            last = min(first + one.chance.choice((0, 0, 1, 2, 5)), start + size - 1)
        chosen = lines[first : last + 1]
        words = [word for word in identifiers(chosen[0][0]) if len(word) > 2]
        if index >= 3 and words:
            yield Quoted(one.main, first + 1, lines, chosen[:1], one.chance.choice(words))
        elif any(identifiers(text) for text, _ in chosen):
            yield Quoted(one.main, first + 1, lines, chosen)


def measure(seed: int) -> list[Case]:
    """The cases of one repository."""
    chance, ids = random.Random(seed), count(1)
    scenes, told = [], []
    with tempfile.TemporaryDirectory() as folder:
        repository = Repository(Path(folder, "repo"))
        repository.folder.mkdir()
        begun: dict[str, str | None] = {}
        kinds = list(EDITS)
        modules = chance.sample(library(), len(library()))
        for number in range(_SCENES):
            one = scene(number, modules[number::_SCENES], chance, ids)
            edits = [kinds[(seed * _SCENES + number) % len(kinds)]]
            edits += [chance.choice(kinds)] if chance.random() < 0.15 else []
            EDITS[edits[0]].prepare(one)
            one.copies.clear()
            quoted = list(quotes(one))
            begun.update({path: text_of(blocks) for path, blocks in one.files.items()})
            begun[f".swm/doc{number}.abc12.sw.md"] = (
                f"---\ntitle: Doc {number}\n---\n{''.join(quote.text() for quote in quoted)}"
            )
            scenes.append((one, edits, quoted))
        repository.commit(begun)
        for one, edits, _ in scenes:
            for edit in edits:
                before = {path: text_of(blocks) for path, blocks in one.files.items()}
                EDITS[edit].make(one)
                after = {path: text_of(blocks) for path, blocks in one.files.items()}
                gone: dict[str, str | None] = dict.fromkeys(before.keys() - after.keys())
                changed = {path: text for path, text in after.items() if before.get(path) != text}
                repository.commit({**gone, **changed})
        repository.finish()
        places = _places(scenes)
        answers = {mode: list(_answers(mode, repository.folder, scenes)) for mode in MODES}
        for index, (one, edits, quoted) in enumerate(scenes):
            equal = list(slid(quoted[0].file, one, places)) if quoted else []
            for at, quote in enumerate(quoted):
                truths = [truth_of(quote, known, one) for known in [places, *equal]]
                found = {mode: answers[mode][index][at] for mode in MODES}
                verdicts = {
                    mode: (
                        _shown(finding),
                        min((verdict(finding, quote, truth, one) for truth in truths), key=RANKS),
                    )
                    for mode, finding in found.items()
                }
                told.append(Case("+".join(edits), quote.shown(), str(truths[0]), verdicts))
    return told


def _shown(finding: Finding) -> str:
    words = f"{finding.state.value} {finding.reason} {finding.place or ''} {finding.word}"
    return " ".join(words.split())


def _places(
    scenes: Sequence[tuple[Scene, object, object]],
) -> Places:
    """Where every line is in the end: path, number, text."""
    places: Places = {}
    for one, _, _ in scenes:
        for path, blocks in one.files.items():
            for number, (text, id) in enumerate(flat(blocks), 1):
                places.setdefault(id, []).append((path, number, text))
    return places


def _answers(mode: str, folder: Path, scenes: Sequence[object]) -> Iterator[tuple[Finding, ...]]:
    git = Git.find(folder)
    if mode == "shallow":
        clone = folder.parent / "shallow"
        source = ["clone", "-q", "--depth=1", folder.as_uri(), str(clone)]
        subprocess.run(["git", *source], check=True)
        folder, git = clone, Git.find(clone)
    if mode == "no git":
        git = None
    checker = Checker(WorkTree(folder, git), git)
    paths = [f".swm/doc{number}.abc12.sw.md" for number in range(len(scenes))]
    documents = [(path, read((folder / path).read_text("utf-8"))) for path in paths]
    checker.expect(documents)
    for path, document in documents:
        yield checker.check(document, path)
    if git:
        git.close()


@dataclass(frozen=True)
class Truth:
    """What really happened to quoted lines: the state, and where what is left of them is."""

    state: State
    path: str = ""
    first: int = 0
    last: int = 0
    verbatim: float = 0.0
    """The share of lines that stand word for word."""
    gap: tuple[str, int, int] = ("", 0, 0)
    """Where they were: the file, and the nearest lines around that are still in it."""

    def __str__(self) -> str:
        return f"{self.state.value} {self.path}:{self.first}-{self.last}" if self.path else "gone"


def slid(old: Sequence[Line], one: Scene, places: Places) -> Iterator[Places]:
    """Where lines are if a block taken out or put in was one that begins a line further on.

    After ``open A close, open B close`` has become ``open B close``, nobody can tell which of the
    first lines is still there, nor does git: the files are the same, byte for byte.
    """
    new = flat(one.files.get(one.main, []))
    images = [_number(places, line, one.main) for line in old]
    before, above = -1, 0
    for at, below in enumerate([*images, len(new) + 1]):
        if below is None:
            continue
        # Between two neighbours a block was in the old file alone, or is in the new one alone.
        taken, put = at - before - 1, below - above - 1
        if bool(taken) != bool(put) and put >= 0:
            for step, index, image in ((1, at, below), (-1, before, above)):
                other = dict(places)
                while 0 <= index < len(old) and images[index] == image:
                    twin, place = index - taken * step, image - put * step
                    if old[twin][0] != old[index][0] or new[place - 1][0] != new[image - 1][0]:
                        break
                    other.pop(old[index][1])
                    other[old[twin][1]] = [(one.main, place, new[place - 1][0])]
                    yield dict(other)
                    index, image = index + step, image + step
        before, above = at, below


def _number(places: Places, line: Line, path: str) -> int | None:
    found = [number for at, number, _ in places.get(line[1], []) if at == path]
    return found[0] if len(found) == 1 else None


def truth_of(quote: Quoted, places: Places, one: Scene) -> Truth:
    """Told by the numbers of the lines; blank ones at the ends may be there or not.

    A copy whose original is gone is where the function went.
    """
    lines = list(quote.lines)
    while not lines[0][0]:
        lines.pop(0)
    while not lines[-1][0]:
        lines.pop()
    found = [places.get(id, []) for _, id in lines]
    if not any(found):
        found = [places.get(one.copies.get(id, 0), []) for _, id in lines]
    home = Counter(path for image in found for path, _, _ in image).most_common(1)
    if not home:
        return Truth(State.GONE, gap=_gap(quote, places))
    path = home[0][0]
    numbers = [[number for at, number, _ in image if at == path] for image in found]
    first, last = min(min(one) for one in numbers if one), max(max(one) for one in numbers if one)
    same = [
        [place for place in image if place[2] == text]
        for (text, _), image in zip(lines, found, strict=True)
    ]
    if all(len(one) == 1 for one in same) and [one[0][:2] for one in same] == [
        (path, first + index) for index in range(len(lines))
    ]:
        shift = next(index for index, (text, _) in enumerate(quote.lines) if text)
        here = path == quote.path and first == quote.first + shift
        return Truth(State.UP_TO_DATE if here else State.MOVED, path, first, last, 1.0)
    kept = sum(bool(one) and bool(text) for (text, _), one in zip(lines, same, strict=True))
    return Truth(State.CHANGED, path, first, last, kept / sum(bool(text) for text, _ in lines))


def _gap(quote: Quoted, places: Places) -> tuple[str, int, int]:
    above = reversed(quote.file[: quote.first - 1])
    below = quote.file[quote.first - 1 + len(quote.lines) :]
    start, end = (
        next((places[id][0] for text, id in side if text.strip(" }") and id in places), None)
        for side in (above, below)
    )
    if not start or (end and end[0] != start[0]):
        return "", 0, 0
    return start[0], start[1], end[1] if end else 10**6


def verdict(finding: Finding, quote: Quoted, truth: Truth, one: Scene) -> str:
    """``right``, ``perhaps``, ``careful``, ``heir``, or ``misleads``; see ``README.md``."""
    place = finding.place
    if finding.reason == "ambiguous":
        return "perhaps"
    near = (
        place is not None
        and place.path == truth.path
        and (place.first or 0) <= truth.last
        and (place.last or 0) >= truth.first
    )
    path, start, end = truth.gap
    heir = place and place.path == path and start < (place.first or 0) <= (place.last or 0) < end
    match finding.state:
        case State.UP_TO_DATE | State.MOVED:
            edges = 0 if quote.word else 1
            if not near or place is None or truth.state is not finding.state:
                return "misleads"
            shift = truth.first - (place.first or 0)
            return "right" if place.last and shift <= edges * len(quote.lines) else "misleads"
        case State.CHANGED if finding.word:
            return "right" if near and one.renamed.get(quote.word) == finding.word else "misleads"
        case State.CHANGED if near:
            return "right" if truth.state is State.CHANGED else "careful"
        case State.CHANGED if heir:
            return "heir"
        case State.GONE:
            # Of a lone bracket or `return` nobody could tell where it went.
            known = is_recognizable(*(text for text, _ in quote.lines))
            told_wrong = known and truth.verbatim > (0.99 if quote.word else 0.5)
            return "misleads" if told_wrong else "right" if not truth.path else "careful"
    return "misleads"


def report(cases: Sequence[Case]) -> None:
    """Print what misleads, by edit and in all."""
    print(f"{len(cases)} references, each judged in {len(MODES)} ways\n")
    head = f"{'misleading answers after':28}{'references':>11}"
    print(head + "".join(f"{mode:>10}" for mode in MODES))
    for edit in EDITS:
        own = [case for case in cases if edit == case.edit]
        bad = [sum(case.found[mode][1] == "misleads" for case in own) for mode in MODES]
        print(f"{edit:28}{len(own):11}" + "".join(f"{number:10}" for number in bad))
    one = [case for case in cases if "+" not in case.edit]
    two = [case for case in cases if "+" in case.edit]
    for name, some in (("one edit", one), ("two edits, one after the other", two), ("all", cases)):
        print(f"\n{f'after {name}':39}" + "".join(f"{mode:>10}" for mode in MODES))
        for word in ("right", "heir", "careful", "perhaps", "misleads"):
            shares = [sum(case.found[mode][1] == word for case in some) for mode in MODES]
            print(f"{word:39}" + "".join(f"{100 * one / len(some):9.2f}%" for one in shares))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=6000, help="how many references, at least")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0, help="the first of the seeds to build with")
    parser.add_argument("--failures", type=Path, help="where to write every case that misleads")
    options = parser.parse_args()
    cases: list[Case] = []
    seeds: Callable[[], Iterator[int]] = lambda: iter(  # noqa: E731
        range(options.seed, options.seed + options.cases // (_SCENES * 4) + 1)
    )
    with ProcessPoolExecutor(options.jobs) as pool:
        for some in pool.map(measure, seeds()):
            cases += some
    report(cases)
    if options.failures:
        rows = [
            f"{mode}\t{case.edit}\t{case.quoted}\t{case.truth}\t{case.found[mode][0]}"
            for case in cases
            for mode in MODES
            if case.found[mode][1] == "misleads"
        ]
        options.failures.write_text("\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
