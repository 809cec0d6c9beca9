"""Repositories to measure with: code, and Swimm documents about it, made from a seed.

The same seed and numbers give the same repository, byte for byte. Documents are of all
generations of the format, most of the newest; their sizes are spread as those of real ones are:
half are short, a few are very long (a log-normal distribution).
"""

from __future__ import annotations

import math
import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from mkdocs_swimm.code.words import split_words

_MEDIAN = 8_000
"""Letters of a document: half are shorter."""

_SPREAD = 1.5
_REPEATED = 0.5
"""The share of tokens that a document has named before: 29 to 77 % in real repositories."""
_LARGEST = 150_000
_SMALLEST = 1_200
_VERBS = "adds checks closes counts finds holds keeps loads makes moves opens reads sends sorts"
_NOUNS = (
    "account address archive basket button cache client column cursor document driver element "
    "event field filter folder group handler index journal key layout ledger list message model "
    "network order owner packet parser path price query queue record report request result route "
    "schema screen server session signal snapshot status stream switch table target task ticket "
    "token transfer update user value vector version view window worker"
)
_ADJECTIVES = "active cached current empty final first last local main next open remote stale"
_FILLERS = (
    "the a this each every when then before after while because so that with without from into "
    "its their other one more only also again first"
)
NAMES = _NOUNS.split()
_WORDS = (_VERBS + " " + _NOUNS + " " + _ADJECTIVES + " " + (_FILLERS + " ") * 3).split()


@dataclass(frozen=True)
class Shape:
    """What a repository is like.

    Attributes:
        documents: How many documents there are.
        files: How many files of code.
        seed: What everything is made from.
    """

    documents: int = 100
    files: int = 0
    seed: int = 7

    @property
    def code_files(self) -> int:
        """How many files of code there are: at least one for two documents."""
        return self.files or max(20, self.documents // 2)


def make(folder: Path, shape: Shape) -> None:
    """Write a repository: code, documents below ``.swm``, and its history in git.

    Args:
        folder: An empty folder, or one that does not exist.
        shape: What it is to be like.
    """
    chance = random.Random(shape.seed)
    code = {path: source(chance) for path in paths(shape.code_files)}
    for name, lines in code.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    documents = folder / ".swm"
    documents.mkdir(parents=True, exist_ok=True)
    ids = range(shape.documents)
    names = [f"{chance.choice(NAMES)}-{chance.choice(NAMES)}.{number:08x}" for number in ids]
    for number, name in enumerate(names):
        writer = _Writer(random.Random(f"{shape.seed} {number}"), code, names)
        size = int(_MEDIAN * math.exp(_SPREAD * writer.chance.gauss(0, 1)))
        size = min(max(size, _SMALLEST), _LARGEST)
        path = documents / f"{name}.sw.md"
        path.write_text(writer.document(number, size), encoding="utf-8")
    who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Everything"]):
        subprocess.run(["git", *who, *command], cwd=folder, check=True, capture_output=True)


def paths(count: int) -> Sequence[str]:
    """The paths of the files of code."""
    return [
        f"src/{NAMES[number % 23]}/{NAMES[number % len(NAMES)]}_{number}.py"
        for number in range(count)
    ]


def source(chance: random.Random) -> Sequence[str]:
    """The lines of a file of code."""
    lines = ["import json", "import sys", ""]
    for _ in range(chance.randint(8, 30)):
        name, argument = _identifier(chance), chance.choice(NAMES)
        lines += [f"def {name}({argument}: str, limit: int = {chance.randint(1, 99)}) -> bool:"]
        for _ in range(chance.randint(2, 12)):
            lines.append(_statement(chance, argument))
        lines += [f'    return "{chance.choice(NAMES)}" in {argument}', "", ""]
    return lines


def _identifier(chance: random.Random) -> str:
    return f"{chance.choice(_VERBS.split())[:-1]}_{chance.choice(NAMES)}_{chance.choice(NAMES)}"


def _statement(chance: random.Random, argument: str) -> str:
    name, other = chance.choice(NAMES), _identifier(chance)
    match chance.randrange(5):
        case 0:
            return f"    {name} = {other}({argument}, limit={chance.randint(1, 999)})"
        case 1:
            return f'    if {argument} == "{name}" and len({argument}) > {chance.randint(1, 9)}:'
        case 2:
            return (
                f"        {name}_list[{chance.randint(0, 9)}].{chance.choice(NAMES)} += 1  # {name}"
            )
        case 3:
            return f"    for item in {other}(json.dumps({{'{name}': {argument}}})):"
        case _:
            return f'    print(f"{name} {{{argument}}}", file=sys.stderr)'


@dataclass
class _Writer:
    """Writes one document.

    Attributes:
        chance: What everything is drawn from.
        code: The lines of every file of code.
        names: The names of all documents.
        own: The files that the document is about.
        named: The tokens so far: path, line from 0, and word.
    """

    chance: random.Random
    code: dict[str, Sequence[str]]
    names: Sequence[str]
    own: Sequence[str] = ()
    named: list[tuple[str, int, int]] = field(default_factory=list)
    notes: dict[str, tuple[str, str, int, str]] = field(default_factory=dict)

    def document(self, number: int, size: int) -> str:
        """The text of a document.

        Args:
            number: Its number; what generation it is of depends on it.
            size: How long it is, in letters.
        """
        generation = 1 if number % 20 == 3 else 2 if number % 10 == 6 else 3
        files = list(self.code)
        several = min(len(files), self.chance.randint(2, 6))
        self.own = self.chance.sample(files, several)
        title = self.sentence(5).rstrip(".")
        id = self.names[number].rpartition(".")[2]
        head = {
            1: f"---\nid: {id}\nname: {title}\nfile_version: 1.0.2\napp_version: 0.8.1\n---\n",
            2: f"---\nid: {id}\ntitle: {title}\nfile_version: 1.1.2\napp_version: 1.3.0\n---\n",
            3: f"---\ntitle: {title}\n---\n",
        }[generation]
        parts = [head]
        written = len(head)
        while written < size:
            part = self.block(generation)
            parts.append(part)
            written += len(part) + 1
        return "\n".join([*parts, self.end(generation)])

    def end(self, generation: int) -> str:
        """What Swimm writes at the end."""
        if generation == 3:
            return (
                '&nbsp;\n\n<SwmMeta version="3.0.0"><sup>Powered by '
                "[Swimm](https://app.swimm.io/)</sup></SwmMeta>\n"
            )
        notes = "".join(
            f'\n<span id="f-{id}">{text}</span>[^](#{id}) - "{path}" L{line}\n'
            f"```python\n{code}\n```\n"
            for id, (text, path, line, code) in sorted(self.notes.items())
        )
        mark = "<!-- THIS IS AN AUTOGENERATED SECTION. DO NOT EDIT THIS SECTION DIRECTLY -->"
        footer = f"{mark}\n### Swimm Note\n{notes}\n" if notes else ""
        return (
            f"<br/>\n\n{footer}This file was generated by Swimm. [Click here to view it in the app]"
            "(https://app.swimm.io/repos/abc/docs/abc).\n"
        )

    def block(self, generation: int) -> str:
        """A block with a line end behind it."""
        draw = self.chance.random()
        if draw < 0.18:
            level = "#" * self.chance.randint(1, 3)
            return f"{level} {self.sentence(4).rstrip('.')}\n"
        if draw < 0.60:
            return self.running(generation, self.chance.randint(20, 70)) + "\n"
        if draw < 0.76:
            return self.list(generation)
        if draw < 0.92:
            return self.snippet(generation)
        if draw < 0.94:
            return self.table(generation)
        if draw < 0.96:
            return self.diagram()
        if draw < 0.98:
            return f"```python\n{chr(10).join(self.rows(8)[2])}\n```\n"
        return f"> {self.sentence(12)}\n"

    def list(self, generation: int) -> str:
        """A list, some of it nested."""
        lines = []
        for number in range(self.chance.randint(2, 6)):
            mark = f"{number + 1}." if generation == 3 and self.chance.random() < 0.2 else "-"
            lines.append(f"{mark} {self.running(generation, self.chance.randint(5, 25))}")
            if self.chance.random() < 0.15:
                lines.append(f"   - {self.running(generation, 8)}")
        return "\n".join(lines) + "\n"

    def table(self, generation: int) -> str:
        """A table."""
        rows = ["| Name | Use | Where |", "| --- | --- | --- |"]
        for _ in range(self.chance.randint(2, 8)):
            token = self.token(generation).replace("|", "\\|")
            rows.append(f"| {token} | {self.sentence(8)} | {self.sentence(3)} |")
        return "\n".join(rows) + "\n"

    def diagram(self) -> str:
        """A diagram."""
        edges = "".join(
            f"  n{number}[{self.chance.choice(NAMES)}] --> n{number + 1}\n" for number in range(5)
        )
        return f"```mermaid\ngraph TD\n{edges}```\n"

    def sentence(self, count: int) -> str:
        """Plain words."""
        return " ".join(self.chance.choices(_WORDS, k=count)).capitalize() + "."

    def running(self, generation: int, count: int) -> str:
        """Running text with what may stand in it."""
        words = self.chance.choices(_WORDS, k=count)
        for index in range(len(words)):
            draw = self.chance.random()
            if draw < 0.03:
                words[index] = self.token(generation)
            elif draw > 0.99:
                words[index] = f"`{_identifier(self.chance)}`"
            elif draw > 0.982:
                words[index] = f"**{words[index]}**"
            elif draw > 0.979:
                words[index] = self.path(generation)
            elif draw > 0.977:
                words[index] = self.link(generation)
        # Of a tag nothing but its first character, which has no capital.
        words[0] = words[0][:1].upper() + words[0][1:]
        return " ".join(words) + "."

    def rows(self, most: int) -> tuple[str, int, Sequence[str]]:
        """Lines of a file: its path, the number of the first, the lines."""
        path = self.chance.choice(self.own)
        lines = self.code[path]
        first = self.chance.randrange(len(lines) - 3)
        return path, first + 1, lines[first : first + self.chance.randint(3, most)]

    def snippet(self, generation: int) -> str:
        """A snippet."""
        path, first, rows = self.rows(self.chance.choice([8, 15, 40]))
        if generation == 3:
            code = "\n".join(rows)
            return (
                f'<SwmSnippet path="/{path}" line="{first}">\n\n---\n\n'
                f"{self.running(3, 20)}\n\n```python\n{code}\n```\n\n---\n\n</SwmSnippet>\n"
            )
        square = "🟩 " if generation == 1 else ""
        code = "\n".join(f"{square}{number:<7}{row}" for number, row in enumerate(rows, first))
        return (
            f"{self.running(generation, 20)}\n<!-- NOTE-swimm-snippet: the lines below link your "
            f"snippet to Swimm -->\n### 📄 {path}\n```python\n{code}\n```\n\n<br/>\n"
        )

    def token(self, generation: int) -> str:
        """A token: a name on a line of code."""
        if self.named and self.chance.random() < _REPEATED:
            path, index, at = self.chance.choice(self.named)
        else:
            path, index, at = self.place()
            self.named.append((path, index, at))
        line = self.code[path][index]
        text, number = split_words(line)[at], index + 1
        if generation == 3:
            data = escape(line).replace("&#x27;", "&#39;")
            where = f'path="{path}" pos="{number}:{at}:{at}" line-data="{data}"'
            return f"<SwmToken {where}>`{text}`</SwmToken>"
        if generation == 2:
            data = escape(f":{path}:{number}:{at}:{at}:`{line}`").replace("&#x27;", "&#39;")
            return f'`{text}`<swm-token data-swm-token="{data}"/>'
        id = f"{abs(hash_of(f'{path} {number} {text}')):x}"[:6]
        self.notes[id] = (text, path, number, line)
        return f'`{text}`[<sup id="{id}">↓</sup>](#f-{id})'

    def place(self) -> tuple[str, int, int]:
        """A name in the code: path, line from 0, and word."""
        path = self.chance.choice(self.own)
        while True:
            index = self.chance.randrange(len(self.code[path]))
            words = split_words(self.code[path][index])
            names = [at for at, word in enumerate(words) if word.isidentifier() and len(word) > 3]
            if names:
                return path, index, self.chance.choice(names)

    def path(self, generation: int) -> str:
        """A path."""
        path = self.chance.choice(self.own)
        return f"<SwmPath>[{path}]({path})</SwmPath>" if generation == 3 else f"`📄 {path}`"

    def link(self, generation: int) -> str:
        """A link to a document."""
        name = self.chance.choice(self.names)
        title = self.sentence(3).rstrip(".")
        if generation == 3:
            return f'<SwmLink doc-title="{title}">[{title}](/.swm/{name}.sw.md)</SwmLink>'
        return f"[{title}]({name}.sw.md)"


def hash_of(text: str) -> int:
    """A number that depends on nothing but a text."""
    return random.Random(text).getrandbits(48)
