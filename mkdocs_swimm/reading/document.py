"""Reading a whole document."""

from __future__ import annotations

from collections.abc import Mapping

from ..model import Document, FrontMatter, Node
from .blocks import read_body
from .front_matter import read_front_matter


def read(text: str) -> Document:
    """Read a Swimm document or playlist of any Markdown generation.

    Args:
        text: The whole file.

    Returns:
        The document. Joining the sources of its nodes gives back the text; nothing is ever raised,
        what can not be read as meant is in ``flaws``.
    """
    front_matter, flaws = read_front_matter(text)
    body = text[len(front_matter.source) :] if front_matter else text
    first_line = 1 + (front_matter.source.count("\n") if front_matter else 0)
    nodes, body_flaws = read_body(body, first_line, _repo_names(front_matter))
    head: tuple[Node, ...] = (front_matter,) if front_matter else ()
    return Document((*head, *nodes), (*flaws, *body_flaws))


def _repo_names(front_matter: FrontMatter | None) -> Mapping[str, str]:
    names = front_matter.data.get("cross_repo_names") if front_matter else None
    if not isinstance(names, Mapping):
        return {}
    return {str(name): str(repo_id) for name, repo_id in names.items()}
