"""The language of code: from its path, since info strings often lie (``FORMAT.md`` section 4).

Where a path leaves it open or says nothing, the info string decides (section 12.11).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import translate
from functools import lru_cache
from pathlib import PurePosixPath

from pygments.lexers import (
    find_lexer_class_by_name,
    find_lexer_class_for_filename,
    get_all_lexers,
)
from pygments.util import ClassNotFound

_BY_SUFFIX = {
    ".bat": "bat",
    ".bms": "hlasm",
    ".cmd": "bat",
    ".config": "xml",
    ".cpy": "cobol",
    ".ctl": "vb.net",
    ".dockerfile": "docker",
    ".frm": "vb.net",
    ".fs": "fsharp",
    ".gradle": "groovy",
    ".h": "c",
    ".inc": "php",
    ".in": "text",
    ".page": "html",
    ".pl": "perl",
    ".pm": "perl",
    ".cmp": "html",
    ".prefab": "yaml",
    ".sql": "sql",
    ".ts": "typescript",
    ".trigger": "java",
    ".v": "verilog",
    ".ypp": "yacc",
}
"""Where Pygments knows no answer, or the less likely one of several; Apex is close to Java."""

_UNTRUE = {".v": "coq", ".cls": "java"}
"""What info strings say of a suffix whatever is in the file (``FORMAT.md`` section 4)."""

_APEX = re.compile(r"[;{}]\s*$|^[ \t]*(?://|/?\*)", re.MULTILINE)
"""Lines that end or begin as in Apex, and not as in Visual Basic."""

_LATEX = re.compile(r"^[ \t]*(?:%|\\[a-zA-Z@]+)", re.MULTILINE)
_PHP_TAG = re.compile(r"\A\s*<|<\?(?:php|=)|\?>")

INLINE_PHP: Mapping[str, object] = {
    "name": "php-inline",
    "lang": "php",
    "options": {"startinline": True},
}
"""PHP without its opening tag, as an entry of pymdownx.highlight's ``extend_pygments_lang``."""

_FREQUENT = {
    ".c": "c",
    ".cc": "cpp",
    ".cpp": "cpp",
    ".cs": "csharp",
    ".css": "css",
    ".go": "go",
    ".hpp": "cpp",
    ".java": "java",
    ".js": "javascript",
    ".jsx": "jsx",
    ".kt": "kotlin",
    ".py": "python",
    ".rb": "ruby",
    ".rs": "rust",
    ".scala": "scala",
    ".swift": "swift",
}
"""What Pygments says of files that end like this, whatever else they are called.

It makes a thousand expressions before it answers anything, for which a page would wait.
"""

_BY_NAME = {"dockerfile": "docker", "makefile": "make", "mvnw": "bash", "gradlew": "bash"}
_BY_INFO = {
    "apex": "java",
    "batchfile": "bat",
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

_SAFE_ALIAS = re.compile(r"[\w#.+-]+")


def language_of(path: str, info: str = "", lines: Iterable[str] = ()) -> str:
    """The language of quoted code.

    Args:
        path: The file.
        info: The info string of the fence that quotes it.
        lines: The code.

    Returns:
        The alias that Pygments knows the language by; ``text`` where it is not known.
    """
    language = _language(path, info)
    return _of_class_file(lines) if language == "cls" else language


def lexer_name(language: str, lines: Iterable[str]) -> str:
    """The name of the lexer for code: PHP is seldom quoted with its opening tag.

    Args:
        language: The language.
        lines: The code.
    """
    if language != "php":
        return language
    tag = _PHP_TAG.search("\n".join(lines))
    # What comes before the first tag is HTML, unless that tag ends PHP.
    return "html+php" if tag and tag[0] != "?>" else str(INLINE_PHP["name"])


@lru_cache(maxsize=4096)
def _language(path: str, info: str) -> str:
    name = PurePosixPath(path).name
    suffix = PurePosixPath(name).suffix.lower()
    said = language_of_info(info)
    if said == _UNTRUE.get(suffix):
        said = ""
    if suffix == ".cls":
        return said or "cls"
    if said and said in _claimants().get(suffix, ()):
        return said
    known = _BY_NAME.get(name.lower()) or _BY_SUFFIX.get(suffix)
    if known and known != "text":
        return _alias(known) or "text"
    if suffix in _FREQUENT:
        return _FREQUENT[suffix]
    # Lower case: `PROGRAM.CBL` is as much COBOL as `program.cbl`.
    return _known_to_pygments(name) or _known_to_pygments(name.lower()) or said or "text"


def _of_class_file(lines: Iterable[str]) -> str:
    """The language of a ``.cls`` file: Apex, LaTeX or Visual Basic."""
    code = "\n".join(lines)
    if _LATEX.search(code):
        return "latex"
    return "java" if _APEX.search(code) else "vb.net"


@lru_cache(maxsize=1)
def _claimants() -> Mapping[str, frozenset[str]]:
    """The languages that Pygments knows for each suffix."""
    found: dict[str, set[str]] = {}
    for _, aliases, patterns, _ in get_all_lexers():
        for pattern in patterns:
            if aliases and pattern.startswith("*."):
                found.setdefault(pattern[1:].lower(), set()).add(aliases[0])
    return {suffix: frozenset(names) for suffix, names in found.items()}


def _known_to_pygments(name: str) -> str | None:
    """What Pygments says of a file's name; it takes its time, so it is asked once for a suffix."""
    _, dot, suffix = name.partition(".")
    return _asked(f"a.{suffix}" if dot and not _odd_names().match(name) else name)


@lru_cache(maxsize=1024)
def _asked(name: str) -> str | None:
    try:
        lexer = find_lexer_class_for_filename(name)
    except ClassNotFound:  # pragma: no cover - raised by some versions instead of None
        return None
    return _checked(lexer.aliases[0]) if lexer and lexer.aliases else None


@lru_cache(maxsize=1)
def _odd_names() -> re.Pattern[str]:
    """The names that Pygments knows by more than how they end."""
    patterns = {name for _, _, names, _ in get_all_lexers() for name in names}
    odd = sorted(name for name in patterns if not name.startswith("*."))
    return re.compile("|".join(map(translate, odd)))


@lru_cache(maxsize=1024)
def language_of_info(info: str) -> str:
    """The Pygments alias for a fence's info string, empty where it names no known language."""
    info = info.strip().lower()
    known = _BY_INFO.get(info)
    return _alias(known or info) or _alias(info.split(" ")[0] if info else "") or ""


def _alias(name: str) -> str | None:
    if not name:
        return None
    try:
        lexer = find_lexer_class_by_name(name)
    except ClassNotFound:
        return None
    return _checked(lexer.aliases[0])


def _checked(alias: str) -> str:
    return alias if _SAFE_ALIAS.fullmatch(alias) else "text"
