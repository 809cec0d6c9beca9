"""Where an identifier is now: its line, and the words on that line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ..codebase import SourceFile
from ..differences import matcher
from ..format.constructs import Token
from ..words import find_words, has_words, identifiers, split_words
from .findings import Reason, State
from .locating import Past, Spot, locate
from .quotes import Quote, nearest, text_of
from .similarity import line_similarity

_LIKE = 0.5
_MARGIN = 0.1
_MOST_LINES = 500
"""On how many lines an identifier is looked for: one that is everywhere is nowhere to be found."""

_LONGEST_LINE = 2000
"""Longer lines are not searched for a new name."""


def locate_token(
    token: Token, quote: Quote, file: SourceFile, past: Callable[[], Past | None]
) -> tuple[Spot, str]:
    """Find an identifier in a file.

    Args:
        token: The identifier.
        quote: The line that it stood on.
        file: The file as it is now.
        past: Gives the version that it was quoted from; asked only where it matters.

    Returns:
        Where it is, and its new name where it has one.
    """
    token = replace(token, text=text_of(token))
    spot = locate(quote, file, past)
    if spot.state in (State.UP_TO_DATE, State.MOVED):
        return spot, ""
    if spot.state is State.CHANGED and not spot.reason:
        on_spot = _on_lines(token, file, range(spot.first, spot.last + 1))
        if on_spot:
            return _at(on_spot), ""
        name = _new_name(token, quote, file.line(spot.first) or "")
        if name:
            return Spot(State.CHANGED, spot.first, spot.first, "renamed"), name
    elsewhere = _elsewhere(token, quote, file, past())
    return elsewhere or Spot(State.GONE, reason="deleted"), ""


def find_without_line(token: Token, file: SourceFile) -> Spot:
    """Look for an identifier whose line of code the document does not keep."""
    if token.target_line is not None:
        line = file.line(token.target_line) or ""
        if has_words(line, token.text):
            return Spot(State.UP_TO_DATE, token.target_line, token.target_line)
    lines = _lines_with(token, file)
    if not lines:
        return Spot(State.GONE, reason="deleted")
    if token.target_line is None:
        return Spot(State.NOT_CHECKED, reason="no place")
    return _at(lines[0]) if len(lines) == 1 else _ambiguous(lines, token.target_line)


def _at(line: int, reason: Reason = "") -> Spot:
    return Spot(State.CHANGED, line, line, reason)


def _ambiguous(lines: Sequence[int], near: int) -> Spot:
    return _at(min(lines, key=lambda line: abs(line - near)), "ambiguous")


def _on_lines(token: Token, file: SourceFile, lines: range) -> int | None:
    return next((one for one in lines if has_words(file.line(one) or "", token.text)), None)


def _lines_with(token: Token, file: SourceFile) -> Sequence[int]:
    words = identifiers(token.text)
    if not words:
        return ()
    rarest = min(words, key=lambda word: len(file.words.get(word, ())))
    return [
        number
        for number in nearest(file.words.get(rarest, ()), token.target_line or 1, _MOST_LINES)
        if has_words(file.line(number) or "", token.text)
    ]


def _elsewhere(token: Token, quote: Quote, file: SourceFile, past: Past | None) -> Spot | None:
    """The identifier on a line that is not the one it was on.

    Lines that had it before are other mentions of it: they do not become this one.
    """
    lines = _lines_with(token, file)
    if past:
        lines = [line for line in lines if line - 1 not in past.alignment.origins]
    if not lines:
        return None
    [(_, old)] = quote.rows
    ranked = sorted(
        ((line_similarity(old, file.line(line) or ""), line) for line in lines), reverse=True
    )
    best, line = ranked[0]
    following = ranked[1][0] if len(ranked) > 1 else 0.0
    if best >= _LIKE and best - following >= _MARGIN:
        return _at(line)
    if len(lines) == 1:
        return _at(line, "" if best >= _LIKE else "ambiguous")
    return _ambiguous(lines, quote.first)


def _new_name(token: Token, quote: Quote, line: str) -> str:
    """What stands where the identifier stood on its line; empty where that is not clear."""
    [(_, old)] = quote.rows
    if len(old) > _LONGEST_LINE or len(line) > _LONGEST_LINE:
        return ""
    before, after = split_words(old.strip()), split_words(line.strip())
    indent = len(split_words(old)) - len(before)
    near = token.words[0] - indent if token.words else 0
    found = find_words(old.strip(), token.text, near)
    if not found or not after:
        return ""
    images = _word_images(before, after)
    first, last = images.get(found[0]), images.get(found[1])
    if first is None or last is None:
        return ""
    name = "".join(after[first : last + 1])
    return name if identifiers(name) else ""


def _word_images(before: Sequence[str], after: Sequence[str]) -> Mapping[int, int]:
    """Which word became which, where words stayed or were replaced one by one."""
    images: dict[int, int] = {}
    for tag, start, end, to, until in matcher(before, after).get_opcodes():
        if tag == "equal" or (tag == "replace" and end - start == until - to):
            images.update(zip(range(start, end), range(to, until), strict=True))
    return images
