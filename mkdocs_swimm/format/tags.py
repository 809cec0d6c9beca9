"""Swimm's tags, and what the inline constructs of all generations say (sections 5 and 6).

``where`` is the text of a construct as it stands in the document, and its line there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from urllib.parse import unquote

from .constructs import DocLink, Mention, PathRef, Repo, Token
from .lines import backticks, clean_path
from .links import doc_target

ATTRIBUTES = r'((?:\s+[A-Za-z][\w-]*(?:="[^"\n]*")?)*)\s*'
"""An expression for the attributes of a tag."""
_ATTRIBUTE = re.compile(r'([A-Za-z][\w-]*)(?:="([^"]*)")?')
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\u00a0"}
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6}));")
PAGE = "\U0001f4c4"
_RUN = re.compile(r"`+")
_LABELLED = re.compile(r"\s*\[(?P<label>.*)\]\(<?(?P<href>[^()\s<>]*)>?\)\s*", re.S)
_MARKUP_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_POSITION = re.compile(r"(-?\d{1,9}):(-?\d{1,9}):(-?\d{1,9})")
_TOKEN_VALUE = re.compile(r"([^:]*):(.*?):(-?\d{1,9}):(-?\d{1,9}):(-?\d{1,9}):`(.*)`", re.S)
_SYMBOL_ID = re.compile(r"\((?:[0-9a-fA-F-]{8,40}(?:\|[\w-]*)?|\{.*\})\)")
_PAGE_PATH = re.compile(f"{PAGE}(?:\\(([^)\n]*)\\))?[ \u00a0]?(.*)", re.S)

Where = tuple[str, int]
Attributes = Mapping[str, str]


def attributes(text: str) -> Mapping[str, str]:
    """Read ``name="value"`` pairs; a bare name has the value ``""``, values are unescaped."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def with_attribute(tag: str, name: str, value: str) -> str | None:
    """A tag with another value of an attribute; None where it has no such attribute."""
    for found in _ATTRIBUTE.finditer(tag):
        if found[1] == name and found[2] is not None:
            return tag[: found.start(2)] + escape(value) + tag[found.end(2) :]
    return None


def unescape(text: str) -> str:
    """Undo the escapes that Swimm writes, once.

    Code may hold text such as ``&copy`` which HTML would take for an entity: only complete,
    known escapes are undone.
    """
    return _ENTITY.sub(_character, text)


def escape(text: str) -> str:
    """A text as the value of an attribute, with the escapes that Swimm writes."""
    return html.escape(text).replace("&#x27;", "&#39;")


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    code = int(found[2]) if found[2] else int(found[3], 16)
    valid = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if valid else found[0]


def repo_of(attrs: Mapping[str, str]) -> Repo | None:
    """The repository that a tag names."""
    repo_id, name = attrs.get("repo-id"), attrs.get("repo-name")
    return Repo(repo_id or None, name or None) if repo_id or name else None


def _span_text(content: str) -> str:
    """The text of a code span: line ends are spaces, one space at each side is padding."""
    content = content.replace("\n", " ")
    padded = len(content) > 2 and content[0] == content[-1] == " " and content.strip()
    return content[1:-1] if padded else content


def code_span(text: str) -> str:
    """The code span that says a text."""
    if "`" not in text:
        return f"`{text}`"
    run = backticks(text, 1)
    return f"{run} {text} {run}"


def _code_text(body: str) -> str | None:
    """The text of a body that is one code span; None where it is something else."""
    run = _RUN.match(body)
    if run is None or not body.endswith(run[0]) or len(body) < 2 * len(run[0]):
        return None
    return _span_text(body[len(run[0]) : -len(run[0])])


def _plain(markdown: str) -> str:
    return _MARKUP_ESCAPE.sub(r"\1", unescape(markdown)).strip()


def linked(body: str) -> tuple[str, str]:
    """Label and target of a body that is one Markdown link, else the body and nothing."""
    link = _LABELLED.fullmatch(body)
    return (link["label"], link["href"]) if link else (body.strip(), "")


def _place(number: str, first: str, last: str) -> tuple[int | None, tuple[int, int] | None]:
    """The line and the words of a token; None for what was not located (section 8)."""
    line, start, end = int(number), int(first), int(last)
    return (line if line > 0 else None), ((start, end) if 0 <= start <= end else None)


def token(where: Where, attrs: Attributes, body: str) -> Token | None:
    """A token of generation 3 (section 6.3)."""
    text = _code_text(body)
    text = _plain(body) if text is None else text
    if not text:
        return None
    position = _POSITION.fullmatch(attrs.get("pos", ""))
    line, words = _place(*position.groups()) if position else (None, None)
    path = clean_path(attrs.get("path", ""))
    return Token(*where, text, path, line, words, attrs.get("line-data"), repo_of(attrs))


def swm_token(where: Where, value: str, text: str) -> Token:
    """A token of generation 2 (section 5.2), without a place in the code where none is told.

    The value is still escaped: ``[repo]:path:line:first:last:`line text```.
    """
    found = _TOKEN_VALUE.fullmatch(unescape(value))
    if not found:
        return Token(*where, text)
    line, words = _place(*found.group(3, 4, 5))
    repo = Repo(id=found[1]) if found[1] else None
    return Token(*where, text, clean_path(found[2]), line, words, found[6], repo)


def path(where: Where, attrs: Attributes, body: str) -> PathRef | None:
    """A path of generation 3 (section 6.4)."""
    label, href = linked(body)
    if "path" in attrs:
        target = attrs["path"]
    elif href:
        # The visible text may be shortened with `…`; the target is whole.
        target = unquote(_plain(href))
    else:
        target = _code_text(label) or _plain(label)
    if not target.strip():
        return None
    return PathRef(*where, clean_path(target), target.strip().endswith("/"), repo_of(attrs))


def page_paths(where: Where, repo_names: Mapping[str, str]) -> list[PathRef]:
    """The paths of generation 1 in a code span; none where one of them is empty.

    ``📄 path`` or ``📄(name) path``; two that touch are one span to CommonMark (5.3).
    """
    source, line = where
    cuts = [cut.start() + 1 for cut in re.finditer(f"``(?={PAGE})", source)]
    paths = []
    at = line
    for start, stop in pairwise([0, *cuts, len(source)]):
        found = _PAGE_PATH.match(_span_text(source[start:stop].strip("`")))
        target = clean_path(found[2]) if found else ""
        if not found or not target:
            return []
        repo = Repo(id=repo_names.get(found[1]), name=found[1]) if found[1] else None
        paths.append(PathRef(source[start:stop], at, target, repo=repo))
        at += source.count("\n", start, stop)
    return paths


def doc_link(where: Where, href: str, attrs: Attributes | None = None) -> DocLink | None:
    """A link to a document, as Markdown or as ``<SwmLink>`` writes it (sections 5.5 and 6.5).

    The target may be empty where the attributes name the document. None for any other link.
    """
    attrs = attrs or {}
    path = attrs.get("path", "")
    target = doc_target(href) or doc_target(path)
    if target is None:
        return None
    repo = repo_of(attrs) or target.repo
    return DocLink(
        *where, href or path, target.id, target.fragment, repo, attrs.get("doc-title", "")
    )


def mention(where: Where, attrs: Attributes, body: str) -> Mention:
    """A person (section 6.1)."""
    label, href = linked(body)
    address = href.removeprefix("mailto:") if href.startswith("mailto:") else ""
    return Mention(*where, _plain(label), address)


def symbol(where: Where, kind: str | None, body: str) -> Mention | PathRef | Token:
    """A leaked ``[[sym…]]``: what it points at was kept elsewhere, its text remains (5.4)."""
    text = _SYMBOL_ID.sub("", body).strip()
    if kind == "mention":
        return Mention(*where, text)
    if kind is None and text:
        return PathRef(*where, clean_path(text))
    return Token(*where, text or body)


VALUES: Mapping[str, Callable[[Where, Attributes, str], Token | PathRef | Mention | None]] = {
    "SwmToken": token,
    "SwmPath": path,
    "SwmMention": mention,
}
"""What reads a tag that stands for itself; None for one too damaged to mean anything."""
