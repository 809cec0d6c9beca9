"""Completion in documents: paths, tokens and links, as Swimm's own editor offered them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from lsprotocol import types

from ..code.source_file import SourceFile
from ..safety.files import confined
from ..writing import forms
from .positions import Span
from .project import Checked, EditedProject

TRIGGERS = ["`", "[", "(", "/", '"', "<", ">"]
"""The characters after which an editor is to ask."""

_MOST = 100
_PER_WORD = 3
"""So many lines of a file are offered for one identifier."""


class _Offer(NamedTuple):
    """What can be written at a place."""

    label: str  # what a list shows
    text: str  # what is written
    detail: str = ""  # what the list shows beside it
    about: str = ""  # what is shown of the one that is looked at


def completions(
    project: EditedProject, checked: Checked, params: types.CompletionParams
) -> types.CompletionList | None:
    """What can be written at a place of a document; None where nothing is offered."""
    if checked.doc and checked.doc.is_page:
        # Of ordinary Markdown other servers know more.
        return None
    # Neovim takes nothing behind the first space of a text that is no template.
    templates = project.editor.templates
    lines = project.lines(checked.path)
    at = project.columns.position_from_client_units(lines, params.position)
    line, row = lines[at.line], at.line
    for opening, closing, kind, offers in _CONTEXTS:
        found = opening.search(line[: at.character])
        if not found:
            continue
        typed, start = found["typed"], found.start("whole")
        # Editors put in the second one of two quotes or brackets by themselves.
        end = at.character + len(closing) * line.startswith(closing, at.character)
        where = project.columns.range(lines, Span(None, row, start, row, end))
        before, written = line[start : found.start("typed")], line[start : at.character]
        items = []
        for number, offer in enumerate(islice(offers(project, checked, typed), _MOST)):
            # In a table a pipe would end the cell.
            text = offer.text.replace("|", "\\|") if line.lstrip().startswith("|") else offer.text
            text = re.sub(r"[\\$}]", r"\\\g<0>", text) if templates else text
            # A list is narrowed down to what begins as what is written already.
            begin = before if offer.label.startswith(typed) else written
            item = types.CompletionItem(
                offer.label,
                kind=kind,
                detail=offer.detail or None,
                documentation=offer.about or None,
                filter_text=begin + offer.label,
                sort_text=f"{number:04}",
                text_edit=types.TextEdit(where, text),
                insert_text_format=types.InsertTextFormat.Snippet if templates else None,
            )
            items.append(item)
        return types.CompletionList(is_incomplete=len(items) >= _MOST, items=items)
    return None


def _documents(project: EditedProject, checked: Checked, typed: str) -> Iterator[_Offer]:
    """Links to documents that have a text in their title or path."""
    for target in _targets(project, checked, typed):
        with suppress(forms.CanNotWriteError):
            yield target._replace(text=forms.link(target.detail, target.label))


def _targets(project: EditedProject, checked: Checked, typed: str) -> Iterator[_Offer]:
    """The addresses of such documents."""
    here = posixpath.dirname(project.shown(checked.path))
    for other in project.documents.values():
        name = project.shown(other.path)
        if typed.casefold() in f"{other.title}\n{name}".casefold():
            yield _Offer(other.title, posixpath.relpath(name, here).replace(" ", "%20"), name)


def _references(project: EditedProject, checked: Checked, typed: str) -> Iterator[_Offer]:
    """References to files."""
    for offer in _paths(project, checked, typed):
        with suppress(forms.CanNotWriteError):
            yield offer._replace(text=forms.path(offer.label, folder=False))


def _paths(project: EditedProject, checked: Checked, typed: str) -> Iterator[_Offer]:
    """The files whose path has a text in it, those first whose name or path begins with it."""
    wanted, code = typed.casefold(), project.code_of(checked)
    name = wanted.rpartition("/")[2]

    def order(path: str) -> tuple[bool, bool, str]:
        folded = path.casefold()
        named = folded.rpartition("/")[2].startswith(name)
        return not named, not folded.startswith(wanted), path

    paths = code.paths() if code else ()
    for path in sorted((one for one in paths if wanted in one.casefold()), key=order):
        yield _Offer(path, path)


def _tokens(project: EditedProject, checked: Checked, typed: str) -> Iterator[_Offer]:
    """Identifiers of the files that the document refers to, as it does in Swimm's editor."""
    code = project.code_of(checked)
    for path in dict.fromkeys(confined(one.reference.path) for one in checked.findings):
        file = code.read(path) if code and path else None
        if not isinstance(file, SourceFile):
            continue
        for word, numbers in file.numbers_by_word.items():
            if word.casefold().startswith(typed.casefold()) and not word[0].isdigit():
                for number in numbers[:_PER_WORD]:
                    line = file.raw[number - 1].removesuffix("\r")
                    for place in forms.occurrences(line, word)[:1]:
                        with suppress(forms.CanNotWriteError):
                            text = forms.token(file, number, place)
                            yield _Offer(word, text, f"{path}:{number}", line.strip())


_Offers = Callable[[EditedProject, Checked, str], Iterator[_Offer]]
_File, _Text = types.CompletionItemKind.File, types.CompletionItemKind.Reference
_CONTEXTS: Sequence[tuple[re.Pattern[str], str, types.CompletionItemKind, _Offers]] = (
    (re.compile(r'path="/?(?P<whole>(?P<typed>[^"<>]*))$'), "", _File, _paths),
    (re.compile(r"(?P<whole><SwmPath>\[?(?P<typed>[^\]<>]*))$"), "]", _File, _references),
    (re.compile(r"(?P<whole>`📄 ?(?P<typed>[^`]*))$"), "`", _File, _references),
    (re.compile(r"(?P<whole>(?:<SwmLink>|\[\[)(?P<typed>[^\]<>]*))$"), "]]", _Text, _documents),
    (re.compile(r"\]\((?P<whole>(?P<typed>[^()\s]*))$"), "", _Text, _targets),
    (re.compile(r"(?P<whole>(?:<SwmToken>|`)(?P<typed>\w+))$"), "`", _Text, _tokens),
)
"""Where something is offered: what was written, what stands behind it, and what is offered."""
