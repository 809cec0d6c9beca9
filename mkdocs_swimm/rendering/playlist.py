"""Playlists as reading paths: their steps, and the way from one document to the next.

What a reader's device remembers is shown by ``assets/swimm-playlist.js``; without it, or where
nothing can be remembered, everything but the progress is there.
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
from .links import Links, Passage, Reading, Stop
from .media import is_video

_SHOWN = 2
"""A document of more playlists than these shows them when it is asked to."""


def way(places: Sequence[Passage], reading: Reading, strings: Strings, *, end: bool) -> str:
    """Where a reader of playlists is, and goes from here, as HTML for head or end of a page."""
    if not places:
        return ""
    rows = [_opening("swimm-reading-end" if end else "swimm-reading-head", reading)]
    folded = len(places) > _SHOWN
    if folded:
        words = strings.counted(strings.in_playlists, len(places))
        rows.append(f'<details class="swimm-ways"><summary>{escape(words)}</summary>')
    for place in places:
        rows += _path(place, strings, end)
    if folded:
        rows.append("</details>")
    if end and reading.key:
        rows.append(
            f'<button type="button" class="swimm-toggle" data-keys="{escape(reading.key)}" '
            f'data-mark="{escape(strings.mark_read)}" '
            f'data-unmark="{escape(strings.mark_unread)}" hidden></button>'
        )
    return "\n".join([*rows, "</div>"])


def _opening(css: str, reading: Reading) -> str:
    root = escape(reading.root)
    return f'<div class="swimm-reading {css}" data-root="{root}" data-search-exclude>'


def _path(place: Passage, strings: Strings, end: bool) -> list[str]:
    """A document's place in one playlist."""
    tag = f'nav aria-label="{attribute(place.title)}"' if end else "div"
    where = escape(strings.in_playlist).format(
        step=place.step,
        count=place.count,
        playlist=f'<a href="{escape(place.target.html)}">{html_text(place.title)}</a>',
    )
    rows = [
        f'<{tag} class="swimm-way">',
        f'<span class="swimm-where" aria-current="step">{where}</span>',
        *_progress(place.stops, strings),
    ]
    if end and place.between:
        links = strings.separator.join(
            f'<a href="{escape(target.html)}" data-keys="{escape(key)}">{html_text(label)}</a>'
            for label, target, key in place.between
        )
        rows.append(f'<span class="swimm-between">{escape(strings.on_the_way)} {links}</span>')
    if place.previous:
        rows.append(_turn("swimm-previous", "prev", strings.previous, *place.previous))
    if place.next:
        rows.append(_turn("swimm-next", "next", strings.next, *place.next))
    elif end:
        rows.append(_turn("swimm-next", "", strings.finish, place.title, place.target))
    return [*rows, f"</{'nav' if end else 'div'}>"]


def _turn(css: str, rel: str, words: str, title: str, target: Target) -> str:
    relation = f' rel="{rel}"' if rel else ""
    return (
        f'<a class="{css}" href="{escape(target.html)}"{relation}>'
        f"<span>{escape(words)}</span> {html_text(title)}</a>"
    )


def beginning(steps: Sequence[Target | None], reading: Reading, strings: Strings) -> str:
    """Where the reading of a playlist begins or goes on, as HTML, if a step leads anywhere."""
    first = next((target for target in steps if target and target.html), None)
    if first is None:
        return ""
    start, go_on, again = map(escape, (strings.start, strings.go_on, strings.start_over))
    return "\n".join(
        [
            _opening("swimm-beginning", reading),
            f'<a class="swimm-start md-button md-button--primary" href="{escape(first.html)}" '
            f'data-start="{start}" data-continue="{go_on}">{start}</a>',
            *_progress(reading.stops, strings),
            f'<button type="button" class="swimm-again" hidden>{again}</button>',
            "</div>",
        ]
    )


def _progress(stops: Sequence[Stop], strings: Strings) -> Iterator[str]:
    """How many of the steps have been read; keys hold neither spaces nor commas."""
    steps = [",".join(stop.keys) for stop in stops if stop.keys]
    if steps:
        yield (
            f'<label class="swimm-progress" data-steps="{escape(" ".join(steps))}" '
            f'data-words="{escape(strings.steps_read)}" hidden>'
            f'<progress max="{len(steps)}" value="0"></progress><span dir="auto"></span></label>'
        )


def step_check(label: str, stop: Stop, strings: Strings) -> str:
    """What shows and changes whether a step has been read; it stands before the step's link."""
    if not stop.keys:
        return ""
    kinds = {"document": "", "playlist": ' data-nested="1"', "other": ' data-follow="1"'}
    words = attribute(strings.step_read.format(title=label))
    return (
        f'<button type="button" class="swimm-check" data-keys="{escape(",".join(stop.keys))}"'
        f'{kinds[stop.kind]} aria-label="{words}" hidden></button>'
    )


def step_target(step: Step, links: Links, strings: Strings) -> tuple[str, Target | None]:
    """What kind of thing a step is, and where it leads."""
    document = doc_target(step.target)
    if document:
        target = links.page_of(step.target, document, step.line)
        is_playlist = ".pl.sw.md" in step.target or "/playlists/" in step.target
        words = strings.step_playlist if is_playlist else strings.step_document
        return words, target
    if is_video(step.target):
        return strings.step_video, Target(markdown=step.target, html=step.target)
    if re.match(r"https?://", step.target):
        return strings.step_link, Target(markdown=step.target, html=step.target)
    return strings.step_file, links.author_link(step.target, False, step.line)
