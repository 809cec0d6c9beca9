"""The steps of a playlist, and a document's place in the playlists that name it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..dialect import Target
from ..model import Step
from ..reading.links import doc_target
from ..strings import Strings
from .context import Passage
from .links import Links
from .markup import plain_text
from .media import is_video


def passages(places: Sequence[Passage], strings: Strings) -> str:
    """Where a reader of a playlist goes from here.

    Args:
        places: The document's places in playlists.
        strings: The words to use.

    Returns:
        A block of Markdown at column 0, one line for each playlist; empty without any.
    """
    rows = []
    for place in places:
        where = strings.in_playlist.format(step=place.step, count=place.count)
        title = f"[{plain_text(place.title)}]({place.target.markdown})"
        row = [f'<span class="swimm-passage-where">{where} {title}</span>']
        if place.previous:
            label, target = place.previous
            row.append(
                f'<span class="swimm-previous">← {strings.previous}: '
                f"[{plain_text(label)}]({target.markdown})</span>"
            )
        if place.next:
            label, target = place.next
            row.append(
                f'<span class="swimm-next">{strings.next}: '
                f"[{plain_text(label)}]({target.markdown}) →</span>"
            )
        rows.append('<div class="swimm-passage" markdown="span">\n' + "\n".join(row) + "\n</div>")
    return "\n\n".join(rows)


def step_kind(kind: str) -> str:
    """The word behind a step that says what it is."""
    return f'<span class="swimm-step">{kind}</span>'


def step_target(step: Step, links: Links, strings: Strings) -> tuple[str, Target | None]:
    """What kind of thing a step is, and where it leads."""
    document = doc_target(step.target)
    if document:
        target = links.page_of(
            step.target, document.id, document.fragment, document.repo, step.line
        )
        is_playlist = ".pl.sw.md" in step.target or "/playlists/" in step.target
        words = strings.step_playlist if is_playlist else strings.step_document
        return words, target
    if is_video(step.target):
        return strings.step_video, Target(markdown=step.target, html=step.target)
    if re.match(r"https?://", step.target):
        return strings.step_link, Target(markdown=step.target, html=step.target)
    return strings.step_file, links.author_link(step.target, False)
