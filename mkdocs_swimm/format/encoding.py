"""From the bytes of a file to its text: other encodings, and text that was encoded twice."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TELL_TALE = re.compile(
    r"[\u00c2\u00c3\u00e2\u00f0]"
    r"(?:(?<!\u00f0)[\u0080-\u00bf]|(?<=\u00e2)[\u20ac\u2020]|(?<=\u00f0)\u0178)"
)
"""What UTF-8 looks like after it was read as Windows-1252; only a reason to look closer.

That one set begins all of it is what makes it fast to look for.
"""

_MARKS = tuple(mark.encode().decode("cp1252") for mark in ("↓", "⬜", "🟩", "📄"))
"""Swimm's own marks after the same accident: where one stands, the damage is certain."""

_ENOUGH = 3
"""Without such a mark, this many damaged characters and not one healthy one are taken as proof."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, a byte order mark taken off."""

    text: str
    encoding: str = "utf-8"  # that it was read in
    repaired: bool = False  # text that had been encoded twice was repaired


def decode(data: bytes) -> Decoded:
    """Turn the bytes of a document into text; never raises.

    Text that is not UTF-8 is read as UTF-16 where a byte order mark says so, else as
    Windows-1252. UTF-8 that was read as Windows-1252 and saved again is repaired if it is certain
    that this happened; text without such damage is returned untouched.
    """
    text, encoding = _decode(data)
    mended = repair(text)
    return Decoded(mended, encoding, repaired=mended != text)


def repair(text: str) -> str:
    """Mend text that certainly was encoded as UTF-8, read as Windows-1252 and saved again."""
    if text.isascii() or not _TELL_TALE.search(text) or not _damage_is_certain(text):
        return text
    import ftfy  # only the damaged few pay for loading it

    # Quotes, entities and line ends are the author's own: nothing but the encoding is repaired.
    config = ftfy.TextFixerConfig(unescape_html=False)
    lines = text.split("\n")
    return "\n".join(
        ftfy.fix_encoding(line, config) if _TELL_TALE.search(line) else line for line in lines
    )


def _damage_is_certain(text: str) -> bool:
    if any(mark in text for mark in _MARKS):
        return True
    if len(_TELL_TALE.findall(text)) < _ENOUGH:
        return False
    # One character that Windows-1252 lacks, or one accent on its own, and the text as a whole did
    # not go through the accident: it may well be a text about such accidents.
    try:
        text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return True


def _decode(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "utf-16"
    for encoding, name in (("utf-8-sig", "utf-8"), ("cp1252", "cp1252")):
        try:
            return data.decode(encoding), name
        except UnicodeDecodeError:
            continue
    # Latin-1 gives every byte some character, where Windows-1252 leaves five undefined.
    return data.decode("latin-1"), "latin-1"
