"""A whole page as the theme wrote it, completed."""

from __future__ import annotations

import re

_ARTICLE = '<article class="md-content__inner md-typeset'
_SEARCH = '<div class="md-search" data-md-component="search" role="dialog"'
_SEARCH_LABEL = re.compile(r'class="md-search__input"[^>]*? aria-label="([^"]*)"')


def completed(output: str, peeks: str) -> str:
    """A page with the class that the style sheet knows it by, and the code to look at.

    Args:
        output: The page; of other themes than Material it need not have any of the places.
        peeks: The code to look at, as HTML; may be empty.
    """
    added: list[tuple[int, str]] = []
    # The theme gives its dialog of searching no name.
    search = output.find(_SEARCH)
    label = _SEARCH_LABEL.search(output, search) if search >= 0 else None
    if label:
        added.append((search + len(_SEARCH), f' aria-label="{label[1]}"'))
    article = output.find(_ARTICLE)
    if article >= 0:
        added.append((article + len(_ARTICLE), " swimm-page"))
    end = output.rfind("</article>")
    if end < 0:
        end = output.rfind("</body>")
    if peeks and end >= 0:
        added.append((end, peeks))
    return _with(output, added)


def _with(text: str, added: list[tuple[int, str]]) -> str:
    """A text with others put in at places of it."""
    # A page may be large: it is copied but once.
    parts: list[str] = []
    position = 0
    for place, other in sorted(added):
        parts += (text[position:place], other)
        position = place
    parts.append(text[position:])
    return "".join(parts)
