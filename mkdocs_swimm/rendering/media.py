"""Renders images, videos, and Mermaid diagrams with links into the code and to headings."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

from ..format.constructs import Click, Diagram, Image
from ..i18n.strings import Strings
from ..markdown.escaping import attribute, fenced, indented, plain_text

WIDEST = 100  # the maximum width of an image in percent of the page


def image(node: Image, src: str) -> str:
    """An image in a paragraph of its own, with the author's width."""
    attributes = ".swimm-image"
    if node.width:
        attributes += f' width="{min(node.width, WIDEST)}%"'
    return f"![{plain_text(node.alt)}]({src}){{ {attributes} }}"


def video(url: str, strings: Strings) -> str:
    """A video: a collapsed player, which loads when it is opened, and a link."""
    href = quote(url, safe=":/?#[]@!$&'*+,;=%~").replace("[", "%5B").replace("]", "%5D")
    label = plain_text(re.sub(r"^https?://(www\.)?", "", url))
    link = f"[{label}]({href})"
    player = _player(url)
    if not player:
        return f"**{plain_text(strings.video)}** {link}{{ .swimm-video-link }}"
    title = attribute(strings.video_player.format(url=url))
    attributes = f'src="{player}" title="{title}" loading="lazy" allowfullscreen'
    frame = f'<iframe class="swimm-player" {attributes}></iframe>'
    head = f"{plain_text(strings.video)} {label}".replace('"', "&quot;")
    return f'??? swimm-video "{head}"\n\n    {indented(f"{frame}{chr(10) * 2}{link}")}'


def is_video(url: str) -> bool:
    """Whether a URL is that of a video with a player."""
    return bool(_player(url))


def _player(url: str) -> str:
    """The URL of a video's player; empty for any other URL."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        query = parse_qs(parts.query)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    video_id = parts.path.rstrip("/").rpartition("/")[2]
    match host:
        case "youtube.com" | "m.youtube.com" | "youtu.be":
            if host != "youtu.be":
                video_id = query.get("v", [""])[0] or (video_id if "/embed/" in parts.path else "")
            base = "https://www.youtube-nocookie.com/embed/"
        case "vimeo.com" if video_id.isdigit():
            base = "https://player.vimeo.com/video/"
        case "loom.com" if "/share/" in parts.path:
            base = "https://www.loom.com/embed/"
        case _:
            return ""
    return base + video_id if re.fullmatch(r"[\w-]{4,64}", video_id) else ""


_ELEMENT = re.compile(r"[\w.-]+")
_NARROWEST, _FULL_WIDTH = 10, 100  # percent of the page
_LONGEST_LINE = 1_000  # characters

# Errors of generated diagrams that Mermaid rejects, and that can only mean one thing.
_QUOTED_LABEL = re.compile(
    r"""(?<=\[)"((?:[^"\[]|\[(?!")|"(?!\]))+)"(?=\])|(?<=\{)"((?:[^"{]|\{(?!")|"(?!\}))+)"(?=\})"""
)
_LABEL_BEFORE_ARROW = re.compile(r"--\|(\"[^\"\n]*\")\|-->")
_ARROW_TO_SUBGRAPH = re.compile(r"^([ \t]*)(\S.*-->(?:\|[^|\n]*\|)?)[ \t]*subgraph[ \t]+([\w-]+)")


def diagram(node: Diagram, href: Callable[[Click], str], *, info: str) -> str:
    """A diagram as a fence for Material and other themes; empty for one without content.

    Callbacks of Swimm's app become links, because Mermaid's strict mode only supports these
    (``FORMAT.md`` section 6.7).
    """
    if not node.code.strip():
        return ""
    lines = [_repaired(line) for line in node.code.split("\n")]
    for click in node.clicks:
        target = href(click).replace('"', "%22")
        if target and _ELEMENT.fullmatch(click.element):
            lines.append(f'  click {click.element} href "{target}"')
    fence = fenced("\n".join(lines), info)
    if node.width >= _FULL_WIDTH or node.source.startswith(" "):  # within a list
        return fence
    width = max(node.width, _NARROWEST)
    return f'<div style="max-width: max({width}%, 20rem)" markdown="1">\n\n{fence}\n\n</div>'


def _repaired(line: str) -> str:
    """Correct a line of a diagram that Mermaid cannot parse."""
    # `%%` begins comments and directives, which contain no labels.
    if "%%" in line or len(line) > _LONGEST_LINE:
        return line
    if '"' in line:
        line = _QUOTED_LABEL.sub(_escape_inner_quotes, line)
        line = _LABEL_BEFORE_ARROW.sub(r"-->|\1|", line)
    if "subgraph" in line:
        line = _ARROW_TO_SUBGRAPH.sub(r"\1\2 \3\n\1subgraph \3", line)
    return line


def _escape_inner_quotes(label: re.Match[str]) -> str:
    return f'"{(label[1] or label[2]).replace(chr(34), "#quot;")}"'
