"""Decodes files, including other encodings than UTF-8 and text that was encoded twice."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

_SUSPECT = re.compile(
    r"[\u00c2\u00c3\u00e2\u00f0]"
    r"(?:(?<!\u00f0)[\u0080-\u00bf]|(?<=\u00e2)[\u20ac\u2020]|(?<=\u00f0)\u0178)"
)
"""Likely UTF-8 decoded as Windows-1252; one character class at the beginning is fast to search."""
_MOJIBAKE = tuple(symbol.encode().decode("cp1252") for symbol in ("↓", "⬜", "🟩", "📄"))
"""Swimm's own symbols decoded as Windows-1252; each of them is proof."""
_ENOUGH = 3  # matches of `_SUSPECT` that are proof if the whole text can be decoded again


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file without a byte order mark."""

    text: str
    encoding: str = "utf-8"
    repaired: bool = False  # whether the text had been encoded twice


def decode(data: bytes) -> Decoded:
    """Decode the bytes of a document; never raises.

    Bytes that are not UTF-8 are decoded as UTF-16 if they have its byte order mark, otherwise as
    Windows-1252. Text that certainly was encoded twice is repaired.
    """
    text, encoding = _decode(data)
    repaired = repair(text)
    return Decoded(repaired, encoding, repaired=repaired != text)


def repair(text: str) -> str:
    """Repair text that certainly was encoded as UTF-8, decoded as Windows-1252 and saved again."""
    if text.isascii() or not _SUSPECT.search(text) or not _is_mojibake(text):
        return text
    import ftfy  # loaded only if needed

    # Only the encoding is repaired: quotes, entities and line ends are the author's.
    config = ftfy.TextFixerConfig(unescape_html=False)
    lines = text.split("\n")
    return "\n".join(
        ftfy.fix_encoding(line, config) if _SUSPECT.search(line) else line for line in lines
    )


def _is_mojibake(text: str) -> bool:
    if any(symbol in text for symbol in _MOJIBAKE):
        return True
    if len(_SUSPECT.findall(text)) < _ENOUGH:
        return False
    # A single character that is not in Windows-1252, or a single valid accented letter, means that
    # the text as a whole was not encoded twice: it may be a text about such errors.
    try:
        text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return True


def _decode(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "utf-16"
    for encoding, name in (("utf-8-sig", "utf-8"), ("cp1252", "cp1252")):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding), name
    # Latin-1 defines all bytes, Windows-1252 leaves five undefined.
    return data.decode("latin-1"), "latin-1"
