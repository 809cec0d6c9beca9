"""Images, videos, and Mermaid diagrams with working links into the code and to headings."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

from ..format.constructs import Click, Diagram, Image
from ..i18n.strings import Strings
from ..markdown.escaping import attribute, fenced, indented, plain_text

WIDEST = 100
"""Percent of the page's width that no image is wider than."""


def image(node: Image, src: str) -> str:
    """An image in a paragraph of its own, with the width the author gave it."""
    attributes = ".swimm-image"
    if node.width:
        attributes += f' width="{min(node.width, WIDEST)}%"'
    return f"![{plain_text(node.alt)}]({src}){{ {attributes} }}"


def video(url: str, strings: Strings) -> str:
    """A video: a player that loads only when it is opened, with a link below it."""
    address = quote(url, safe=":/?#[]@!$&'*+,;=%~").replace("[", "%5B").replace("]", "%5D")
    label = plain_text(re.sub(r"^https?://(www\.)?", "", url))
    link = f"[{label}]({address})"
    player = _player(url)
    if not player:
        return f"**{plain_text(strings.video)}** {link}{{ .swimm-video-link }}"
    title = attribute(strings.video_player.format(url=url))
    frame = (
        f'<iframe class="swimm-player" src="{player}" title="{title}" loading="lazy"'
        " allowfullscreen></iframe>"
    )
    head = f"{plain_text(strings.video)} {label}".replace('"', "&quot;")
    return f'??? swimm-video "{head}"\n\n    {indented(f"{frame}{chr(10) * 2}{link}")}'


def is_video(url: str) -> bool:
    """Whether an address is that of a video with a player."""
    return bool(_player(url))


def _player(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        query = parse_qs(parts.query)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    last = parts.path.rstrip("/").rpartition("/")[2]
    match host:
        case "youtube.com" | "m.youtube.com":
            key = query.get("v", [""])[0] or (last if "/embed/" in parts.path else "")
            base = "https://www.youtube-nocookie.com/embed/"
        case "youtu.be":
            key, base = last, "https://www.youtube-nocookie.com/embed/"
        case "vimeo.com":
            key, base = (last if last.isdigit() else ""), "https://player.vimeo.com/video/"
        case "loom.com":
            key, base = (last if "/share/" in parts.path else ""), "https://www.loom.com/embed/"
        case _:
            return ""
    return base + key if re.fullmatch(r"[\w-]{4,64}", key) else ""


_ELEMENT = re.compile(r"[\w.-]+")
_NARROWEST, _WHOLE = 10, 100
_LONGEST_LINE = 1_000

# What generated documents get wrong: Mermaid reads none of it, and there is but one way to mean it.
_QUOTED_LABEL = re.compile(
    r"""(?<=\[)"((?:[^"\[]|\[(?!")|"(?!\]))+)"(?=\])|(?<=\{)"((?:[^"{]|\{(?!")|"(?!\}))+)"(?=\})"""
)
_LABEL_BEFORE_ARROW = re.compile(r"--\|(\"[^\"\n]*\")\|-->")
_ARROW_TO_SUBGRAPH = re.compile(r"^([ \t]*)(\S.*-->(?:\|[^|\n]*\|)?)[ \t]*subgraph[ \t]+([\w-]+)")


def diagram(node: Diagram, href: Callable[[Click], str], *, info: str) -> str:
    """A diagram as a fence that Material and other themes draw; empty for one without content.

    Callbacks are dropped by Mermaid's strict mode, plain links are not: what was a callback of
    Swimm's app becomes a link (``FORMAT.md`` section 6.7).
    """
    if not node.code.strip():
        return ""
    lines = [_mended(line) for line in node.code.split("\n")]
    for click in node.clicks:
        target = href(click).replace('"', "%22")
        if target and _ELEMENT.fullmatch(click.element):
            lines.append(f'  click {click.element} href "{target}"')
    fence = fenced("\n".join(lines), info)
    nested = node.source[:1] == " "
    if node.width >= _WHOLE or nested:
        return fence
    width = max(node.width, _NARROWEST)
    return f'<div style="max-width: max({width}%, 20rem)" markdown="1">\n\n{fence}\n\n</div>'


def _mended(line: str) -> str:
    """A line of a diagram in which Mermaid can read what it can not as it was written."""
    # Settings are no labels, and nobody has written a line without end.
    if "%%" in line or len(line) > _LONGEST_LINE:
        return line
    if '"' in line:
        line = _QUOTED_LABEL.sub(_with_inner_quotes, line)
        line = _LABEL_BEFORE_ARROW.sub(r"-->|\1|", line)
    if "subgraph" in line:
        line = _ARROW_TO_SUBGRAPH.sub(r"\1\2 \3\n\1subgraph \3", line)
    return line


def _with_inner_quotes(label: re.Match[str]) -> str:
    return f'"{(label[1] or label[2]).replace(chr(34), "#quot;")}"'
