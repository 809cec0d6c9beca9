"""Tokens, paths and people in running text."""

from __future__ import annotations

from dataclasses import dataclass

from ..format.constructs import PathRef, Token
from ..freshness import Reference
from ..i18n.strings import Strings
from ..markdown.contract import Place
from ..markdown.escaping import code_span, html_text
from .citations import Citation
from .context import CodeLink
from .markup import attribute, in_ascii, plain_text


def title(reference: Reference, link: CodeLink, strings: Strings) -> str:
    """What the tooltip of a token or path says; nothing where the text says it all."""
    named = strings.in_repository.format(repository=link.repository) if link.repository else ""
    if not isinstance(reference, Token):
        renamed = not named and link.path != reference.path and link.url
        return strings.renamed.format(path=link.path) if renamed else named
    where = reference.path
    if reference.target_line:
        where = f"{where}:{reference.target_line}"
    if named:
        where = f"{where} {named}"
    line = (reference.line_text or "").strip()
    return f"{where} — {line}" if where and line else where or line


def shown_path(path: PathRef, link: CodeLink) -> str:
    """A path as it is shown: whole, a folder with a slash at its end."""
    return f"{path.path}/" if link.folder else path.path or "/"


def explained(cited: Citation, words: str) -> str:
    """A token or path of a diagram, and what is no longer true about it, as words."""
    named = cited.reference
    code = code_span(named.text if isinstance(named, Token) else named.path)
    link = f"[{code}]({cited.link.url})" if cited.link.url else code
    return f"{link}: {plain_text(words)}"


@dataclass(eq=False)
class LinkedCode:
    """Code in running text, linked where there is something to link to and no link around it."""

    plain: str
    link: CodeLink
    title: str  # what the tooltip says
    css: str  # class names
    preview: str  # the name of what is shown instead of the tooltip

    def written(self, place: Place) -> str:
        """Its Markdown, or HTML, at a place of the page."""
        if place.html:
            return self._html()
        code = code_span(self.plain, table=place.table)
        if place.link:
            return code
        url = self.link.url
        classes = "." + self.css.replace(" ", " .")
        if url and self.preview:
            return f"[{code}]({url}){{ {classes} data-preview={self.preview} }}"
        tip = in_ascii(attribute(self.title))
        if url:
            quoted = f' "{tip}"' if tip else ""
            return f"[{code}]({url}{quoted}){{ {classes} }}"
        if code.startswith("<"):
            return f'<span class="{self.css}" title="{tip}">{code}</span>'
        return f'{code}{{ {classes} title="{tip}" }}' if tip else f"{code}{{ {classes} }}"

    def _html(self) -> str:
        code = f"<code>{html_text(self.plain)}</code>"
        url = self.link.address
        tip = f' title="{in_ascii(attribute(self.title))}"' if self.title else ""
        if url and self.preview:
            tip = f' data-preview="{self.preview}"'
        if not url:
            return f'<span class="{self.css}"{tip}>{code}</span>'
        return f'<a class="{self.css}" href="{url}"{tip}>{code}</a>'
