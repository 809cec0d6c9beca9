"""A Mermaid diagram with working links into the code and to headings."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..dialect import fenced
from ..model import Click, Diagram

_ELEMENT = re.compile(r"[\w.-]+")
_NARROWEST, _WHOLE = 10, 100


def diagram(node: Diagram, href: Callable[[Click], str], *, escape_sections: bool = False) -> str:
    """A diagram as a fence that Material and other themes draw.

    Callbacks are dropped by Mermaid's strict mode, plain links are not: what was a callback of
    Swimm's app becomes a link (``FORMAT.md`` section 6.7).

    Args:
        node: The diagram.
        href: Where a click leads; empty where nowhere.
        escape_sections: Whether an extension that acts on ``--8<--`` lines is on.

    Returns:
        Markdown that begins at column 0; empty for a diagram without content.
    """
    if not node.code.strip():
        return ""
    lines = [node.code]
    for click in node.clicks:
        target = href(click).replace('"', "%22")
        if target and _ELEMENT.fullmatch(click.element):
            lines.append(f'  click {click.element} href "{target}"')
    fence = fenced("\n".join(lines), "mermaid", escape_sections=escape_sections)
    nested = node.source[:1] == " "
    if node.width >= _WHOLE or nested:
        return fence
    width = max(node.width, _NARROWEST)
    return f'<div style="max-width: {width}%" markdown="1">\n\n{fence}\n\n</div>'
