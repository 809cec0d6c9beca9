"""The language of code: from its path, since info strings often lie (``FORMAT.md`` section 4)."""

from __future__ import annotations

import re
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
    ".cls": "apex",
    ".cmd": "bat",
    ".config": "xml",
    ".cpy": "cobol",
    ".dockerfile": "docker",
    ".gradle": "groovy",
    ".h": "c",
    ".inc": "php",
    ".in": "text",
    ".page": "html",
    ".cmp": "html",
    ".prefab": "yaml",
    ".sql": "sql",
    ".ts": "typescript",
    ".trigger": "apex",
    ".v": "verilog",
    ".ypp": "yacc",
}
"""Where Pygments knows no answer, or the wrong one of several."""

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
    "batchfile": "bat",
    "gettext catalog": "po",
    "hack": "php",
    "jsonc": "json",
    "plsql": "sql",
    "renderscript": "rust",
    "visual basic": "vbnet",
}
"""The first language that GitHub's list has for an extension is not always the likely one."""

_SAFE_ALIAS = re.compile(r"[\w#.+-]+")


@lru_cache(maxsize=4096)
def language_of_path(path: str) -> str:
    """The Pygments alias for a file's language, ``text`` where it is not known."""
    name = PurePosixPath(path).name
    suffix = PurePosixPath(name).suffix.lower()
    known = _BY_NAME.get(name.lower()) or _BY_SUFFIX.get(suffix)
    if known:
        return _alias(known) or "text"
    if suffix in _FREQUENT:
        return _FREQUENT[suffix]
    # Lower case: `PROGRAM.CBL` is as much COBOL as `program.cbl`.
    return _known_to_pygments(name) or _known_to_pygments(name.lower()) or "text"


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
