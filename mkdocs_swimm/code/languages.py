"""The language of code, and code in colours.

The path tells the language, since info strings often lie (``FORMAT.md`` section 4).

Where a path leaves it open or says nothing, the info string decides (section 12.11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from io import StringIO
from pathlib import PurePosixPath

from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import (
    find_lexer_class_by_name,
    find_lexer_class_for_filename,
    get_all_lexers,
    get_lexer_by_name,
)
from pygments.util import ClassNotFound

_BY_SUFFIX = {
    ".bat": "batch",
    ".bms": "hlasm",
    ".cls": "vb.net",
    ".cmd": "batch",
    ".cmp": "html",
    ".config": "xml",
    ".cpy": "cobol",
    ".ctl": "vb.net",
    ".dockerfile": "docker",
    ".frm": "vb.net",
    ".fs": "fsharp",
    ".gradle": "groovy",
    ".h": "c",
    ".inc": "php",
    ".page": "html",
    ".pl": "perl",
    ".pm": "perl",
    ".prefab": "yaml",
    ".sql": "sql",
    ".trigger": "java",
    ".ts": "typescript",
    ".v": "verilog",
    ".ypp": "yacc",
}
"""Where Pygments knows no answer, or the less likely one of several; Apex is close to Java."""

_BY_NAME = {"dockerfile": "docker", "mvnw": "bash", "gradlew": "bash"}
_UNTRUE = {".v": "coq", ".cls": "java"}
"""What info strings say of a suffix whatever is in the file (``FORMAT.md`` section 4)."""

_BY_INFO = {
    "apex": "java",
    "batchfile": "batch",
    "gettext catalog": "po",
    "hack": "php",
    "jsonc": "json",
    "plsql": "sql",
    "renderscript": "rust",
    "vba": "vb.net",
    "visual basic": "vb.net",
    "visual basic 6.0": "vb.net",
}
"""The first language that GitHub's list has for an extension is not always the likely one."""

_APEX = re.compile(r"[;{}]\s*$|^[ \t]*(?://|/?\*)", re.MULTILINE)
"""Lines that end or begin as in Apex, and not as in Visual Basic."""

_PHP_TAG = re.compile(r"\A\s*<|<\?(?:php|=)|\?>")
INLINE_PHP: Mapping[str, object] = {
    "name": "php-inline",
    "lang": "php",
    "options": {"startinline": True},
}
"""PHP without its opening tag, as an entry of pymdownx.highlight's ``extend_pygments_lang``."""


def language_of(path: str, info: str = "", lines: Iterable[str] = ()) -> str:
    """The language of quoted code, by the file, the info string of the fence, and the code.

    It is the alias that Pygments knows it by; ``text`` where it is not known.
    """
    name = PurePosixPath(path).name
    suffix = PurePosixPath(name).suffix.lower()
    said = language_of_info(info)
    if said == _UNTRUE.get(suffix):
        said = ""
    if said and (suffix == ".cls" or said in _claimants().get(suffix, ())):
        return said
    if suffix == ".cls" and _APEX.search("\n".join(lines)):
        return "java"
    return _BY_NAME.get(name.lower()) or _BY_SUFFIX.get(suffix) or _by_name(name) or said or "text"


def lexer_name(language: str, lines: Iterable[str]) -> str:
    """The name of the lexer for code in a language: PHP is seldom quoted with its opening tag."""
    if language != "php":
        return language
    tag = _PHP_TAG.search("\n".join(lines))
    # What comes before the first tag is HTML, unless that tag ends PHP.
    return "html+php" if tag and tag[0] != "?>" else str(INLINE_PHP["name"])


@cache
def _claimants() -> Mapping[str, frozenset[str]]:
    """The languages that Pygments knows for each suffix, and for each name."""
    found: dict[str, set[str]] = {}
    for _, aliases, patterns, _ in get_all_lexers():
        for pattern in patterns:
            if aliases:
                found.setdefault(pattern.lower().removeprefix("*"), set()).add(aliases[0])
    return {suffix: frozenset(names) for suffix, names in found.items()}


@cache
def _by_name(name: str) -> str | None:
    """What Pygments says of the name of a file."""
    claimants = _claimants().get(PurePosixPath(name).suffix.lower(), ())
    # Asked for a name, it makes a thousand expressions, for which a page would wait.
    if len(claimants) == 1 and name.lower() not in _claimants():
        return next(iter(claimants))
    # Lower case: `GEMFILE` is as much Ruby as `Gemfile`.
    lexer = find_lexer_class_for_filename(name) or find_lexer_class_for_filename(name.lower())
    return lexer.aliases[0] if lexer and lexer.aliases else None


@cache
def language_of_info(info: str) -> str:
    """The Pygments alias for a fence's info string, empty where it names no known language."""
    info = info.strip().lower()
    for name in (_BY_INFO.get(info, info), *info.split(" ")[:1]):
        try:
            return str(find_lexer_class_by_name(name).aliases[0])
        except ClassNotFound:
            continue
    return ""


_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)

Highlight = Callable[[Sequence[str], str], Sequence[str]]
"""What ``highlighted`` does, or somebody who remembers what it has done."""


def highlighted(lines: Sequence[str], language: str) -> Sequence[str]:
    """HTML for each line of code, with all of its elements closed.

    Merely escaped where the lexer does not give back the text as it is, which would put the line
    numbers off.
    """
    text = "".join(f"{line}\n" for line in lines)
    tokens = list(_lexer(lexer_name(language, lines)).get_tokens(text))
    if "".join(value for _, value in tokens) != text:
        return [escape(line) for line in lines]
    html = StringIO()
    _FORMATTER.format(tokens, html)
    return html.getvalue().split("\n")[:-1]


@lru_cache(maxsize=8192)
def _kept(text: str, language: str) -> Sequence[str]:
    return highlighted(text.split("\n"), language)


def kept_highlighted(lines: Sequence[str], language: str) -> Sequence[str]:
    """The same, remembered from build to build.

    Of 500 documents that quote 2,000 files this saves half of the time of each save.
    """
    return _kept("\n".join(lines), language)[: len(lines)]


@cache
def _lexer(name: str) -> Lexer:
    inline = name == INLINE_PHP["name"]
    # Other lexers take no notice of the option for PHP.
    name = "php" if inline else name
    return get_lexer_by_name(name, startinline=inline, stripnl=False, ensurenl=False)
