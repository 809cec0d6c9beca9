"""Completion in documents: paths, tokens and links, as Swimm's own editor offered them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from lsprotocol import types

from ..code.source_file import SourceFile
from ..safety.files import confined
from ..writing import forms
from .positions import Span
from .project import Checked, EditedProject, EditedTree

TRIGGERS = ["`", "[", "(", "/", '"', "<", ">"]
"""The characters after which an editor is to ask."""

_MOST = 100
_PER_WORD = 3
"""So many lines of a file are offered for one identifier."""


class _Offer(NamedTuple):
    """What can be written at a place.

    Attributes:
        label: What a list shows.
        text: What is written.
        detail: What the list shows beside it.
        about: What is shown of the one that is looked at.
    """

    label: str
    text: str
    detail: str = ""
    about: str = ""


_Offers = Callable[[EditedProject, Checked, EditedTree, str], Iterator[_Offer]]


def completions(
    project: EditedProject,
    checked: Checked,
    position: types.Position,
    *,
    templates: bool,
) -> types.CompletionList | None:
    """What can be written at a place of a document; None where nothing is offered.

    Args:
        project: The repository.
        checked: The document.
        position: The place.
        templates: Whether the editor takes the templates that the protocol calls snippets. Neovim
            takes nothing behind the first space of any other text.
    """
    row, lines = position.line, checked.lines
    code = project.code_of(checked)
    if code is None or row >= len(lines):
        return None
    line = lines[row]
    column = project.columns.to_text(line, position.character)
    for opening, closing, kind, offers in _CONTEXTS:
        found = opening.search(line[:column])
        if found:
            typed, start = found["typed"], found.start("whole")
            # Editors put in the second one of two quotes or brackets by themselves.
            rest = line[column:]
            end = column + next((len(one) for one in closing if rest.startswith(one)), 0)
            where = project.columns.range(lines, Span(None, row, start, row, end))
            before, written = line[start : found.start("typed")], line[start:column]
            table = line.lstrip().startswith("|")
            items: list[types.CompletionItem] = []
            possible = (one for one in offers(project, checked, code, typed) if one.text)
            for offer in islice(possible, _MOST):
                text = offer.text.replace("|", "\\|") if table else offer.text
                if templates:
                    text = re.sub(r"[\\$}]", r"\\\g<0>", text)
                items.append(
                    types.CompletionItem(
                        offer.label,
                        kind=kind,
                        detail=offer.detail or None,
                        documentation=offer.about or None,
                        # A list is narrowed down to what begins as what is written already.
                        filter_text=(before if offer.label.startswith(typed) else written)
                        + offer.label,
                        sort_text=f"{len(items):04}",
                        text_edit=types.TextEdit(where, text),
                        insert_text_format=types.InsertTextFormat.Snippet if templates else None,
                    )
                )
            return types.CompletionList(is_incomplete=len(items) >= _MOST, items=items)
    return None


def _documents(
    project: EditedProject, checked: Checked, code: EditedTree, typed: str
) -> Iterator[_Offer]:
    for title, name in _titles(project, typed):
        yield _Offer(title, _written(forms.link, name, title), name)


def _targets(
    project: EditedProject, checked: Checked, code: EditedTree, typed: str
) -> Iterator[_Offer]:
    here = posixpath.dirname(project.shown(checked.path))
    for title, name in _titles(project, typed):
        yield _Offer(title, posixpath.relpath(name, here).replace(" ", "%20"), name)


def _titles(project: EditedProject, typed: str) -> Iterator[tuple[str, str]]:
    """Title and path of the documents that have a text in one of them."""
    for other in project.documents.values():
        name = project.shown(other.path)
        if typed.casefold() in f"{other.title}\n{name}".casefold():
            yield other.title, name


def _references(
    project: EditedProject, checked: Checked, code: EditedTree, typed: str
) -> Iterator[_Offer]:
    for path in _paths(code, typed):
        yield _Offer(path, _written(forms.path, path, folder=False))


def _attributes(
    project: EditedProject, checked: Checked, code: EditedTree, typed: str
) -> Iterator[_Offer]:
    return (_Offer(path, path) for path in _paths(code, typed))


def _paths(code: EditedTree, typed: str) -> Sequence[str]:
    """The files whose path has a text in it, those first whose name or path begins with it."""
    wanted = typed.casefold()
    name = wanted.rpartition("/")[2]

    def order(path: str) -> tuple[bool, bool, str]:
        folded = path.casefold()
        named = folded.rpartition("/")[2].startswith(name)
        return not named, not folded.startswith(wanted), path

    return sorted((path for path in code.paths() if wanted in path.casefold()), key=order)


def _tokens(
    project: EditedProject, checked: Checked, code: EditedTree, typed: str
) -> Iterator[_Offer]:
    """Identifiers of the files that the document refers to, as it does in Swimm's editor."""
    for path in dict.fromkeys(confined(one.reference.path) for one in checked.findings):
        file = code.read(path) if path else None
        if not isinstance(file, SourceFile):
            continue
        for word, numbers in file.words.items():
            if word.casefold().startswith(typed.casefold()) and not word[0].isdigit():
                for number in numbers[:_PER_WORD]:
                    line = file.raw[number - 1].removesuffix("\r")
                    found = forms.occurrences(line, word)
                    text = _written(forms.token, file, number, found[0]) if found else ""
                    yield _Offer(word, text, f"{path}:{number}", line.strip())


def _written(write: Callable[..., str], *what: object, **more: object) -> str:
    """What a document can say; empty where it can not."""
    try:
        return write(*what, **more)
    except forms.CanNotWriteError:
        return ""


_File, _Text = types.CompletionItemKind.File, types.CompletionItemKind.Reference
_CONTEXTS: Sequence[tuple[re.Pattern[str], Sequence[str], types.CompletionItemKind, _Offers]] = (
    (re.compile(r'path="/?(?P<whole>(?P<typed>[^"<>]*))$'), (), _File, _attributes),
    (re.compile(r"(?P<whole><SwmPath>\[?(?P<typed>[^\]<>]*))$"), ("]",), _File, _references),
    (re.compile(r"(?P<whole>`📄 ?(?P<typed>[^`]*))$"), ("`",), _File, _references),
    (re.compile(r"(?P<whole>(?:<SwmLink>|\[\[)(?P<typed>[^\]<>]*))$"), ("]]",), _Text, _documents),
    (re.compile(r"\]\((?P<whole>(?P<typed>[^()\s]*))$"), (), _Text, _targets),
    (re.compile(r"(?P<whole>(?:<SwmToken>|`)(?P<typed>\w+))$"), ("`",), _Text, _tokens),
)
"""Where something is offered: what was written, what stands behind it, and what is offered."""
