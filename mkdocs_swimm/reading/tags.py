"""The node that each inline tag of generation 3 stands for (``FORMAT.md`` sections 6.1 to 6.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from ..model import DocLink, Mention, Node, PathRef, Placeholder, Repo, Token
from .attributes import clean_path, repo_of, unescape
from .links import doc_target

ReadInline = Callable[[str, int], list[Node]]
"""Reads running text that begins on a line."""

_RUN = re.compile(r"`+")
_MARKDOWN_LINK = re.compile(r"\[(.*)\]\(<?([^()\s<>]*)>?\)", re.S)
_MARKUP_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_POSITION = re.compile(r"(-?\d{1,9}):(-?\d{1,9}):(-?\d{1,9})")


class Tag(NamedTuple):
    """One tag with what it encloses.

    Attributes:
        source: The whole tag as it stands in the document.
        line: The document's line.
        attributes: Its attributes, unescaped.
        body: What stands between its two halves.
        in_table: Whether it stands in a table, where pipes are escaped once more.
        read: Reads the running text in its body.
    """

    source: str
    line: int
    attributes: Mapping[str, str]
    body: str
    in_table: bool
    read: ReadInline


def span_text(content: str) -> str:
    """The text of a code span: line ends are blanks, one blank at each side is padding."""
    content = content.replace("\r\n", " ").replace("\n", " ")
    padded = len(content) > 2 and content[0] == content[-1] == " " and content.strip()
    return content[1:-1] if padded else content


def _code_text(body: str) -> str | None:
    """The text of a body that is one code span; None where it is something else."""
    run = _RUN.match(body)
    if run is None or not body.endswith(run[0]) or len(body) < 2 * len(run[0]):
        return None
    return span_text(body[len(run[0]) : -len(run[0])])


def _plain(markdown: str) -> str:
    text = unescape(markdown)
    return (_MARKUP_ESCAPE.sub(r"\1", text) if "\\" in text else text).strip()


def _linked(body: str) -> tuple[str, str]:
    """Label and target of a body that is one Markdown link, else the body and nothing."""
    link = _MARKDOWN_LINK.fullmatch(body.strip())
    return (link[1], link[2]) if link else (body.strip(), "")


def _token(tag: Tag) -> Node | None:
    text = _code_text(tag.body)
    text = _plain(tag.body) if text is None else text
    if not text:
        return None
    line_text = tag.attributes.get("line-data")
    if tag.in_table:
        text = text.replace("\\|", "|")
        line_text = line_text.replace("\\|", "|") if line_text is not None else None
    position = _POSITION.fullmatch(tag.attributes.get("pos", ""))
    number, first, last = (int(value) for value in position.groups()) if position else (-1, -1, -1)
    return Token(
        source=tag.source,
        line=tag.line,
        text=text,
        path=clean_path(tag.attributes.get("path", "")),
        target_line=number if number > 0 else None,
        words=(first, last) if 0 <= first <= last else None,
        line_text=line_text,
        repo=repo_of(tag.attributes),
    )


def _path(tag: Tag) -> Node | None:
    label, href = _linked(tag.body)
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


def _link(tag: Tag) -> Node | None:
    label, href = _linked(tag.body)
    return doc_link(tag.source, tag.line, label, href, tag.read, tag.attributes)


def doc_link(
    source: str,
    line: int,
    label: str,
    href: str,
    read: ReadInline,
    attributes: Mapping[str, str] | None = None,
) -> DocLink | None:
    """A link to a document, as Markdown or as ``<SwmLink>`` writes it.

    Args:
        source: The whole link as it stands in the document.
        line: The document's line.
        label: The Markdown between the brackets.
        href: The target; may be empty where the attributes name the document.
        read: Reads the running text of the label.
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
        label=tuple(read(label, line)),
        target=href or attributes.get("path", ""),
        id=target.id,
        fragment=target.fragment,
        repo=repo_of(attributes) or target.repo,
        title=attributes.get("doc-title", ""),
    )


def _mention(tag: Tag) -> Node | None:
    label, href = _linked(tag.body)
    address = href.removeprefix("mailto:") if href.startswith("mailto:") else ""
    return Mention(source=tag.source, line=tag.line, name=_plain(label), address=address)


def _snippet_placeholder(tag: Tag) -> Node | None:
    prompt = tuple(tag.read(tag.body.strip(), tag.line))
    return Placeholder(source=tag.source, line=tag.line, prompt=prompt)


TAGS: Mapping[str, Callable[[Tag], Node | None]] = {
    "SwmToken": _token,
    "SwmPath": _path,
    "SwmLink": _link,
    "SwmMention": _mention,
    "SwmSnippetPlaceholder": _snippet_placeholder,
}
"""What reads each tag; None where a tag is too damaged to mean anything."""

_SYMBOL_ID = re.compile(r"\((?:[0-9a-fA-F-]{8,40}(?:\|[\w-]*)?|\{.*\})\)")


def symbol(source: str, line: int, kind: str | None, body: str) -> Node:
    """A leaked ``[[sym…]]``: what it points at was kept elsewhere, its text remains (5.4).

    Args:
        source: The whole symbol as it stands in the document.
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


def page_path(source: str, line: int, repo_names: Mapping[str, str]) -> PathRef | None:
    """A generation 1 path, `` `📄 path` `` or `` `📄(name) path` `` (section 5.3).

    Args:
        source: The code span, or the part of it that is this path.
        line: The document's line.
        repo_names: Ids of other repositories by the names the document uses for them.
    """
    found = re.match(
        "\U0001f4c4(?:\\(([^)\n]*)\\))?[ \u00a0]?(.*)", span_text(source.strip("`")), re.S
    )
    path = clean_path(found[2]) if found else ""
    if not found or not path:
        return None
    repo = Repo(id=repo_names.get(found[1]), name=found[1]) if found[1] else None
    return PathRef(source=source, line=line, path=path, repo=repo)
