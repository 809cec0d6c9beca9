"""Pygments' lexers at twice their speed: the rules of a state are one regular expression.

Pygments tries the rules of a state one by one, 40 times for a common token. One expression of all
of them as alternatives finds the same rule, the first that matches, in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pygments.lexer import Lexer, RegexLexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Error, Whitespace, _TokenType
from pygments.util import ClassNotFound

_Rule = tuple[Callable[[str, int], re.Match[str] | None], Any, Any]
"""How it matches, what it makes of that, and the state that comes next."""

_State = tuple[Callable[[str, int], Any], Any]
"""What finds the first rule of a state that matches at a place, and the rules by ``lastindex``."""

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}
_GLOBAL_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")
_BACK_REFERENCE = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")

_states: dict[type[Lexer], tuple[Any, dict[str, _State]]] = {}


def lexer_of(language: str) -> Lexer:
    """A lexer that gives back every letter of a text; one for plain text where none is known.

    Args:
        language: The name that Pygments knows the language by.
    """
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False, ensurenl=False)
    return quick(lexer)


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
    first, rules = _state(lexer, stack[-1])
    pos = 0
    while True:
        found = first(text, pos)
        if found:
            alone, action, change = rules[found.lastindex]
            if type(action) is _TokenType:
                yield pos, action, found.group()
            elif action is not None:
                # It asks for groups by their numbers within the rule.
                yield from action(lexer, alone(text, pos))
            pos = found.end()
            if change is not None:
                _change(stack, change)
                first, rules = _state(lexer, stack[-1])
        elif pos >= len(text):
            return
        elif text[pos] == "\n":
            stack = ["root"]
            first, rules = _state(lexer, "root")
            yield pos, Whitespace, "\n"
            pos += 1
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
        rules = lexer._tokens[name]
        try:
            known[name] = _as_one(rules)
        except (re.error, RecursionError, OverflowError):
            one_by_one = _OneByOne(rules)
            known[name] = one_by_one.first, one_by_one
    return known[name]


def _as_one(rules: Sequence[_Rule]) -> _State:
    """Rules as one expression; raise ``re.error`` where they can not be."""
    alternatives = []
    by_group = {}
    group = 0
    for rule in rules:
        pattern: re.Pattern[str] = rule[0].__self__  # type: ignore[attr-defined]
        if _BACK_REFERENCE.search(pattern.pattern):
            raise re.error("its groups would have other numbers", pattern.pattern)
        alternatives.append(_alternative(pattern))
        group += pattern.groups + 1
        by_group[group] = rule
    return re.compile("|".join(alternatives)).match, by_group


def _alternative(pattern: re.Pattern[str]) -> str:
    """An expression with its own flags, and a group that tells that it was this one.

    The group is behind it: what begins with a letter or a set is skipped where another one is.
    """
    on = "".join(letter for letter, flag in _FLAGS.items() if pattern.flags & flag)
    off = "".join(letter for letter in _FLAGS if letter not in on)
    ascii = "a" if pattern.flags & re.ASCII else ""
    text = _GLOBAL_FLAGS.sub("", pattern.pattern, count=1)
    return f"(?{ascii}{on}{'-' if off else ''}{off}:{text}{chr(10) if 'x' in on else ''})()"


@dataclass(slots=True)
class _OneByOne:
    """Rules that can not be one expression, in their order."""

    rules: Sequence[_Rule]
    _found: _Rule | None = None

    def first(self, text: str, pos: int) -> re.Match[str] | None:
        """The match of the first rule that has one."""
        for rule in self.rules:
            match = rule[0](text, pos)
            if match:
                self._found = rule
                return match
        return None

    def __getitem__(self, group: int | None) -> _Rule | None:
        """The rule that matched last."""
        return self._found
