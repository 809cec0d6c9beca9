"""Where an identifier is now: its line, and the words on that line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..code.source_file import SourceFile
from ..code.words import has_words, identifiers, line_similarity, matcher, split_words
from ..format.constructs import Token
from .findings import Reason, State
from .locating import Spot, locate
from .past import Past
from .quotes import Quote, as_lost, is_distinct, nearest, text_of

_LIKE = 0.5
_CLEARLY_LIKE = 0.8
_MARGIN = 0.1
_NAMES_ALIKE = 0.6
_MOST_LINES = 500
"""On how many lines an identifier is looked for: one that is everywhere is nowhere to be found."""

_LONGEST_LINE = 2000
"""Longer lines are not searched for a new name."""


def locate_token(
    token: Token, quote: Quote, file: SourceFile, past: Past | None
) -> tuple[Spot, str]:
    """Find an identifier in a file: where it is, and its new name where it has one.

    The quote is the line that it stood on, the past the version with it, if that is known.
    """
    text = text_of(token)
    # In a file that is not in UTF-8, letters of the line may have been lost.
    text = text if text in quote.texts[0] else as_lost(text)
    spot = locate(quote, file, past)
    if spot.state in (State.UP_TO_DATE, State.MOVED):
        return spot, ""
    reason: Reason = spot.reason if spot.reason in ("ambiguous", "white space") else ""
    if spot.state is State.CHANGED:
        lines = range(spot.first, spot.last + 1)
        on_spot = next((at for at in lines if has_words(file.line(at) or "", text)), None)
        if on_spot:
            return _at(on_spot, reason, weak=spot.weak), ""
        if reason != "ambiguous":
            name = _new_name(text, token, quote, file.line(spot.first) or "")
            if name and _is_renaming(text, name, quote, file, spot.first, past):
                return Spot(State.CHANGED, spot.first, spot.first, "renamed"), name
    elsewhere = _elsewhere(text, quote, file, past)
    if elsewhere is None and spot.state is State.CHANGED:
        elsewhere = replace(spot, reason="ambiguous", weak=True)
    return elsewhere or Spot(State.GONE, reason="deleted", weak=True), ""


def find_without_line(token: Token, file: SourceFile) -> Spot:
    """Look for an identifier whose line of code the document does not keep."""
    line = token.target_line
    if line is not None and has_words(file.line(line) or "", token.text):
        return Spot(State.UP_TO_DATE, line, line)
    lines = _lines_with(token.text, file, line or 1)
    if not lines:
        return Spot(State.GONE, reason="deleted")
    if line is None:
        return Spot(State.NOT_CHECKED, reason="no place")
    return _at(lines[0], "" if len(lines) == 1 else "ambiguous")


def _at(line: int, reason: Reason = "", *, weak: bool = True) -> Spot:
    return Spot(State.CHANGED, line, line, reason, weak)


def _is_renaming(
    old: str, new: str, quote: Quote, file: SourceFile, line: int, past: Past | None
) -> bool:
    """Whether one name took the place of another, and not one piece of code that of another.

    The old name is nowhere any more, the new one was not there before, and all uses went the same
    way; of one use alone, the names are alike, or the lines around it are as they were.
    """
    if any(word in file.numbers_by_word for word in identifiers(old)):
        return False
    alike = matcher(old.lower(), new.lower()).ratio() >= _NAMES_ALIKE
    if past is None:
        return alike
    before = past.version
    if all(word in before.numbers_by_word for word in identifiers(new)):
        return False
    uses = [at for at in _lines_with(old, before, quote.first) if at != quote.first + past.shift]
    images = [past.alignment.image(number - 1) for number in uses]
    if uses and all(at is not None and has_words(file.line(at + 1) or "", new) for at in images):
        return True
    near = tuple(row for row in past.widened().rows if row not in quote.rows)
    stands = is_distinct(*(text for _, text in near))
    return alike or (stands and Quote(near).stands_at(file, line - quote.first))


def _lines_with(text: str, file: SourceFile, near: int) -> Sequence[int]:
    """The lines with an identifier, the nearest first."""
    words = identifiers(text)
    if not words:
        return ()
    rarest = min(words, key=lambda word: len(file.numbers_by_word.get(word, ())))
    return [
        number
        for number in nearest(file.numbers_by_word.get(rarest, ()), near, _MOST_LINES)
        if has_words(file.line(number) or "", text)
    ]


def _elsewhere(text: str, quote: Quote, file: SourceFile, past: Past | None) -> Spot | None:
    """The identifier on a line that is not the one it was on.

    Lines that had it before are other mentions of it: they do not become this one.
    """
    lines = _lines_with(text, file, quote.first)
    if past:
        lines = [line for line in lines if line - 1 not in past.alignment.origins]
    if not lines:
        return None
    old = quote.texts[0]
    ranked = sorted(
        ((line_similarity(old, file.line(line) or ""), line) for line in lines), reverse=True
    )
    best, line = ranked[0]
    # Without history nobody knows whether that line was there before.
    if past is None or not quote.is_distinct:
        return _at(line, "ambiguous")
    if best < _CLEARLY_LIKE:
        home = past.home()
        if home is None or line - 1 not in home[1]:
            return _at(line, "ambiguous")
    following = ranked[1][0] if len(ranked) > 1 else 0.0
    if best >= _LIKE and (best - following >= _MARGIN or len(lines) == 1):
        return _at(line)
    return _at(min(lines, key=lambda line: abs(line - quote.first)), "ambiguous")


def _new_name(text: str, token: Token, quote: Quote, line: str) -> str:
    """What stands where the identifier stood on its line; empty where that is not clear."""
    old = quote.texts[0]
    if len(old) > _LONGEST_LINE or len(line) > _LONGEST_LINE:
        return ""
    before, after, wanted = split_words(old.strip()), split_words(line.strip()), split_words(text)
    near = token.words[0] - (len(split_words(old)) - len(before)) if token.words else 0
    found = [at for at in range(len(before)) if before[at : at + len(wanted)] == wanted]
    if not found:
        return ""
    start = min(found, key=lambda at: (abs(at - near), at))
    # Which word became which, where words stayed or were replaced one by one.
    images: dict[int, int] = {}
    for tag, begin, end, to, until in matcher(before, after).get_opcodes():
        if tag == "equal" or (tag == "replace" and end - begin == until - to):
            images.update(zip(range(begin, end), range(to, until), strict=True))
    first, last = images.get(start), images.get(start + len(wanted) - 1)
    if first is None or last is None:
        return ""
    name = "".join(after[first : last + 1])
    return name if identifiers(name) else ""
