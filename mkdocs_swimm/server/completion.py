"""Completion of paths, tokens and links in documents, as in Swimm's own editor."""

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
"""The characters after which an editor requests completion."""

_MOST = 100
_PER_WORD = 3
"""The number of lines of a file that are offered for an identifier."""


class _Offer(NamedTuple):
    """A completion item."""

    label: str  # shown in the list
    text: str  # inserted
    detail: str = ""  # shown beside the label
    documentation: str = ""  # shown for the selected item


def completions(
    project: EditedProject, checked: Checked, params: types.CompletionParams
) -> types.CompletionList | None:
    """What can be inserted at a position in a document; None if nothing is offered."""
    if checked.doc and checked.doc.is_page:
        # Other servers complete ordinary Markdown.
        return None
    # Neovim drops what follows the first space, except in templates.
    templates = project.editor.templates
    lines = project.lines(checked.path)
    position = project.columns.position_from_client_units(lines, params.position)
    line, row, column = lines[position.line], position.line, position.character
    for opening, closing, kind, offers in _CONTEXTS:
        match = opening.search(line[:column])
        if not match:
            continue
        typed, start = match["typed"], match.start("whole")
        # Editors insert closing quotes and brackets by themselves.
        end = column + len(closing) * line.startswith(closing, column)
        replaced = project.columns.range(lines, Span(None, row, start, row, end))
        before, written = line[start : match.start("typed")], line[start:column]
        items = []
        for number, offer in enumerate(islice(offers(project, checked, typed), _MOST)):
            # In a table, a pipe would end the cell.
            text = offer.text.replace("|", "\\|") if line.lstrip().startswith("|") else offer.text
            text = re.sub(r"[\\$}]", r"\\\g<0>", text) if templates else text
            # Editors drop items that do not begin with the replaced text.
            prefix = before if offer.label.startswith(typed) else written
            item = types.CompletionItem(
                offer.label,
                kind=kind,
                detail=offer.detail or None,
                documentation=offer.documentation or None,
                filter_text=prefix + offer.label,
                sort_text=f"{number:04}",
                text_edit=types.TextEdit(replaced, text),
                insert_text_format=types.InsertTextFormat.Snippet if templates else None,
            )
            items.append(item)
        return types.CompletionList(is_incomplete=len(items) >= _MOST, items=items)
    return None


def _documents(project: EditedProject, checked: Checked, typed: str) -> Iterator[_Offer]:
    """Links, as Swimm writes them, to the documents of ``_targets``."""
    for target in _targets(project, checked, typed):
        with suppress(forms.CannotWriteError):
            yield target._replace(text=forms.link(target.detail, target.label))


def _targets(project: EditedProject, checked: Checked, typed: str) -> Iterator[_Offer]:
    """Relative paths of documents that have the typed text in their title or path."""
    here = posixpath.dirname(project.shown(checked.path))
    for other in project.documents.values():
        name = project.shown(other.path)
        if typed.casefold() in f"{other.title}\n{name}".casefold():
            yield _Offer(other.title, posixpath.relpath(name, here).replace(" ", "%20"), name)


def _references(project: EditedProject, checked: Checked, typed: str) -> Iterator[_Offer]:
    for offer in _paths(project, checked, typed):
        with suppress(forms.CannotWriteError):
            yield offer._replace(text=forms.path(offer.label, folder=False))


def _paths(project: EditedProject, checked: Checked, typed: str) -> Iterator[_Offer]:
    """Files whose path contains the typed text, first those whose name or path begins with it."""
    text, code = typed.casefold(), project.code_of(checked)
    name = text.rpartition("/")[2]

    def order(path: str) -> tuple[bool, bool, str]:
        folded = path.casefold()
        begins = folded.rpartition("/")[2].startswith(name)
        return not begins, not folded.startswith(text), path

    paths = code.paths() if code else ()
    for path in sorted((path for path in paths if text in path.casefold()), key=order):
        yield _Offer(path, path)


def _tokens(project: EditedProject, checked: Checked, typed: str) -> Iterator[_Offer]:
    """Identifiers in the files that the document refers to, as in Swimm's editor."""
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
                        with suppress(forms.CannotWriteError):
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
"""The text before the cursor, the text after it that is replaced too, and what is offered."""
