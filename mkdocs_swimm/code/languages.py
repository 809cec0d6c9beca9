"""The language of code, and its highlighting.

The path tells the language, since info strings are often wrong (``FORMAT.md`` section 4). Where the
path is ambiguous or unknown, the info string decides (section 12.11).
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
"""Suffixes that Pygments does not know or resolves to a less likely language. Apex is like Java."""

_BY_NAME = {"dockerfile": "docker", "mvnw": "bash", "gradlew": "bash"}
_MISLEADING = {".v": "coq", ".cls": "java"}
"""Info strings that Swimm writes for a suffix whatever the content (``FORMAT.md`` section 4)."""

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
"""Info strings that are no alias of Pygments, or that name another language than is likely."""

_APEX = re.compile(r"[;{}]\s*$|^[ \t]*(?://|/?\*)", re.MULTILINE)  # and not Visual Basic
_PHP_TAG = re.compile(r"\A\s*<|<\?(?:php|=)|\?>")
INLINE_PHP: Mapping[str, object] = {
    "name": "php-inline",
    "lang": "php",
    "options": {"startinline": True},
}
"""PHP without its opening tag, as an entry of pymdownx.highlight's ``extend_pygments_lang``."""


def language_of(path: str, info: str = "", lines: Iterable[str] = ()) -> str:
    """The Pygments alias of the language of quoted code; ``text`` for an unknown one."""
    name = PurePosixPath(path).name
    suffix = PurePosixPath(name).suffix.lower()
    by_info = language_of_info(info)
    if by_info == _MISLEADING.get(suffix):
        by_info = ""
    if by_info and (suffix == ".cls" or by_info in _candidates().get(suffix, ())):
        return by_info
    if suffix == ".cls" and _APEX.search("\n".join(lines)):
        return "java"
    by_path = _BY_NAME.get(name.lower()) or _BY_SUFFIX.get(suffix) or _by_name(name)
    return by_path or by_info or "text"


def lexer_name(language: str, lines: Iterable[str]) -> str:
    """The Pygments lexer for quoted code: PHP is seldom quoted with its opening tag."""
    if language != "php":
        return language
    tag = _PHP_TAG.search("\n".join(lines))
    # Before the first tag there is HTML, unless that tag is a closing one.
    return "html+php" if tag and tag[0] != "?>" else str(INLINE_PHP["name"])


@cache
def _candidates() -> Mapping[str, frozenset[str]]:
    """The languages that Pygments has for each suffix and each file name."""
    languages: dict[str, set[str]] = {}
    for _, aliases, patterns, _ in get_all_lexers():
        for pattern in patterns:
            if aliases:
                languages.setdefault(pattern.lower().removeprefix("*"), set()).add(aliases[0])
    return {suffix: frozenset(names) for suffix, names in languages.items()}


@cache
def _by_name(name: str) -> str | None:
    """The language that Pygments has for a file name."""
    candidates = _candidates().get(PurePosixPath(name).suffix.lower(), ())
    # Searching by name compiles a thousand regular expressions, which delays a page.
    if len(candidates) == 1 and name.lower() not in _candidates():
        return next(iter(candidates))
    # `GEMFILE` is Ruby like `Gemfile`.
    lexer = find_lexer_class_for_filename(name) or find_lexer_class_for_filename(name.lower())
    return lexer.aliases[0] if lexer and lexer.aliases else None


@cache
def language_of_info(info: str) -> str:
    """The Pygments alias for a fence's info string; empty for an unknown language."""
    info = info.strip().lower()
    for name in (_BY_INFO.get(info, info), *info.split(" ")[:1]):
        try:
            return str(find_lexer_class_by_name(name).aliases[0])
        except ClassNotFound:
            continue
    return ""


_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)

Highlight = Callable[[Sequence[str], str], Sequence[str]]
"""``highlighted`` or ``kept_highlighted``."""


def highlighted(lines: Sequence[str], language: str) -> Sequence[str]:
    """HTML for each line of code, all of whose elements are closed.

    The text is only escaped if the lexer does not reproduce it, which would shift line numbers.
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
    """The same from a cache, which halves the wait after a save on a site with 500 documents."""
    return _kept("\n".join(lines), language)[: len(lines)]


@cache
def _lexer(name: str) -> Lexer:
    inline = name == INLINE_PHP["name"]
    # All other lexers ignore the option for PHP.
    name = "php" if inline else name
    return get_lexer_by_name(name, startinline=inline, stripnl=False, ensurenl=False)
