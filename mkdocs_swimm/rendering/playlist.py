"""Renders the steps of playlists, and the navigation between their documents.

``assets/swimm-playlist.js`` shows the reading progress. Everything else works without the script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from ..format.constructs import Step
from ..format.links import doc_target
from ..i18n.strings import Strings
from ..markdown.contract import Target
from ..markdown.escaping import attribute, html_text
from .links import Links, PlaylistPosition, ReadingProgress, Stop
from .media import is_video

_SHOWN = 2  # more playlists of a document are collapsed


def navigation(
    positions: Sequence[PlaylistPosition], reading: ReadingProgress, strings: Strings, *, end: bool
) -> str:
    """The playlists of a document as HTML for the head or end of its page."""
    if not positions:
        return ""
    rows = [_opening("swimm-reading-end" if end else "swimm-reading-head", reading)]
    collapsed = len(positions) > _SHOWN
    if collapsed:
        words = strings.counted(strings.in_playlists, len(positions))
        rows.append(f'<details class="swimm-ways"><summary>{escape(words)}</summary>')
    for position in positions:
        rows += _playlist(position, strings, end)
    if collapsed:
        rows.append("</details>")
    if end and reading.key:
        rows.append(
            f'<button type="button" class="swimm-toggle" data-keys="{escape(reading.key)}" '
            f'data-mark="{escape(strings.mark_read)}" '
            f'data-unmark="{escape(strings.mark_unread)}" hidden></button>'
        )
    return "\n".join([*rows, "</div>"])


def _opening(css: str, reading: ReadingProgress) -> str:
    root = escape(reading.root)
    return f'<div class="swimm-reading {css}" data-root="{root}" data-search-exclude>'


def _playlist(position: PlaylistPosition, strings: Strings, end: bool) -> list[str]:
    """The position in a playlist, and the links to the previous and next document."""
    tag = f'nav aria-label="{attribute(position.title)}"' if end else "div"
    where = escape(strings.in_playlist).format(
        step=position.step,
        count=position.count,
        playlist=f'<a href="{escape(position.target.html)}">{html_text(position.title)}</a>',
    )
    rows = [
        f'<{tag} class="swimm-way">',
        f'<span class="swimm-where" aria-current="step">{where}</span>',
        *_progress(position.stops, strings),
    ]
    if end and position.between:
        links = strings.separator.join(
            f'<a href="{escape(target.html)}" data-keys="{escape(key)}">{html_text(label)}</a>'
            for label, target, key in position.between
        )
        rows.append(f'<span class="swimm-between">{escape(strings.on_the_way)} {links}</span>')
    if position.previous:
        rows.append(_link("swimm-previous", "prev", strings.previous, *position.previous))
    if position.next:
        rows.append(_link("swimm-next", "next", strings.next, *position.next))
    elif end:
        rows.append(_link("swimm-next", "", strings.finish, position.title, position.target))
    return [*rows, f"</{'nav' if end else 'div'}>"]


def _link(css: str, rel: str, words: str, title: str, target: Target) -> str:
    relation = f' rel="{rel}"' if rel else ""
    return (
        f'<a class="{css}" href="{escape(target.html)}"{relation}>'
        f"<span>{escape(words)}</span> {html_text(title)}</a>"
    )


def start_button(steps: Sequence[Target | None], reading: ReadingProgress, strings: Strings) -> str:
    """The link that starts or continues a playlist as HTML; empty if no step has a target."""
    first = next((target for target in steps if target and target.html), None)
    if first is None:
        return ""
    start, go_on, again = map(escape, (strings.start, strings.go_on, strings.start_over))
    rows = [
        _opening("swimm-beginning", reading),
        f'<a class="swimm-start md-button md-button--primary" href="{escape(first.html)}" '
        f'data-start="{start}" data-continue="{go_on}">{start}</a>',
        *_progress(reading.stops, strings),
        f'<button type="button" class="swimm-again" hidden>{again}</button>',
        "</div>",
    ]
    return "\n".join(rows)


def _progress(stops: Sequence[Stop], strings: Strings) -> Iterator[str]:
    """The progress bar of a playlist; keys contain neither spaces nor commas."""
    steps = [",".join(stop.keys) for stop in stops if stop.keys]
    if steps:
        yield (
            f'<label class="swimm-progress" data-steps="{escape(" ".join(steps))}" '
            f'data-words="{escape(strings.steps_read)}" hidden>'
            f'<progress max="{len(steps)}" value="0"></progress><span dir="auto"></span></label>'
        )


def step_check(label: str, stop: Stop, strings: Strings) -> str:
    """The button before a step that shows and changes whether it has been read."""
    if not stop.keys:
        return ""
    kinds = {"document": "", "playlist": ' data-nested="1"', "other": ' data-follow="1"'}
    words = attribute(strings.step_read.format(title=label))
    return (
        f'<button type="button" class="swimm-check" data-keys="{escape(",".join(stop.keys))}"'
        f'{kinds[stop.kind]} aria-label="{words}" hidden></button>'
    )


def step_target(step: Step, links: Links, strings: Strings) -> tuple[str, Target | None]:
    """The kind of a step in words, and its target."""
    document = doc_target(step.target)
    if document:
        is_playlist = ".pl.sw.md" in step.target or "/playlists/" in step.target
        words = strings.step_playlist if is_playlist else strings.step_document
        return words, links.page_of(step.target, document, step.line)
    if is_video(step.target):
        return strings.step_video, Target(markdown=step.target, html=step.target)
    if re.match(r"https?://", step.target):
        return strings.step_link, Target(markdown=step.target, html=step.target)
    return strings.step_file, links.author_link(step.target, False, step.line)
