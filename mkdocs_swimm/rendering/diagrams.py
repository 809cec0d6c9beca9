"""A Mermaid diagram with working links into the code and to headings."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..model import Click, Diagram
from .markup import html_text

_ELEMENT = re.compile(r"[\w.-]+")


def diagram(node: Diagram, href: Callable[[Click], str]) -> str:
    """A diagram as Material and other themes draw it.

    Callbacks are dropped by Mermaid's strict mode, plain links are not: what was a callback of
    Swimm's app becomes a link (``FORMAT.md`` section 6.7).

    Args:
        node: The diagram.
        href: Where a click leads; empty where nowhere.

    Returns:
        HTML that begins at column 0; empty for a diagram without content.
    """
    if not node.code.strip():
        return ""
    lines = [node.code]
    for click in node.clicks:
        target = href(click)
        if target and _ELEMENT.fullmatch(click.element):
            lines.append(f'  click {click.element} href "{target}"')
    code = html_text("\n".join(lines))
    # A blank line would end the block for some parsers; Mermaid reads a comment as nothing.
    code = re.sub(r"\n[ \t]*(?=\n)", "\n%%", code)
    drawn = f'<pre class="mermaid"><code>{code}</code></pre>'
    if node.width >= 100:
        return drawn
    width = max(node.width, 10)
    return f'<div class="swimm-diagram" style="max-width: {width}%">{drawn}</div>'
