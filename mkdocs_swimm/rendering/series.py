"""Snippets that follow each other with nothing between them."""

from __future__ import annotations

from collections.abc import Sequence, Set

from markdown_it.token import Token

from ..format.context import construct_of


def following_snippets(tokens: Sequence[Token]) -> Set[int]:
    """The identities of snippets that stand right below another one."""
    found = set()
    above = False
    for token in tokens:
        if token.type == "swimm_snippet":
            value = construct_of(token)
            if above and value:
                found.add(id(value))
            above = True
        elif token.type != "swimm_hidden":
            above = False
    return found
