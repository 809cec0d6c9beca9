"""The steps of a playlist, and a document's place in the playlists that name it."""

from __future__ import annotations

from collections.abc import Sequence

from ..strings import Strings
from .context import Passage
from .markup import plain_text


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
