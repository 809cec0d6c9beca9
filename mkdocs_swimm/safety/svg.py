"""Finds what an SVG file would run or load when it is opened by itself."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from xml.parsers import expat

_XHTML = "http://www.w3.org/1999/xhtml"
_TEXT_ELEMENTS = """
    a b body br center code dd div dl dt em font h1 h2 h3 h4 h5 h6 hr i li ol p pre s small span
    strike strong sub sup table tbody td tfoot th thead tr tt u ul
"""
_INERT = frozenset(_TEXT_ELEMENTS.split())
"""HTML elements that drawing programs use for the text of a diagram."""
_SAFE = re.compile(r"(?:#|https?:|mailto:|data:image/(?:png|jpeg|gif|webp)[;,]|(?![^/?#]*:))", re.I)
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0]+")


class _UnsafeError(ValueError):
    """Has what is unsafe as its text."""


def svg_problem(path: Path) -> str:
    """What makes an SVG file unsafe to open by itself, or not XML; empty for a safe file."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _check
    parser.EntityDeclHandler = partial(_refuse, "entities")
    parser.ProcessingInstructionHandler = partial(_refuse, "processing instructions")
    try:
        parser.Parse(path.read_bytes(), True)
    except _UnsafeError as error:
        return f"it has {error}"
    except (OSError, ValueError, expat.ExpatError):
        return "it cannot be read as SVG"
    return ""


def _refuse(what: str, *_: object) -> None:
    raise _UnsafeError(what)


def _check(element: str, attributes: dict[str, str]) -> None:
    """Raise _UnsafeError for an element that could do more than be displayed."""
    namespace, _, name = element.rpartition(" ")
    name = name.lower()
    if namespace == _XHTML and name not in _INERT:
        raise _UnsafeError(f"the element '{name}' of HTML")
    if name in ("script", "handler", "listener"):
        raise _UnsafeError("script")
    for key, value in attributes.items():
        key = key.rpartition(" ")[2].lower()
        if key.startswith("on"):
            raise _UnsafeError(f"the attribute '{key}'")
        if key in ("href", "src") and not _SAFE.match(_IGNORED.sub("", value)):
            raise _UnsafeError("an address that is run or loaded as a page")
        target = value.rpartition(":")[2].strip().lower()
        if key == "attributename" and (target == "href" or target.startswith("on")):
            raise _UnsafeError("an animation of addresses or handlers")
