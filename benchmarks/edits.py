"""How well references are judged after edits whose truth is known, because they were made for it.

    python benchmarks/edits.py [--cases 6000] [--jobs 2] [--failures FILE]

Functions of Python's own library become small repositories with documents about them. Then code
is edited: copied, cut, pasted, swapped, split, renamed, reformatted, deleted beside namesakes. Each
line keeps a number wherever it goes, which tells what is true. Every reference is judged with
history, in a shallow clone, and without git. An answer *misleads* where it sends a reader to lines
that are not meant, says that what stands is gone, or what changed is up to date, and does not say
*perhaps*. See ``README.md``.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import subprocess
import sysconfig
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from html import escape
from itertools import count
from pathlib import Path
from textwrap import dedent

from mkdocs_swimm.code.codebase import WorkTree
from mkdocs_swimm.code.git import Git
from mkdocs_swimm.code.words import identifiers
from mkdocs_swimm.format.document import read
from mkdocs_swimm.freshness import Checker, Finding, State
from mkdocs_swimm.freshness.quotes import is_distinct

Line = tuple[str, int]
"""A text, and the number by which a line is known wherever it goes."""

Block = list[Line]
Places = dict[int, list[tuple[str, int, str]]]
"""Where lines are, by their numbers: path, number, text."""

RANKS = ("right", "heir", "careful", "perhaps", "misleads").index
MODES = ("history", "shallow", "no git")
_SCENES = 30
"""So many edits are made in one repository, each in a commit of its own."""

_QUOTES = 5
_NAME = re.compile(r"def (\w+)")
_CALL = re.compile(r"^(\s*)(.*?\w\()([^()]{6,})(\).*)$")


@dataclass
class Scene:
    """Some files, and the function that is documented.

    Attributes:
        files: The files, each in blocks: the head, then functions with the blank line below them.
        main: The file with the function.
        other: Another one.
        at: Which block of the file it is.
        chance: What is left to chance.
        ids: Numbers for new lines.
        fresh: Makes another function.
        renamed: New names by old ones.
    """

    files: dict[str, list[Block]]
    main: str
    other: str
    at: int
    chance: random.Random
    ids: Iterator[int]
    fresh: Callable[[], Block]
    renamed: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Block]:
        """The file with the function."""
        return self.files[self.main]

    def copy(self, block: Block) -> Block:
        """The same text as lines of their own."""
        return self.new(*(text for text, _ in block))

    def new(self, *texts: str) -> Block:
        """New lines."""
        return [(text, next(self.ids)) for text in texts]

    def texts(self) -> dict[str, str]:
        """The texts of the files."""
        return {
            path: "".join(f"{text}\n" for text, _ in flat(blocks))
            for path, blocks in self.files.items()
        }


def flat(blocks: Sequence[Block]) -> list[Line]:
    """The lines of a file."""
    return [line for block in blocks for line in block]


def _filled(block: Block) -> list[int]:
    return [index for index, (text, _) in enumerate(block) if len(text.strip()) > 3] or [0]


def _renamed(block: Block, suffix: str) -> Block:
    """A block whose function has another name."""
    names = _NAME.search("\n".join(text for text, _ in block))
    if not names:
        return block
    word = re.compile(rf"\b{names[1]}\b")
    return [(word.sub(names[1] + suffix, text), id) for text, id in block]


def _above(scene: Scene) -> None:
    scene.blocks.insert(1, scene.fresh())


def _within(scene: Scene) -> None:
    block = scene.blocks[scene.at]
    at = scene.chance.choice(_filled(block))
    text, id = block[at]
    match scene.chance.choice(("edit", "put in", "take out", "replace")):
        case "edit":
            block[at] = (f"{text}  # checked", id)
        case "put in":
            block[at:at] = scene.new("    started = time.monotonic()", "    log(started)")
        case "take out":
            del block[at]
        case "replace":
            block[at] = (f"    raise Problem{next(scene.ids)}", next(scene.ids))


def _copied(scene: Scene) -> None:
    copy = _renamed(scene.copy(scene.blocks[scene.at]), scene.chance.choice(("_again", "2")))
    scene.blocks.insert(scene.chance.randint(1, len(scene.blocks)), copy)


def _copied_and_edited(scene: Scene) -> None:
    block = scene.blocks[scene.at]
    copy = _renamed(scene.copy(block), "_copy")
    for at in scene.chance.sample(_filled(block), min(2, len(_filled(block)))):
        block[at] = (block[at][0] + "  # edited", block[at][1])
    scene.blocks.insert(scene.at + 1, copy)


def _wrapped(scene: Scene) -> None:
    """Long calls in lines of their own, and short ones on one line."""
    limit = scene.chance.choice((30, 40, 50))
    for block in scene.blocks:
        lines: Block = []
        for text, id in block:
            call = _CALL.match(text)
            if call and len(text) > limit and '"' not in text and "'" not in text:
                indent, head, inside, tail = call.groups()
                lines += [(indent + head, id), (f"{indent}    {inside}", id), (indent + tail, id)]
            else:
                lines.append((text, id))
        block[:] = lines


def _indented(scene: Scene) -> None:
    """The function goes below a condition."""
    block = scene.blocks[scene.at]
    block[:] = scene.new("if ENABLED:") + [
        (f"    {text}" if text else "", id) for text, id in block
    ]


def _other_indent(scene: Scene) -> None:
    for block in scene.blocks:
        block[:] = [
            (text[(len(text) - len(text.lstrip())) // 2 :] if text else "", id)
            for text, id in block
        ]


def _swapped(scene: Scene) -> None:
    blocks, at = scene.blocks, scene.at
    other = at - 1 if at > 1 else min(at + 1, len(blocks) - 1)
    blocks[at], blocks[other] = blocks[other], blocks[at]


def _deleted(scene: Scene) -> None:
    del scene.blocks[scene.at]


def _replaced(scene: Scene) -> None:
    scene.blocks[scene.at] = scene.fresh()


def _file_deleted(scene: Scene) -> None:
    del scene.files[scene.main]


def _namesake(scene: Scene) -> None:
    """An unrelated file of the same name with some lines in common."""
    home, _, name = scene.main.rpartition("/")
    head = [scene.copy(block) for block in scene.files[scene.main][:1]]
    ending = scene.copy(scene.blocks[scene.at][-3:])
    scene.files[f"{home}/elsewhere/{name}"] = [*head, [*scene.fresh()[:-1], *ending]]


def _file_renamed(scene: Scene) -> None:
    home, _, name = scene.main.rpartition("/")
    scene.files[f"{home}/moved/new_{name}"] = scene.files.pop(scene.main)


def _file_replaced(scene: Scene) -> None:
    """A file goes, and another one takes its name in the same commit."""
    _file_renamed(scene)
    scene.files[scene.main] = [scene.fresh(), scene.fresh()]


def _pasted_elsewhere(scene: Scene) -> None:
    scene.files[scene.other].insert(2, scene.blocks.pop(scene.at))


def _split(scene: Scene) -> None:
    """The lower half goes to a new file, with a copy of the head."""
    blocks = scene.blocks
    half = max(1, len(blocks) // 2)
    home, _, name = scene.main.rpartition("/")
    scene.files[f"{home}/half_{name}"] = [scene.copy(blocks[0]), *blocks[half:]]
    del blocks[half:]


def _function_renamed(scene: Scene) -> None:
    names = _NAME.search("\n".join(text for text, _ in scene.blocks[scene.at]))
    if not names:
        return
    old, new = names[1], f"{names[1]}_now"
    word = re.compile(rf"\b{old}\b")
    for blocks in scene.files.values():
        for block in blocks:
            block[:] = [(word.sub(new, text), id) for text, id in block]
    scene.renamed[old] = new


EDITS: Mapping[str, Callable[[Scene], None]] = {
    "lines above": _above,
    "a line within": _within,
    "copied": _copied,
    "copied, original edited": _copied_and_edited,
    "calls wrapped": _wrapped,
    "below a condition": _indented,
    "indented less": _other_indent,
    "swapped": _swapped,
    "deleted": _deleted,
    "replaced": _replaced,
    "file deleted": _file_deleted,
    "deleted beside a namesake": _file_deleted,
    "file renamed": _file_renamed,
    "file renamed, replaced": _file_replaced,
    "pasted into another file": _pasted_elsewhere,
    "file split": _split,
    "function renamed": _function_renamed,
}


def commit(folder: Path, texts: Mapping[str, str]) -> None:
    """Commit a folder, whose files are to be these."""
    for path in [path for path in folder.rglob("*.py") if path.is_file()]:
        path.unlink()
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], cwd=folder, check=True)


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


def scene(
    number: int,
    modules: Sequence[Sequence[Sequence[str]]],
    chance: random.Random,
    ids: Iterator[int],
) -> Scene:
    """A file of some functions, and others beside it."""
    turn = iter((0, 1))

    def blocks(size: int) -> list[Block]:
        head, *functions = modules[next(turn, 2)]
        start = chance.randrange(max(1, len(functions) - size))
        parts = [head, *functions[start : start + size]]
        return [[(line, next(ids)) for line in [*part, ""]] for part in parts]

    name = chance.choice(("index", "utils", "main", f"code{number}"))
    main, other = f"part{number}/{name}.py", f"part{number}/lib/other{number}.py"
    files = {main: blocks(chance.randint(3, 8)), other: blocks(4)}
    target = chance.randrange(1, len(files[main]))
    return Scene(files, main, other, target, chance, ids, lambda: blocks(1)[1])


def quotes(one: Scene) -> Iterator[Quoted]:
    """References into the function that an edit is about."""
    lines = flat(one.blocks)
    start = sum(map(len, one.blocks[: one.at]))
    size = len(one.blocks[one.at]) - (one.at == len(one.blocks) - 1)
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
        root = Path(folder, "repo")
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        texts: dict[str, str] = {}
        kinds = list(EDITS)
        modules = chance.sample(library(), len(library()))
        for number in range(_SCENES):
            one = scene(number, modules[number::_SCENES], chance, ids)
            edit = kinds[(seed * _SCENES + number) % len(kinds)]
            if edit == "deleted beside a namesake":
                _namesake(one)
            quoted = list(quotes(one))
            texts.update(one.texts())
            document = "".join(quote.text() for quote in quoted)
            (root / f"doc{number}.abc12.sw.md").write_text(document, "utf-8")
            scenes.append((one, edit, quoted))
        commit(root, texts)
        for one, edit, _ in scenes:
            for name in one.texts():
                del texts[name]
            EDITS[edit](one)
            texts.update(one.texts())
            commit(root, texts)
        places = _places(scenes)
        answers = {mode: list(_answers(mode, root, scenes)) for mode in MODES}
        for index, (one, edit, quoted) in enumerate(scenes):
            equal = list(slid(quoted[0].file, one, places)) if quoted else []
            for at, quote in enumerate(quoted):
                truths = [truth_of(quote, known) for known in [places, *equal]]
                verdicts = {}
                for mode in MODES:
                    finding = answers[mode][index][at]
                    found = [verdict(finding, quote, truth, one) for truth in truths]
                    verdicts[mode] = (_shown(finding), min(found, key=RANKS))
                told.append(Case(edit, quote.shown(), str(truths[0]), verdicts))
    return told


def _shown(finding: Finding) -> str:
    words = f"{finding.state.value} {finding.reason} {finding.place or ''} {finding.word}"
    return " ".join(words.split())


def _places(scenes: Sequence[tuple[Scene, object, object]]) -> Places:
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
    paths = [f"doc{number}.abc12.sw.md" for number in range(len(scenes))]
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


def truth_of(quote: Quoted, places: Places) -> Truth:
    """Told by the numbers of the lines; blank ones at the ends may be there or not."""
    lines = list(quote.lines)
    while not lines[0][0]:
        lines.pop(0)
    while not lines[-1][0]:
        lines.pop()
    found = [places.get(id, []) for _, id in lines]
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
            known = is_distinct(*(text for text, _ in quote.lines))
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
    print(f"\n{'all':39}" + "".join(f"{mode:>10}" for mode in MODES))
    for word in ("right", "heir", "careful", "perhaps", "misleads"):
        shares = [sum(case.found[mode][1] == word for case in cases) for mode in MODES]
        print(f"{word:39}" + "".join(f"{100 * one / len(cases):9.2f}%" for one in shares))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=6000, help="how many references, at least")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0, help="the first of the seeds to build with")
    parser.add_argument("--failures", type=Path, help="where to write every case that misleads")
    options = parser.parse_args()
    last = options.seed + options.cases // (_SCENES * 4) + 1
    with ProcessPoolExecutor(options.jobs) as pool:
        found = pool.map(measure, range(options.seed, last))
        cases = [case for some in found for case in some]
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
