"""Parses Swimm's tags and the inline constructs of all generations (sections 5 and 6).

``origin`` is the source text of a construct and its line in the file.
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
"""A regular expression for the attributes of a tag, which are its only group."""
_ATTRIBUTE = re.compile(r'([A-Za-z][\w-]*)(?:="([^"]*)")?')
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\u00a0"}
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6}));")
PAGE = "\U0001f4c4"
_BACKTICKS = re.compile(r"`+")
_LABELLED = re.compile(r"\s*\[(?P<label>.*)\]\(<?(?P<href>[^()\s<>]*)>?\)\s*", re.S)
_MARKUP_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_POSITION = re.compile(r"(-?\d{1,9}):(-?\d{1,9}):(-?\d{1,9})")
_TOKEN_VALUE = re.compile(r"([^:]*):(.*?):(-?\d{1,9}):(-?\d{1,9}):(-?\d{1,9}):`(.*)`", re.S)
_SYMBOL_ID = re.compile(r"\((?:[0-9a-fA-F-]{8,40}(?:\|[\w-]*)?|\{.*\})\)")
_PAGE_PATH = re.compile(f"{PAGE}(?:\\(([^)\n]*)\\))?[ \u00a0]?(.*)", re.S)

Origin = tuple[str, int]
Attributes = Mapping[str, str]


def attributes(text: str) -> Mapping[str, str]:
    """Parse ``name="value"`` pairs and unescape the values; a bare name has the value ``""``."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def with_attribute(tag: str, name: str, value: str) -> str | None:
    """Replace the value of an attribute; None if the tag does not have it."""
    for attribute in _ATTRIBUTE.finditer(tag):
        if attribute[1] == name and attribute[2] is not None:
            return tag[: attribute.start(2)] + escape(value) + tag[attribute.end(2) :]
    return None


def unescape(text: str) -> str:
    """Undo Swimm's escapes once; text such as ``&copy``, which HTML would decode too, is kept."""
    return _ENTITY.sub(_character, text)


def escape(text: str) -> str:
    """Escape the value of an attribute as Swimm does."""
    return html.escape(text).replace("&#x27;", "&#39;")


def _character(entity: re.Match[str]) -> str:
    if entity[1]:
        return _ENTITIES[entity[1]]
    code = int(entity[2]) if entity[2] else int(entity[3], 16)
    valid = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if valid else entity[0]


def repo_of(attrs: Attributes) -> Repo | None:
    """The repository in the attributes of a tag, if any."""
    repo_id, name = attrs.get("repo-id"), attrs.get("repo-name")
    return Repo(repo_id or None, name or None) if repo_id or name else None


def _span_text(content: str) -> str:
    """The text of a code span: line ends become spaces, one space on each side is stripped."""
    content = content.replace("\n", " ")
    padded = len(content) > 2 and content[0] == content[-1] == " " and content.strip()
    return content[1:-1] if padded else content


def code_span(text: str, *, table: bool = False) -> str:
    """A text as a code span of CommonMark; in a ``table``, pipes are escaped."""
    text = " ".join(text.splitlines()) or " "
    text = text.replace("|", "\\|") if table else text
    run, space = backticks(text, 1), " " if text[0] in " `" or text[-1] in " `" else ""
    return f"{run}{space}{text}{space}{run}"


def _code_text(body: str) -> str | None:
    """The text of a body that is a single code span; None for any other."""
    run = _BACKTICKS.match(body)
    if run is None or not body.endswith(run[0]) or len(body) < 2 * len(run[0]):
        return None
    return _span_text(body[len(run[0]) : -len(run[0])])


def _plain(markdown: str) -> str:
    return _MARKUP_ESCAPE.sub(r"\1", unescape(markdown)).strip()


def linked(body: str) -> tuple[str, str]:
    """Label and target of a body that is a single Markdown link; otherwise the body and ``""``."""
    link = _LABELLED.fullmatch(body)
    return (link["label"], link["href"]) if link else (body.strip(), "")


def _position(number: str, first: str, last: str) -> tuple[int | None, tuple[int, int] | None]:
    """The line and words of a token, each None if Swimm did not locate it (section 8)."""
    line, start, end = int(number), int(first), int(last)
    return (line if line > 0 else None), ((start, end) if 0 <= start <= end else None)


def token(origin: Origin, attrs: Attributes, body: str) -> Token | None:
    """Parse a token of generation 3 (section 6.3)."""
    text = _code_text(body)
    text = _plain(body) if text is None else text
    if not text:
        return None
    position = _POSITION.fullmatch(attrs.get("pos", ""))
    line, words = _position(*position.groups()) if position else (None, None)
    path = clean_path(attrs.get("path", ""))
    return Token(*origin, text, path, line, words, attrs.get("line-data"), repo_of(attrs))


def swm_token(origin: Origin, value: str, text: str) -> Token:
    """Parse a token of generation 2 (section 5.2); it has no place if the value is malformed.

    The value is still escaped: ``[repo]:path:line:first:last:`line text```.
    """
    fields = _TOKEN_VALUE.fullmatch(unescape(value))
    if not fields:
        return Token(*origin, text)
    line, words = _position(*fields.group(3, 4, 5))
    repo = Repo(id=fields[1]) if fields[1] else None
    return Token(*origin, text, clean_path(fields[2]), line, words, fields[6], repo)


def path(origin: Origin, attrs: Attributes, body: str) -> PathRef | None:
    """Parse a path of generation 3 (section 6.4)."""
    label, href = linked(body)
    if "path" in attrs:
        target = attrs["path"]
    elif href:
        # The visible text may be shortened with `…`; the target is complete.
        target = unquote(_plain(href))
    else:
        target = _code_text(label) or _plain(label)
    if not target.strip():
        return None
    return PathRef(*origin, clean_path(target), target.strip().endswith("/"), repo_of(attrs))


def page_paths(origin: Origin, repo_names: Mapping[str, str]) -> list[PathRef]:
    """Parse the paths of generation 1 in a code span; none if one of them is empty.

    ``📄 path`` or ``📄(name) path``; to CommonMark, two adjacent ones are a single span (5.3).
    """
    source, line = origin
    cuts = [cut.start() + 1 for cut in re.finditer(f"``(?={PAGE})", source)]
    paths = []
    for start, stop in pairwise([0, *cuts, len(source)]):
        match = _PAGE_PATH.match(_span_text(source[start:stop].strip("`")))
        target = clean_path(match[2]) if match else ""
        if not match or not target:
            return []
        repo = Repo(id=repo_names.get(match[1]), name=match[1]) if match[1] else None
        paths.append(PathRef(source[start:stop], line, target, repo=repo))
        line += source.count("\n", start, stop)
    return paths


def doc_link(origin: Origin, href: str, attrs: Attributes | None = None) -> DocLink | None:
    """Parse a Markdown link or ``<SwmLink>`` to a document (sections 5.5 and 6.5), else None.

    The target may be empty if the attributes name the document.
    """
    attrs = attrs or {}
    path = attrs.get("path", "")
    target = doc_target(href) or doc_target(path)
    if target is None:
        return None
    repo, title = repo_of(attrs) or target.repo, attrs.get("doc-title", "")
    return DocLink(*origin, href or path, target.id, target.fragment, repo, title)


def mention(origin: Origin, attrs: Attributes, body: str) -> Mention:
    """Parse a mention of a person (section 6.1)."""
    label, href = linked(body)
    address = href.removeprefix("mailto:") if href.startswith("mailto:") else ""
    return Mention(*origin, _plain(label), address)


def symbol(origin: Origin, kind: str | None, body: str) -> Mention | PathRef | Token:
    """Parse a leaked ``[[sym…]]``, which has a text and no place in the code (5.4)."""
    text = _SYMBOL_ID.sub("", body).strip()
    if kind == "mention":
        return Mention(*origin, text)
    if kind is None and text:
        return PathRef(*origin, clean_path(text))
    return Token(*origin, text or body)


VALUES: Mapping[str, Callable[[Origin, Attributes, str], Token | PathRef | Mention | None]] = {
    "SwmToken": token,
    "SwmPath": path,
    "SwmMention": mention,
}
"""The parsers of tags that become a single token; they return None for a damaged tag."""
