"""Mutations of documents, each made from a number alone."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

Mutation = Callable[[Random, str, str], str]
"""Makes a text of a text and another one."""

_LARGEST = 3_000
_HALVES = [
    "<SwmToken path=",
    '<SwmSnippet path="/a.py" line="',
    "</SwmSnippet>",
    "</SwmSnippetPlaceholder>",
    "<SwmPath>[a](",
    "<swm-token data-swm-token=",
    '[<sup id="',
    "<!-- NOTE-swimm-snippet",
    "<!--MCONTENT {content: ",
    "```mermaid\ngraph TD\n",
    "\U0001f7e9 ",
    "### \U0001f4c4 ",
    "<details><summary>",
    "<div align='",
    "&#x",
    "{{ x }} {% y %}",
    "{: onclick=alert(1) }",
    "[a](javascript:alert(1))",
    '!!! note "',
    '=== "a"',
    '--8<-- "/etc/passwd"',
    "\u202e\u2066",
    "\ufeff",
    "\x00\x0b\x0c\x1b",
    "\u2028\x85",
    "\ue0000\ue001",
    "\\",
    "|",
    "`" * 7,
    "---\n",
    "\t- ",
    "[[sym:./",
    "${",
    "<!-- ",
    "-->",
    "]]>",
    "*" * 9,
    "_" * 9,
    "[" * 9,
    "> " * 9,
]

_STRAY = [
    *("<pre>", "<script>", "<style>", "<textarea>", "<?php", "<!X", "<!--", "<![CDATA["),
    *("</pre>", "</script>", "?>", "-->", "]]>", "<div>", "<details>", "  <pre>", "- <script>"),
    *("%% Swimm:", "```mermaid", "---", "<SwmSnippet path='a' line='1'>", "`" * 4, "$$", "<table>"),
]


def _places(random: Random, text: str) -> tuple[int, int]:
    one, two = random.randint(0, len(text)), random.randint(0, len(text))
    return min(one, two), max(one, two)


def _cut(random: Random, text: str, other: str) -> str:
    return text[: random.randint(0, len(text))]


def _behead(random: Random, text: str, other: str) -> str:
    return text[random.randint(0, len(text)) :]


def _remove(random: Random, text: str, other: str) -> str:
    start, _ = _places(random, text)
    return text[:start] + text[start + random.choice((1, 2, 5, 20, 200)) :]


def _splice(random: Random, text: str, other: str) -> str:
    start, end = _places(random, other)
    at = random.randint(0, len(text))
    return text[:at] + other[start:end] + text[at:]


def _repeat(random: Random, text: str, other: str) -> str:
    start, end = _places(random, text)
    return text[:end] + text[start:end] * random.choice((1, 2, 5)) + text[end:]


def _insert(random: Random, text: str, other: str) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(_HALVES) + text[at:]


def _lines(random: Random, text: str, change: Callable[[str], str]) -> str:
    """Change the lines of a random part."""
    lines = text.split("\n")
    one, two = random.randint(0, len(lines)), random.randint(0, len(lines))
    first, last = min(one, two), max(one, two)
    return "\n".join(
        change(line) if first <= number < last else line for number, line in enumerate(lines)
    )


def _nest(random: Random, text: str, other: str) -> str:
    before = random.choice(("> ", "  ", "    ", "\t", "- ", "1. ", "   ", " ", "> - "))
    return _lines(random, text, lambda line: before + line)


def _unindent(random: Random, text: str, other: str) -> str:
    return _lines(random, text, str.lstrip)


def _trail(random: Random, text: str, other: str) -> str:
    after = random.choice(("  ", "\\", "\t", " ", "|", "`"))
    return _lines(random, text, lambda line: line + after)


def _shuffle(random: Random, text: str, other: str) -> str:
    lines = text.split("\n")
    random.shuffle(lines)
    return "\n".join(lines)


def _unblank(random: Random, text: str, other: str) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip())


def _double(random: Random, text: str, other: str) -> str:
    return text.replace("\n", "\n\n")


def _crlf(random: Random, text: str, other: str) -> str:
    return text.replace("\n", random.choice(("\r\n", "\r", "\n\r")))


def _wrap(random: Random, text: str, other: str) -> str:
    """As formatters do to long lines."""
    width = random.choice((40, 80))
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False) if len(line) > width else line
        for line in text.split("\n")
    )


def _reencode(random: Random, text: str, other: str) -> str:
    try:
        return text.encode("utf-8").decode(random.choice(("cp1252", "latin-1")))
    except UnicodeDecodeError:
        return text.encode("utf-8").decode("latin-1")


def _quotes(random: Random, text: str, other: str) -> str:
    old, new = random.choice(
        (('"', "'"), ('"', ""), ("<", "&lt;"), ("&lt;", "<"), (">", ""), ("(", "<("), ("`", "``"))
    )
    return text.replace(old, new, random.choice((1, 3, -1)))


def _fence(random: Random, text: str, other: str) -> str:
    start, end = _places(random, text)
    mark = random.choice(("```", "````", "~~~", "`" * 61, "    ", "``` py", "$$"))
    return f"{text[:start]}\n{mark}\n{text[start:end]}\n{mark}\n{text[end:]}"


def _upper(random: Random, text: str, other: str) -> str:
    start, end = _places(random, text)
    return text[:start] + text[start:end].swapcase() + text[end:]


def _stray(random: Random, text: str, other: str) -> str:
    """A line of HTML that begins what nothing ends."""
    lines = text.split("\n")
    lines.insert(random.randint(0, len(lines)), random.choice(_STRAY))
    return "\n".join(lines)


MUTATIONS: Sequence[Mutation] = (
    _cut,
    _behead,
    _remove,
    _splice,
    _repeat,
    _insert,
    _insert,
    _nest,
    _unindent,
    _trail,
    _shuffle,
    _unblank,
    _double,
    _crlf,
    _wrap,
    _reencode,
    _quotes,
    _fence,
    _upper,
    _stray,
    _stray,
)


def pieces(folders: Sequence[Path]) -> Sequence[str]:
    """Parts of the documents in folders, small enough that many cases can be run."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*.sw.md")):
            text = path.read_text("utf-8", errors="replace")
            found += [text[at : at + _LARGEST] for at in range(0, len(text), _LARGEST)][:8]
    return found


def case(seed: int, texts: Sequence[str]) -> str:
    """The document of a number."""
    random = Random(seed)
    text = random.choice(texts)
    for _ in range(random.choice((1, 1, 2, 3, 5, 8))):
        text = random.choice(MUTATIONS)(random, text, random.choice(texts))[: _LARGEST * 2]
    return text
