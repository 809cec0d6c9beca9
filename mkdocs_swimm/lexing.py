"""Pygments' lexers at a multiple of their speed: of the rules of a state, few are tried.

Pygments tries the rules of a state one by one, 40 times for a common token. The letter that is next
rules most of them out, and one expression of the others as alternatives finds the same rule, the
first that matches, in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import compress, groupby
from typing import Any

from pygments.lexer import Lexer, RegexLexer
from pygments.lexers import find_lexer_class_by_name
from pygments.lexers.special import TextLexer
from pygments.token import Error, Whitespace, _TokenType
from pygments.util import ClassNotFound

from .first_letters import Letters, first_letters, letter

_Rule = tuple[Callable[[str, int], re.Match[str] | None], Any, Any]
"""How it matches, what it makes of that, and the state that comes next."""

_Step = tuple[Callable[[str, int], re.Match[str] | None], _Rule | None, Mapping[Any, _Rule]]
"""What finds a match: for a rule, or else for one of several by the ``lastindex`` of the match."""

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}
_GLOBAL_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")
_BACK_REFERENCE = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")
"""Within one expression of several rules, the groups of a rule have other numbers."""

_LONG = 2000
"""So long are sets of all letters of Unicode, which take longer to compile than to try alone."""

_OTHER = "\x80"
"""Stands for all letters that are not of ASCII, and is the first of them."""

_states: dict[type[Lexer], tuple[Any, dict[str, _State]]] = {}


def lexer_of(language: str) -> Lexer:
    """A lexer that gives back every letter of a text; one for plain text where none is known.

    Args:
        language: The name that Pygments knows the language by.
    """
    return quick(_class(language)(stripnl=False, ensurenl=False))


@lru_cache(maxsize=256)
def _class(language: str) -> type[Lexer]:
    try:
        return find_lexer_class_by_name(language)
    except ClassNotFound:
        return TextLexer


def quick(lexer: Lexer) -> Lexer:
    """A lexer of Pygments', made to find the same tokens in less time."""
    # Those that work in a way of their own keep it.
    if type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed:
        lexer.get_tokens_unprocessed = partial(_tokens, lexer)  # type: ignore[method-assign]
    return lexer


def _tokens(
    lexer: Any, text: str, stack: Iterable[str] = ("root",)
) -> Iterator[tuple[int, _TokenType, str]]:
    """The tokens of a text, as ``RegexLexer.get_tokens_unprocessed`` gives them."""
    stack = list(stack)
    state = _state(lexer, stack[-1])
    pos, end = 0, len(text)
    while True:
        for match, rule, rules in state[text[pos] if pos < end else ""]:
            found = match(text, pos)
            if found:
                alone, action, change = rule or rules[found.lastindex]
                if type(action) is _TokenType:
                    yield pos, action, found.group()
                elif action is not None:
                    # It asks for groups by their numbers within the rule.
                    yield from action(lexer, found if rule else alone(text, pos))
                pos = found.end()
                if change is not None:
                    _change(stack, change)
                    state = _state(lexer, stack[-1])
                break
        else:
            if pos >= end:
                return
            if text[pos] == "\n":
                stack = ["root"]
                state = _state(lexer, "root")
                yield pos, Whitespace, "\n"
            else:
                yield pos, Error, text[pos]
            pos += 1


def _change(stack: list[str], change: Any) -> None:
    """Go to another state: by names, or by how many to leave; the first one is never left."""
    if isinstance(change, int):
        del stack[1 if abs(change) >= len(stack) else change :]
        return
    for name in change if isinstance(change, tuple) else (change,):
        if name == "#push":
            stack.append(stack[-1])
        elif name != "#pop":
            stack.append(name)
        elif len(stack) > 1:
            stack.pop()


def _state(lexer: Any, name: str) -> _State:
    definitions, known = _states.get(type(lexer), (None, {}))
    if definitions is not lexer._tokens:
        known = {}
        _states[type(lexer)] = lexer._tokens, known
    if name not in known:
        known[name] = _State(lexer._tokens[name])
    return known[name]


class _State(dict[str, Sequence[_Step]]):
    """What to try where a letter is next, by that letter; an empty one stands for the end.

    Args:
        rules: The rules of the state.
    """

    def __init__(self, rules: Sequence[_Rule]) -> None:
        self.rules = rules
        self.letters = [first_letters(_pattern(rule)) for rule in rules]
        self.steps: dict[Letters, Sequence[_Step]] = {}

    def __missing__(self, text: str) -> Sequence[_Step]:
        """What to try before a letter that was not met so far."""
        if text > _OTHER:
            # There are too many of them to keep them all.
            return self[_OTHER]
        wanted = letter(text)
        fit = [bool(letters & wanted) for letters in self.letters]
        key = sum(1 << index for index, fits in enumerate(fit) if fits)
        if key not in self.steps:
            self.steps[key] = tuple(_steps(list(compress(self.rules, fit))))
        self[text] = self.steps[key]
        return self[text]


def _pattern(rule: _Rule) -> re.Pattern[str]:
    pattern: re.Pattern[str] = rule[0].__self__  # type: ignore[attr-defined]
    return pattern


def _steps(rules: Sequence[_Rule]) -> Iterator[_Step]:
    """Rules in their order, those as one expression that can be."""
    for joins, some in groupby(rules, _can_be_joined):
        run = list(some)
        if joins and len(run) > 1:
            try:
                yield _as_one(run)
                continue
            except (re.error, RecursionError, OverflowError):
                pass
        for rule in run:
            yield rule[0], rule, {}


def _can_be_joined(rule: _Rule) -> bool:
    text = _pattern(rule).pattern
    return len(text) < _LONG and not _BACK_REFERENCE.search(text)


def _as_one(rules: Sequence[_Rule]) -> _Step:
    """Rules as one expression; raise ``re.error`` where they can not be."""
    alternatives = []
    by_group = {}
    group = 0
    for rule in rules:
        alternatives.append(_alternative(_pattern(rule)))
        group += _pattern(rule).groups + 1
        by_group[group] = rule
    return re.compile("|".join(alternatives)).match, None, by_group


def _alternative(pattern: re.Pattern[str]) -> str:
    """An expression with its own flags, and a group that tells that it was this one.

    The group is behind it: what begins with a letter or a set is skipped where another one is.
    """
    on = "".join(letter for letter, flag in _FLAGS.items() if pattern.flags & flag)
    off = "".join(letter for letter in _FLAGS if letter not in on)
    ascii = "a" if pattern.flags & re.ASCII else ""
    text = _GLOBAL_FLAGS.sub("", pattern.pattern, count=1)
    return f"(?{ascii}{on}{'-' if off else ''}{off}:{text}{chr(10) if 'x' in on else ''})()"
