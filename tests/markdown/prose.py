"""The author's own words of a document: its Markdown without what is Swimm's."""

from __future__ import annotations

import re
from collections.abc import Callable

from mkdocs_swimm.format.constructs import Mention, PathRef, Token
from mkdocs_swimm.format.document import Document

_TAGS = re.compile(r"</?SwmSnippet[^>]*>|^---$|^<!-- \w+ - Do not remove this comment -->$", re.M)
_EMPTY = re.compile(r"^ *(?:<br/>|&nbsp;)+ *$", re.M)
_LINK = re.compile(r"<SwmLink[^>]*>(.*?)</SwmLink>")


def prose(document: Document, shown: Callable[[str], str]) -> str:
    """The Markdown of a document, its constructs taken out.

    Args:
        document: The document.
        shown: What stands for the text of a token, a path or a person.
    """
    lines = document.body.split("\n")
    for token in document.tokens:
        if token.type.startswith("swimm_") and token.map and token.nesting == 0:
            start, stop = token.map
            lines[start:stop] = [""] * (stop - start)
    body = "\n".join(lines)
    for one in document.constructs:
        match one:
            case Token(text=text) | PathRef(path=text) | Mention(name=text):
                body = body.replace(one.source, shown(text))
            case _:
                pass
    return _EMPTY.sub("", _LINK.sub(r"\1", _TAGS.sub("", body)))
