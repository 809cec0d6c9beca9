"""Code of documents, kept from whoever would take it for something to do.

Between the plugin and Markdown, other plugins and extensions read a page and run what they find:
macros, includes, tables. Running text has nothing for them, as its special characters are escaped,
which is not possible in code. So code leaves the page and comes back right before it is
highlighted.
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
_TELLING = re.compile(r"[^\w\s./()\-:,;'\"#@=+*&?]")
"""Signs that somebody could look for; short code without is as good as text."""
RIGHT_BEFORE_FENCES = 31.5
"""After the includes of ``pymdownx.snippets``, before fences, which see tabs as they are."""


@dataclass(frozen=True, slots=True)
class HiddenCode:
    """A page without its code."""

    markdown: str = ""  # the page, with a stand-in for each piece of code
    mark: str = ""  # what all stand-ins have in common, and nothing else on the page has
    codes: Sequence[str] = ()


def hide(markdown: str) -> HiddenCode:
    """A page, as the plugin has written it, without its code."""
    mark = mark_of(markdown)
    codes: list[str] = []

    def stand_in(found: re.Match[str]) -> str:
        group = "lines" if found["lines"] is not None else "span"
        code = found[group]
        if not code.strip() or (group == "span" and not _TELLING.search(code)):
            return found[0]
        first, end = (place - found.start() for place in found.span(group))
        if group == "lines":
            first += len(found["indent"]) if code.startswith(found["indent"]) else 0
            end -= 1
        codes.append(found[0][first:end])
        return f"{found[0][:first]}{stand_in_for(len(codes) - 1, mark)}{found[0][end:]}"

    return HiddenCode(_CODE.sub(stand_in, markdown), mark, codes)


def hide_all(markdown: str) -> HiddenCode:
    """A page of which nothing is shown to others."""
    mark = mark_of(markdown)
    return HiddenCode(stand_in_for(0, mark), mark, [markdown])


def stand_in_for(number: int, mark: str) -> str:
    """What stands in for a piece of a page."""
    return f"code-{mark}-{number}-"


def mark_of(markdown: str) -> str:
    """What all stand-ins on a page have in common, and nothing else on it has."""
    # Nobody can write a text that names its own hash.
    return sha256(markdown.encode("utf-8", "surrogatepass")).hexdigest()[:20]


class Reveal(Preprocessor):
    """Brings the code of a page back, or what ``put`` makes of each piece."""

    def __init__(self, page: Callable[[], HiddenCode], put: Callable[[str], str] = str) -> None:
        super().__init__()
        self._page = page
        self._put = put

    def run(self, lines: list[str]) -> list[str]:
        """The page with its code."""
        page = self._page()
        if not page.codes:
            return lines
        stand_in = re.compile(rf"code-{page.mark}-(\d{{1,9}})-")
        text = "\n".join(lines)
        return stand_in.sub(lambda found: self._put(page.codes[int(found[1])]), text).split("\n")
