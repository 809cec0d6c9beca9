"""The language of code: from its path, since info strings often lie (``FORMAT.md`` section 4)."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath

from pygments.lexers import find_lexer_class_by_name, find_lexer_class_for_filename
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
    try:
        # Lower case: `PROGRAM.CBL` is as much COBOL as `program.cbl`.
        lexer = find_lexer_class_for_filename(name) or find_lexer_class_for_filename(name.lower())
    except ClassNotFound:  # pragma: no cover - raised by some versions instead of None
        lexer = None
    return _checked(lexer.aliases[0]) if lexer and lexer.aliases else "text"


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
