"""Repositories to measure with: code, and Swimm documents about it, made from a seed.

The same numbers give the same repository, byte for byte. Sizes are spread as those of real
documents are: half are short, a few are very long (a log-normal distribution).
"""

from __future__ import annotations

import math
import random
import subprocess
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from mkdocs_swimm.code.words import split_words

_SIZES = (1_200, 8_000, 150_000)
"""Letters of a document: at least, in the median, at most."""

_SPREAD = 1.5
_OFTEN = (18, 16, 16, 2, 6, 42)
_VERBS = "add check close count find hold keep load make move open read send sort".split()
_NOUNS = (
    "account address archive basket button cache client column cursor document driver element "
    "event field filter folder group handler index journal key layout ledger list message model "
    "network order owner packet parser path price query queue record report request result route "
    "schema screen server session signal snapshot status stream switch table target task ticket "
    "token transfer update user value vector version view window worker"
).split()
_WORDS = [
    *_VERBS,
    *_NOUNS,
    *"the a this when then before after while of to in for from one".split(),
]


def make(folder: Path, documents: int, files: int = 0) -> None:
    """Write a repository: code, documents below ``.swm``, and a commit of both.

    Args:
        folder: An empty folder, or one that does not exist.
        documents: How many documents there are.
        files: How many files of code; by default one for two documents.
    """
    chance = random.Random(7)
    code = {
        f"src/{_NOUNS[number % 23]}/{_NOUNS[number % len(_NOUNS)]}_{number}.py": source(chance)
        for number in range(files or max(20, documents // 2))
    }
    texts = {path: "\n".join(lines) + "\n" for path, lines in code.items()}
    names = [f"{chance.choice(_NOUNS)}-{chance.choice(_NOUNS)}.{at:08x}" for at in range(documents)]
    least, median, most = _SIZES
    for number, name in enumerate(names):
        writer = Writer(random.Random(number), code, names)
        size = int(median * math.exp(_SPREAD * writer.chance.gauss(0, 1)))
        texts[f".swm/{name}.sw.md"] = writer.document(min(max(size, least), most))
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Everything"]):
        subprocess.run(["git", *who, *command], cwd=folder, check=True, capture_output=True)


def source(chance: random.Random) -> Sequence[str]:
    """The lines of a file of code."""
    lines = ["import json", "import sys", ""]
    for _ in range(chance.randint(8, 30)):
        argument = chance.choice(_NOUNS)
        limit = chance.randint(1, 99)
        lines.append(f"def {_identifier(chance)}({argument}: str, limit: int = {limit}) -> bool:")
        for _ in range(chance.randint(2, 12)):
            name, other = chance.choice(_NOUNS), _identifier(chance)
            number = chance.randint(1, 999)
            statement = chance.choice(
                [
                    f"{name} = {other}({argument}, limit={number})",
                    f'if {argument} == "{name}" and len({argument}) > {number}:',
                    f"    {name}_list[{number}].{other} += 1  # {name}",
                    f"for item in {other}(json.dumps({{'{name}': {argument}}})):",
                    f'print(f"{name} {{{argument}}}", file=sys.stderr)',
                ]
            )
            lines.append(f"    {statement}")
        lines += [f'    return "{chance.choice(_NOUNS)}" in {argument}', "", ""]
    return lines


def _identifier(chance: random.Random) -> str:
    return f"{chance.choice(_VERBS)}_{chance.choice(_NOUNS)}_{chance.choice(_NOUNS)}"


class Writer:
    """Writes one document about a few files."""

    def __init__(
        self, chance: random.Random, code: Mapping[str, Sequence[str]], names: Sequence[str]
    ) -> None:
        self.chance = chance
        self.code = code
        self.names = names
        self.paths = chance.sample(list(code), min(len(code), chance.randint(2, 6)))

    def document(self, size: int) -> str:
        """A document of so many letters."""
        text = f"---\ntitle: {self.words(5)}\n---\n"
        while len(text) < size:
            text += f"{self.block()}\n\n"
        return f'{text}<SwmMeta version="3.0.0"><sup>Powered by [Swimm](/)</sup></SwmMeta>\n'

    def block(self) -> str:
        """A block of a document, each kind about as often as in real ones."""
        chance = self.chance
        match chance.choices(["heading", "list", "snippet", "table", "other", ""], _OFTEN)[0]:
            case "heading":
                return f"## {self.words(4)}"
            case "list":
                return "\n".join(f"- {self.prose(15)}" for _ in range(chance.randint(2, 6)))
            case "snippet":
                return self.snippet()
            case "table":
                rows = [f"| {self.token()} | {self.words(8)} |" for _ in range(5)]
                return "\n".join(["| Name | Use |", "| --- | --- |", *rows])
            case "other":
                diagram = f"```mermaid\ngraph TD\n  {chance.choice(_NOUNS)} --> other\n```"
                return chance.choice([diagram, f"```python\n{self.lines()[2]}\n```", "> Quoted."])
        return self.prose(chance.randint(20, 70))

    def words(self, count: int) -> str:
        """Plain words."""
        return " ".join(self.chance.choices(_WORDS, k=count)).capitalize()

    def prose(self, count: int) -> str:
        """Words with what may stand among them."""
        words = self.chance.choices(_WORDS, k=count)
        for at, word in enumerate(words):
            draw = self.chance.random()
            if draw < 0.03:
                words[at] = self.token()
            elif draw < 0.04:
                words[at] = f"`{_identifier(self.chance)}`"
            elif draw < 0.05:
                words[at] = f"**{word}**"
            elif draw < 0.052:
                path = self.chance.choice(self.paths)
                words[at] = f"<SwmPath>[{path}]({path})</SwmPath>"
            elif draw < 0.054:
                name = self.chance.choice(self.names)
                words[at] = f'<SwmLink doc-title="T">[T](/.swm/{name}.sw.md)</SwmLink>'
        return " ".join(words) + "."

    def lines(self) -> tuple[str, int, str]:
        """Lines of a file: its path, the number of the first, the text."""
        path = self.chance.choice(self.paths)
        lines = self.code[path]
        first = self.chance.randrange(len(lines) - 3)
        return path, first + 1, "\n".join(lines[first : first + self.chance.randint(3, 20)])

    def snippet(self) -> str:
        """A snippet."""
        path, first, code = self.lines()
        return (
            f'<SwmSnippet path="/{path}" line="{first}">\n\n---\n\n'
            f"{self.prose(20)}\n\n```python\n{code}\n```\n\n---\n\n</SwmSnippet>"
        )

    def token(self) -> str:
        """A token: a name on a line of code."""
        while True:
            path, number, code = self.lines()
            line = code.split("\n")[0]
            words = split_words(line)
            names = [at for at, word in enumerate(words) if word.isidentifier() and len(word) > 3]
            if names:
                at = self.chance.choice(names)
                where = f'path="{path}" pos="{number}:{at}:{at}" line-data="{escape(line)}"'
                return f"<SwmToken {where}>`{words[at]}`</SwmToken>"
