"""Blocks of raw HTML for readers of CommonMark and MDX: harmless, balanced, each on one line."""

from __future__ import annotations

from collections.abc import Sequence, Set

from markdown_it.token import Token

from .html import VOID, pieces, with_unique_id
from .raw_html import OpenElements, RawHtml, contained, continues


class BalancedHtml(RawHtml):
    """Writes the raw HTML of a page.

    A block becomes one line, so that nothing in it is taken for another block. Elements that HTML
    further on closes stay open, their tags on lines of their own around the Markdown between.
    """

    def block(self, token: Token, closed: Set[str]) -> str:
        """A block of HTML on lines of its own."""
        done: list[str] = []
        parts: list[str] = []
        opened = OpenElements()

        def close(name: str | None = None) -> None:
            parts.extend(f"</{ended}>" for ended in opened.end(name))

        for part in pieces(token):
            tag = self.tag(token, part)
            if tag is None:
                text = RawHtml.text(self, part)
                parts.append(text.replace("\n", "&#10;" if "pre" in opened else " "))
            elif not tag.closing and opened.is_deep:
                continue
            elif not tag.closing:
                if opened.ends_paragraph(tag.shown):
                    close("p")
                if tag.name not in VOID:
                    opened.begin(tag.shown, len(parts))
                parts.append(self.spell(with_unique_id(tag.text, self.ids)))
            elif tag.shown in opened:
                close(tag.shown)
            elif self.containers and self.containers[-1] == f"</{contained(tag.shown)}>":
                close()
                done += ["".join(parts), self.containers.pop()]
                parts.clear()
        if opened.names and continues(opened.names, closed):
            done += self._around(parts, opened.order)
        else:
            close()
            done.append("".join(parts))
        return "\n\n".join(one.strip() for one in done if one.strip())

    def text(self, part: Token) -> str:
        """Text within raw HTML, or one of Swimm's constructs."""
        return RawHtml.text(self, part).replace("\n", " ")

    def _around(self, parts: Sequence[str], open_: Sequence[tuple[str, int]]) -> list[str]:
        """HTML whose open elements hold the Markdown that follows."""
        done: list[str] = []
        start = 0
        for name, index in open_:
            done.append("".join(parts[start:index]))
            shown = contained(name)
            done.append(parts[index].replace(f"<{name}", f"<{shown}", 1))
            self.containers.append(f"</{shown}>")
            start = index + 1
        return [*done, "".join(parts[start:])]
