"""What the inline constructs of all generations say (``FORMAT.md`` sections 5 and 6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote

from .attributes import clean_path, repo_of, unescape
from .constructs import DocLink, Mention, PathRef, Repo, Token
from .links import doc_target

PAGE = "\U0001f4c4"
_RUN = re.compile(r"`+")
MARKDOWN_LINK = re.compile(r"\s*\[(?P<label>.*)\]\(<?(?P<href>[^()\s<>]*)>?\)\s*", re.S)
_MARKUP_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_POSITION = re.compile(r"(-?\d{1,9}):(-?\d{1,9}):(-?\d{1,9})")
_SWM_TOKEN = re.compile(r"([^:]*):(.*?):(-?\d{1,9}):(-?\d{1,9}):(-?\d{1,9}):`(.*)`", re.S)
_SYMBOL_ID = re.compile(r"\((?:[0-9a-fA-F-]{8,40}(?:\|[\w-]*)?|\{.*\})\)")
_PAGE_PATH = re.compile(f"{PAGE}(?:\\(([^)\n]*)\\))?[ \u00a0]?(.*)", re.S)


class Tag(NamedTuple):
    """One tag with what it encloses.

    Attributes:
        source: The whole tag as it stands in the document.
        line: The document's line.
        attributes: Its attributes, unescaped.
        body: What stands between its two halves.
    """

    source: str
    line: int
    attributes: Mapping[str, str]
    body: str


def span_text(content: str) -> str:
    """The text of a code span: line ends are blanks, one blank at each side is padding."""
    content = content.replace("\n", " ")
    padded = len(content) > 2 and content[0] == content[-1] == " " and content.strip()
    return content[1:-1] if padded else content


def code_span(text: str) -> str:
    """The code span that says a text."""
    if "`" not in text:
        return f"`{text}`"
    run = "`" * (max(map(len, _RUN.findall(text))) + 1)
    return f"{run} {text} {run}"


def _code_text(body: str) -> str | None:
    """The text of a body that is one code span; None where it is something else."""
    run = _RUN.match(body)
    if run is None or not body.endswith(run[0]) or len(body) < 2 * len(run[0]):
        return None
    return span_text(body[len(run[0]) : -len(run[0])])


def _plain(markdown: str) -> str:
    return _MARKUP_ESCAPE.sub(r"\1", unescape(markdown)).strip()


def linked(body: str) -> tuple[str, str]:
    """Label and target of a body that is one Markdown link, else the body and nothing."""
    link = MARKDOWN_LINK.fullmatch(body)
    return (link["label"], link["href"]) if link else (body.strip(), "")


def _place(number: str, first: str, last: str) -> tuple[int | None, tuple[int, int] | None]:
    """The line and the words of a token; None for what was not located (section 8)."""
    line, start, end = int(number), int(first), int(last)
    return (line if line > 0 else None), ((start, end) if 0 <= start <= end else None)


def token(tag: Tag) -> Token | None:
    """A token of generation 3 (section 6.3)."""
    text = _code_text(tag.body)
    text = _plain(tag.body) if text is None else text
    if not text:
        return None
    position = _POSITION.fullmatch(tag.attributes.get("pos", ""))
    target_line, words = _place(*position.groups()) if position else (None, None)
    return Token(
        source=tag.source,
        line=tag.line,
        text=text,
        path=clean_path(tag.attributes.get("path", "")),
        target_line=target_line,
        words=words,
        line_text=tag.attributes.get("line-data"),
        repo=repo_of(tag.attributes),
    )


def swm_token(source: str, line: int, value: str, text: str) -> Token:
    """A token of generation 2 (section 5.2).

    Args:
        source: Its code span and its tag as they stand in the document.
        line: The document's line.
        value: The attribute's value, still escaped: ``[repo]:path:line:first:last:`line text```.
        text: The text of the code span.

    Returns:
        The token; without a place in the code where the value tells none.
    """
    found = _SWM_TOKEN.fullmatch(unescape(value))
    if not found:
        return Token(source=source, line=line, text=text)
    target_line, words = _place(*found.group(3, 4, 5))
    return Token(
        source=source,
        line=line,
        text=text,
        path=clean_path(found[2]),
        target_line=target_line,
        words=words,
        line_text=found[6],
        repo=Repo(id=found[1]) if found[1] else None,
    )


def footnote_token(source: str, line: int, id: str, text: str, described: Token | None) -> Token:
    """A token of generation 1 (section 5.1).

    Args:
        source: Its code span and the link to its footnote as they stand in the document.
        line: The document's line.
        id: The id of the footnote.
        text: The text of the code span.
        described: What the Swimm Note says of the footnote.
    """
    return Token(
        source=source,
        line=line,
        text=text,
        path=described.path if described else "",
        target_line=described.target_line if described else None,
        line_text=described.line_text if described else None,
        repo=described.repo if described else None,
        note=id,
    )


def path(tag: Tag) -> PathRef | None:
    """A path of generation 3 (section 6.4)."""
    label, href = linked(tag.body)
    if "path" in tag.attributes:
        target = tag.attributes["path"]
    elif href:
        # The visible text may be shortened with `…`; the target is whole.
        target = unquote(_plain(href))
    else:
        target = _code_text(label) or _plain(label)
    if not target.strip():
        return None
    return PathRef(
        source=tag.source,
        line=tag.line,
        path=clean_path(target),
        folder=target.strip().endswith("/"),
        repo=repo_of(tag.attributes),
    )


def page_paths(source: str, line: int, repo_names: Mapping[str, str]) -> list[PathRef]:
    """The paths of generation 1 in a code span: two that touch are one to CommonMark (5.3).

    Args:
        source: The code span, ``📄 path`` or ``📄(name) path`` between backticks.
        line: The document's line.
        repo_names: Ids of other repositories by the names the document uses for them.

    Returns:
        The paths; none where one of them is empty.
    """
    cuts = [cut.start() + 1 for cut in re.finditer(f"``(?={PAGE})", source)]
    paths = []
    for start, stop in pairwise([0, *cuts, len(source)]):
        found = _PAGE_PATH.match(span_text(source[start:stop].strip("`")))
        target = clean_path(found[2]) if found else ""
        if not found or not target:
            return []
        repo = Repo(id=repo_names.get(found[1]), name=found[1]) if found[1] else None
        at = line + source.count("\n", 0, start)
        paths.append(PathRef(source=source[start:stop], line=at, path=target, repo=repo))
    return paths


def doc_link(
    source: str, line: int, href: str, attributes: Mapping[str, str] | None = None
) -> DocLink | None:
    """A link to a document, as Markdown or as ``<SwmLink>`` writes it (sections 5.5 and 6.5).

    Args:
        source: The link as it stands in the document.
        line: The document's line.
        href: The target; may be empty where the attributes name the document.
        attributes: The attributes of the tag, if it is one.

    Returns:
        The link; None where it leads to no Swimm document.
    """
    attributes = attributes or {}
    target = doc_target(href) or doc_target(attributes.get("path", ""))
    if target is None:
        return None
    return DocLink(
        source=source,
        line=line,
        target=href or attributes.get("path", ""),
        id=target.id,
        fragment=target.fragment,
        repo=repo_of(attributes) or target.repo,
        title=attributes.get("doc-title", ""),
    )


def mention(tag: Tag) -> Mention:
    """A person (section 6.1)."""
    label, href = linked(tag.body)
    address = href.removeprefix("mailto:") if href.startswith("mailto:") else ""
    return Mention(source=tag.source, line=tag.line, name=_plain(label), address=address)


def symbol(source: str, line: int, kind: str | None, body: str) -> Mention | PathRef | Token:
    """A leaked ``[[sym…]]``: what it points at was kept elsewhere, its text remains (5.4).

    Args:
        source: The symbol as it stands in the document.
        line: The document's line.
        kind: ``text``, ``mention``, ``link`` or None for a path.
        body: What follows the colon.
    """
    text = _SYMBOL_ID.sub("", body).strip()
    if kind == "mention":
        return Mention(source=source, line=line, name=text)
    if kind is None and text:
        return PathRef(source=source, line=line, path=clean_path(text))
    return Token(source=source, line=line, text=text or body)


VALUES: Mapping[str, Callable[[Tag], Token | PathRef | Mention | None]] = {
    "SwmToken": token,
    "SwmPath": path,
    "SwmMention": mention,
}
"""What reads a tag that stands for itself; None for one too damaged to mean anything."""
