"""Reading a whole document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token as MarkdownToken

from .constructs import Construct, Diagram, Flaw, FrontMatter, Reference, SectionMark
from .context import Context, construct_of
from .front_matter import read_front_matter
from .lines import Lines
from .parser import parser


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A Swimm document, read.

    Attributes:
        source: The text of the file, its line ends as Unix has them.
        front_matter: The front matter, if the file has any.
        tokens: What markdown-it made of the text below it. Swimm's constructs are tokens whose
            type begins with ``swimm_``, and links to documents; ``construct_of`` tells what they
            say. Line numbers in ``map`` count from 0 below the front matter.
        flaws: What could not be read as meant.
    """

    source: str = ""
    front_matter: FrontMatter | None = None
    tokens: Sequence[MarkdownToken] = ()
    flaws: tuple[Flaw, ...] = ()

    @property
    def body(self) -> str:
        """The text below the front matter."""
        return self.source[len(self.front_matter.source) if self.front_matter else 0 :]

    @property
    def is_playlist(self) -> bool:
        """Whether this is a playlist (``FORMAT.md`` section 9)."""
        return any(isinstance(one, SectionMark) for one in self.constructs())

    def constructs(self) -> Iterator[Construct]:
        """What all of Swimm's constructs say, in the order of the document."""
        return constructs_in(self.tokens)

    def references(self) -> Iterator[Reference]:
        """All references into the code in document order, those in diagrams included."""
        for one in self.constructs():
            if isinstance(one, Reference):
                yield one
            elif isinstance(one, Diagram):
                yield from one.references


def constructs_in(tokens: Sequence[MarkdownToken]) -> Iterator[Construct]:
    """What Swimm's constructs among some tokens say, in their order."""
    for token in tokens:
        if token.meta and (value := construct_of(token)):
            yield value
        if token.children:
            yield from constructs_in(token.children)


def read(text: str) -> Document:
    """Read a Swimm document or playlist of any Markdown generation.

    Args:
        text: The whole file.

    Returns:
        The document; nothing is ever raised, what can not be read as meant is in ``flaws``.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    front_matter, flaws = read_front_matter(text)
    body = text[len(front_matter.source) :] if front_matter else text
    first = 1 + (front_matter.source.count("\n") if front_matter else 0)
    context = Context(Lines(body, first), parser(), _repo_names(front_matter))
    tokens = parser().parse(body, context.env)
    return Document(text, front_matter, tokens, (*flaws, *context.flaws))


def _repo_names(front_matter: FrontMatter | None) -> Mapping[str, str]:
    names = front_matter.data.get("cross_repo_names") if front_matter else None
    if not isinstance(names, Mapping):
        return {}
    return {str(name): str(repo_id) for name, repo_id in names.items()}
