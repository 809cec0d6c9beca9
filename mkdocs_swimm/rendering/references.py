"""Tokens, paths and people in running text."""

from __future__ import annotations

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


def linked(text: str, link: CodeLink, css: str, place: Place, says: str, preview: str) -> str:
    """Code in running text, linked where there is something to link to and no link around it.

    A tooltip says something about it, or a preview of this name is shown instead.
    """
    tip = in_ascii(attribute(says)) if says else ""
    said = f' data-preview="{preview}"' if preview else f' title="{tip}"' * bool(tip)
    code = f"<code>{html_text(text)}</code>" if place.html else code_span(text, table=place.table)
    if place.html and link.url:
        return f'<a class="{css}" href="{link.address}"{said}>{code}</a>'
    if place.link and not place.html:
        return code
    classes = "." + css.replace(" ", " .")
    if link.url:
        shown, rest = (f' "{tip}"', "") if tip else ("", said)
        return f"[{code}]({link.url}{shown}){{ {classes}{rest} }}"
    if code.startswith("<"):
        return f'<span class="{css}"{said}>{code}</span>'
    return f"{code}{{ {classes}{said} }}"
