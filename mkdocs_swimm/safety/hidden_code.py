"""Hides the code on a page from other plugins and extensions.

Between the plugin and Markdown, these read a page and run what they find: macros, includes, tables.
Special characters in running text are escaped, which is not possible in code. So code is replaced
with placeholders, and restored right before it is highlighted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from markdown.preprocessors import Preprocessor

_CODE = re.compile(
    r"""
    ^(?P<indent>[ >]*)(?P<fence>`{3,}|~{3,})[^`\n]*\n
      (?P<lines>.*?)
    ^(?P=indent)(?P=fence)[ ]*$
    | (?<!`)(?P<marks>`+)(?!`)(?P<span>[^\n]+?)(?<!`)(?P=marks)(?!`)
    """,
    re.M | re.S | re.X,
)
_SPECIAL = re.compile(r"[^\w\s./()\-:,;'\"#@=+*&?]")  # what code has that others may run
RIGHT_BEFORE_FENCES = 31.5
"""A priority after the includes of ``pymdownx.snippets``, and before fences, which keep tabs."""


@dataclass(frozen=True, slots=True)
class HiddenCode:
    """A page without its code."""

    markdown: str = ""  # the page, with a placeholder for each piece of code
    key: str = ""  # what all placeholders have in common, and nothing else on the page
    codes: Sequence[str] = ()


def hide(markdown: str) -> HiddenCode:
    """Hide the code of a page that the plugin has written."""
    key = key_of(markdown)
    codes: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        group = "lines" if match["lines"] is not None else "span"
        code = match[group]
        if not code.strip() or (group == "span" and not _SPECIAL.search(code)):
            return match[0]
        start, end = (position - match.start() for position in match.span(group))
        if group == "lines":
            start += len(match["indent"]) if code.startswith(match["indent"]) else 0
            end -= 1
        codes.append(match[0][start:end])
        return f"{match[0][:start]}{placeholder(len(codes) - 1, key)}{match[0][end:]}"

    return HiddenCode(_CODE.sub(replaced, markdown), key, codes)


def hide_all(markdown: str) -> HiddenCode:
    """Hide a whole page."""
    key = key_of(markdown)
    return HiddenCode(placeholder(0, key), key, [markdown])


def placeholder(number: int, key: str) -> str:
    """The placeholder for one of the hidden pieces of a page, counted from 0."""
    return f"code-{key}-{number}-"


def key_of(markdown: str) -> str:
    """The key of a page's placeholders: a hash of the page, which no text can contain itself."""
    return sha256(markdown.encode("utf-8", "surrogatepass")).hexdigest()[:20]


class Reveal(Preprocessor):
    """Restores the hidden pieces of a page, each passed through ``put``."""

    def __init__(self, page: Callable[[], HiddenCode], put: Callable[[str], str] = str) -> None:
        super().__init__()
        self._page, self._put = page, put

    def run(self, lines: list[str]) -> list[str]:
        """Replace the placeholders."""
        page = self._page()
        if not page.codes:
            return lines
        hidden = re.compile(rf"code-{page.key}-(\d{{1,9}})-")
        text = "\n".join(lines)
        return hidden.sub(lambda match: self._put(page.codes[int(match[1])]), text).split("\n")
