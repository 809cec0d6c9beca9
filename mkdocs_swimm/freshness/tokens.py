"""Where the identifier of a token is now, and its new name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..code.source_file import SourceFile
from ..code.words import has_words, identifiers, line_similarity, matcher, split_words
from ..format.constructs import Token
from .findings import Reason, State
from .locating import Spot, locate
from .past import Past
from .quotes import Quote, is_recognizable, nearest, text_of, undecoded

_SIMILAR, _CLEARLY_SIMILAR, _MARGIN = 0.5, 0.8, 0.1
_SIMILAR_NAMES = 0.6
_MAX_LINES = 500  # the lines with an identifier that are looked at, the nearest first
_MAX_LINE = 2000  # longer lines are not searched for a new name


def locate_token(
    token: Token, quote: Quote, file: SourceFile, past: Past | None
) -> tuple[Spot, str]:
    """Find an identifier in a file; also returns its new name if it was renamed, else "".

    ``quote`` is the line that it was on, ``past`` the version with that line, if known.
    """
    text = text_of(token)
    text = text if text in quote.texts[0] else undecoded(text)
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
    """Find the identifier of a token that has no line of code in the document."""
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
    """Whether an identifier was renamed, and not replaced with other code.

    The old name is nowhere in the file, the new one was not in the old version. All other uses were
    renamed, too, or the names are similar, or the neighbouring lines are the same.
    """
    if any(word in file.numbers_by_word for word in identifiers(old)):
        return False
    alike = matcher(old.lower(), new.lower()).ratio() >= _SIMILAR_NAMES
    if past is None:
        return alike
    before = past.version
    if all(word in before.numbers_by_word for word in identifiers(new)):
        return False
    uses = [at for at in _lines_with(old, before, quote.first) if at != quote.first + past.shift]
    images = [past.alignment.image(number - 1) for number in uses]
    if uses and all(at is not None and has_words(file.line(at + 1) or "", new) for at in images):
        return True
    neighbours = tuple(row for row in past.widened().rows if row not in quote.rows)
    recognizable = is_recognizable(*(text for _, text in neighbours))
    return alike or (recognizable and Quote(neighbours).stands_at(file, line - quote.first))


def _lines_with(text: str, file: SourceFile, near: int) -> Sequence[int]:
    """The lines with an identifier, the nearest first."""
    words = identifiers(text)
    if not words:
        return ()
    rarest = min(words, key=lambda word: len(file.numbers_by_word.get(word, ())))
    return [
        number
        for number in nearest(file.numbers_by_word.get(rarest, ()), near, _MAX_LINES)
        if has_words(file.line(number) or "", text)
    ]


def _elsewhere(text: str, quote: Quote, file: SourceFile, past: Past | None) -> Spot | None:
    """The identifier on another line, unless that line had it in the old version."""
    lines = _lines_with(text, file, quote.first)
    if past:
        lines = [line for line in lines if line - 1 not in past.alignment.survivors]
    if not lines:
        return None
    old = quote.texts[0]
    ranked = sorted(
        ((line_similarity(old, file.line(line) or ""), line) for line in lines), reverse=True
    )
    best, line = ranked[0]
    # Without history, that line may have been there before.
    if past is None or not quote.is_recognizable:
        return _at(line, "ambiguous")
    if best < _CLEARLY_SIMILAR:
        definition = past.definition()
        if definition is None or line - 1 not in definition[1]:
            return _at(line, "ambiguous")
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    if best >= _SIMILAR and (best - second >= _MARGIN or len(lines) == 1):
        return _at(line)
    return _at(min(lines, key=lambda line: abs(line - quote.first)), "ambiguous")


def _new_name(text: str, token: Token, quote: Quote, line: str) -> str:
    """What replaced the identifier on its line; empty where that is not clear."""
    old = quote.texts[0]
    if len(old) > _MAX_LINE or len(line) > _MAX_LINE:
        return ""
    before, after, words = split_words(old.strip()), split_words(line.strip()), split_words(text)
    near = token.words[0] - (len(split_words(old)) - len(before)) if token.words else 0
    starts = [at for at in range(len(before)) if before[at : at + len(words)] == words]
    if not starts:
        return ""
    start = min(starts, key=lambda at: (abs(at - near), at))
    # Old words that stayed or were replaced one by one, and their new indices.
    images: dict[int, int] = {}
    for tag, begin, end, to, until in matcher(before, after).get_opcodes():
        if tag == "equal" or (tag == "replace" and end - begin == until - to):
            images.update(zip(range(begin, end), range(to, until), strict=True))
    first, last = images.get(start), images.get(start + len(words) - 1)
    if first is None or last is None:
        return ""
    name = "".join(after[first : last + 1])
    return name if identifiers(name) else ""
