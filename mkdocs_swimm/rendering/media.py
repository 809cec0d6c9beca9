"""Images and videos."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

from ..format.constructs import Image
from ..i18n.strings import Strings
from ..markdown.escaping import indented
from .markup import attribute, plain_text

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
