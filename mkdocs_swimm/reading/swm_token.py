"""The value of a generation 2 token (``FORMAT.md`` section 5.2)."""

from __future__ import annotations

import re

from ..model import Repo, Token
from .attributes import clean_path, unescape

_VALUE = re.compile(r"([^:]*):(.*?):(-?\d{1,9}):(-?\d{1,9}):(-?\d{1,9}):`(.*)`", re.S)


def swm_token(source: str, line: int, value: str, text: str, *, in_table: bool = False) -> Token:
    """Read ``[repo]:path:line:first:last:`line text```.

    Args:
        source: The whole token as it stands in the document.
        line: The document's line.
        value: The attribute's value, still escaped.
        text: The text of the code span before the tag; empty where there is none.
        in_table: Whether the token stands in a table, where pipes are escaped once more.

    Returns:
        The token; without a place in the code where the value says nothing of the kind.
    """
    value = unescape(value)
    if in_table:
        value, text = value.replace("\\|", "|"), text.replace("\\|", "|")
    found = _VALUE.fullmatch(value)
    if not found:
        return Token(source=source, line=line, text=text)
    number, first, last = map(int, found.group(3, 4, 5))
    return Token(
        source=source,
        line=line,
        text=text,
        path=clean_path(found[2]),
        target_line=number if number > 0 else None,
        words=(first, last) if 0 <= first <= last else None,
        line_text=found[6],
        repo=Repo(id=found[1]) if found[1] else None,
    )
