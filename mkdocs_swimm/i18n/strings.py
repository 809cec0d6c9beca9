"""All texts that the package puts on pages: in English here, in other languages in YAML.

A file ``translations/<language>.yml`` and the option ``strings`` map the names of ``Strings`` to
texts. A text with a number may be a mapping from plural forms (Unicode's ``one``, ``few``,
``other`` …) to texts. Missing texts come from the base language (``pt`` for ``pt-BR``), else from
English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files as package_files
from string import Formatter
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

_TRANSLATIONS = package_files(__package__) / "translations"
Text = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Forms:
    """The plural forms of a text by Unicode's CLDR; an empty one equals ``other``."""

    other: str
    one: str = ""
    zero: str = ""
    two: str = ""
    few: str = ""
    many: str = ""


@dataclass(frozen=True, slots=True)
class Strings:
    """The texts on pages; names in curly brackets are placeholders."""

    language: str = "en"
    """A language tag, as in HTML's attribute ``lang``."""
    separator: str = ", "
    """Between the items of a list."""
    clauses: str = "; "
    """Between the parts of a sentence, such as ``changed`` and ``gone``."""

    # The state at the head of a document; {what} is "2 snippets and 1 token".
    state_current: str = "Up to date with the code"
    state_moved: str = "Up to date with the code, where {what} moved since this was written"
    state_stale: str = "The code has moved on since this was written: {what}."
    changed: str = "{what} changed"
    gone: str = "{what} gone"
    shifted: str = "{what} moved"
    snippets: Forms = Forms(one="{count} snippet", other="{count} snippets")
    tokens: Forms = Forms(one="{count} token", other="{count} tokens")
    paths: Forms = Forms(one="{count} path", other="{count} paths")

    # Snippets of code, and their states.
    line: str = "line {first}"
    lines: str = "lines {first}–{last}"
    one_left_out: str = "Line {first} is left out"
    left_out: str = "Lines {first}–{last} are left out"
    in_repository: str = "in {repository}"
    whole_file: str = "Open in its file"
    unfold: Forms = Forms(one="Show {count} line", other="Show all {count} lines")
    empty_snippet: str = "No lines are quoted here."
    stub: str = "To be written in this exercise; not in the file"
    as_documented: str = "As documented"
    now: str = "Now"
    difference: str = "Difference"
    perhaps: str = "perhaps {lines}"
    code_changed: str = "This code has changed since the document was written."
    code_changed_unsure: str = (
        "This code has changed since the document was written, and several places could be meant "
        "now."
    )
    code_gone: str = "This code is no longer in {path}. It is shown as it was."
    file_gone: str = "The file {path} is no longer there. Its code is shown as it was."

    # Tooltips of tokens and paths.
    renamed: str = "Now {path}"
    token_gone: str = "Gone: no longer in {path}, where it was on line {line}"
    token_file_gone: str = "Gone: the file {path} is no longer there"
    token_renamed: str = "Now called {name}: {path}, line {line}"
    token_elsewhere: str = "Its line has changed: perhaps now {path}, line {line}"
    token_changed: str = "Its line has changed: {path}, line {line}"
    was: str = "was: {was}"
    was_is: str = "was: {was} – is: {now}"
    white_space: str = "only white space"
    path_gone: str = "Gone: no longer in the repository"

    # The rest of a document.
    prompt: str = "Still to be written"
    notice: str = "Generated, not yet verified by a human"
    sources: str = "Code on this page"
    related: str = "Related documents:"
    diagram: str = "Diagram"
    diagram_named: str = "Diagram: {heading}"
    diagram_failed: str = "This diagram cannot be drawn. Its text says:"
    diagram_large: str = "Open large"
    close: str = "Close"
    video: str = "Video:"
    video_player: str = "Video player: {url}"
    moved: str = "This page has moved."

    # Playlists: documents to be read one after another.
    steps: str = "Steps"
    summary: str = "Summary"
    step_document: str = "document"
    step_playlist: str = "playlist"
    step_file: str = "file"
    step_link: str = "web page"
    step_video: str = "video"
    in_playlist: str = "Step {step} of {count} in {playlist}"
    in_playlists: Forms = Forms(one="Part of {count} playlist", other="Part of {count} playlists")
    previous: str = "Previous"
    next: str = "Next"
    finish: str = "Finish"
    on_the_way: str = "On the way:"
    start: str = "Start"
    go_on: str = "Continue"
    start_over: str = "Start over"
    steps_read: str = "{read} of {count} read"
    step_read: str = "Read: {title}"
    mark_read: str = "Mark as read"
    mark_unread: str = "Mark as unread"

    # Lists of documents, and source pages.
    documents: str = "Documents"
    filter: str = "Filter"
    copy_markdown: str = "Copy page as Markdown"
    copied: str = "Copied"
    file_index: str = "Code and its documents"
    source_documents: str = "Documents about this file"
    source_on_host: str = "This file on its code host"
    source_too_large: str = "This file is too large to be shown here."

    # The health page.
    health: str = "Documentation health"
    health_files: str = "Files that made documents stale"
    health_rest: Forms = Forms(
        one="{count} document without findings", other="{count} documents without findings"
    )
    name_current: str = "up to date"
    name_moved: str = "moved"
    name_changed: str = "changed"
    name_gone: str = "gone"
    name_unchecked: str = "not checked"
    no_references: str = "without references"
    more: Forms = Forms(one="and {count} more", other="and {count} more")
    column_document: str = "Document"
    column_state: str = "State"
    column_gone: str = "Gone"
    column_changed: str = "Changed"
    column_moved: str = "Moved"
    column_current: str = "Up to date"
    column_cause: str = "Cause"
    column_file: str = "File"
    column_references: str = "References"
    column_documents: str = "Documents"

    # The coverage of the code, on the health page.
    coverage: str = "Documented code"
    coverage_files: Forms = Forms(
        one="{share} of {count} file is documented", other="{share} of {count} files are documented"
    )
    coverage_lines: Forms = Forms(
        one="{share} of {count} line is documented", other="{share} of {count} lines are documented"
    )
    coverage_meaning: str = (
        "A line is documented when a snippet or a token of a document is on it. A file is "
        "documented as soon as one of its lines is, and named when a document names the file or a "
        "folder that it is in. Blank lines do not count."
    )
    column_folder: str = "Folder"
    column_documented_files: str = "Documented files"
    column_named: str = "Named"
    column_documented_lines: str = "Documented lines"

    @property
    def state_names(self) -> Mapping[str, str]:
        """The names of the states of references, by ``State.value``."""
        return {
            "up to date": self.name_current,
            "moved": self.name_moved,
            "changed": self.name_changed,
            "gone": self.name_gone,
            "not checked": self.name_unchecked,
        }

    @property
    def _locale(self) -> Locale:
        return Locale.parse(self.language, sep="-")

    def counted(self, forms: Forms, count: int, **others: str) -> str:
        """A text in the plural form for a number, with this and other placeholders filled in."""
        form = str(getattr(forms, self._locale.plural_form(count)) or forms.other)
        return form.format(count=self.number(count), **others)

    def listed(self, parts: Sequence[str]) -> str:
        """``a, b, and c``."""
        return str(format_list(list(parts), locale=self._locale))

    def number(self, number: int) -> str:
        """A number as the language writes it."""
        return str(format_decimal(number, locale=self._locale))

    def percent(self, percent: int) -> str:
        """A percentage as the language writes it."""
        return str(format_percent(percent / 100, locale=self._locale))


ENGLISH = Strings()


def names() -> Sequence[str]:
    """The names of all texts."""
    return [field.name for field in fields(Strings) if field.name != "language"]


@lru_cache
def translated(language: str) -> Strings | None:
    """The texts in a language (``pt-BR`` or ``pt_BR``); None if there is no translation."""
    language = language.replace("_", "-")
    # Babel's locale data takes 4 MB of memory, which English does not need.
    if language.partition("-")[0].lower() == "en":
        return ENGLISH
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        candidates = [language.partition("-")[0]]
    else:
        # A region can imply the script: `zh-TW` is `zh-Hant`.
        parts = filter(None, (locale.script, locale.territory))
        candidates = [locale.language, *(f"{locale.language}-{part}" for part in parts)]
    strings = None
    for name in candidates:
        if name in languages():
            strings = replace(with_texts(strings or ENGLISH, read(name)), language=name)
    return strings


def languages() -> Sequence[str]:
    """The languages with a translation."""
    names = [file.name for file in _TRANSLATIONS.iterdir()]
    return sorted(name.removesuffix(".yml") for name in names if name.endswith(".yml"))


def read(language: str) -> Mapping[str, Text]:
    """The texts of one of ``languages``."""
    return dict(yaml.safe_load((_TRANSLATIONS / f"{language}.yml").read_text("utf-8")))


def with_texts(strings: Strings, texts: Mapping[str, Text]) -> Strings:
    """Replace some of the texts by others, in which ``problem`` finds nothing wrong."""
    changes: dict[str, Any] = dict(texts)
    for name, text in texts.items():
        if isinstance(getattr(ENGLISH, name), Forms):
            changes[name] = Forms(text) if isinstance(text, str) else Forms(**text)
    return replace(strings, **changes)


def problem(name: object, text: object) -> str:
    """What is wrong with a text for a name; empty if nothing is."""
    if name not in names():
        near = get_close_matches(str(name), names(), 1)
        hint = f": did you mean '{near[0]}'?" if near else ""
        return f"There is no text named '{name}'{hint}"
    english = getattr(ENGLISH, str(name))
    texts = [text]
    if isinstance(text, dict) and isinstance(english, Forms):
        forms = [field.name for field in fields(Forms)]
        if unknown := [form for form in text if form not in forms]:
            return f"'{name}': expected {', '.join(forms)} but received: {unknown[0]}"
        if "other" not in text:
            return f"'{name}': the form 'other' is missing"
        texts = list(text.values())
    allowed = placeholders(english.other if isinstance(english, Forms) else english)
    for text in texts:
        if not isinstance(text, str):
            return f"'{name}': expected a text but received: {text!r}"
        try:
            unknown = sorted(placeholders(text) - allowed)
        except ValueError as error:
            return f"'{name}': {error}; a curly bracket itself is written twice"
        if unknown:
            known = ", ".join(f"{{{part}}}" for part in sorted(allowed)) or "nothing"
            return f"'{name}': {{{unknown[0]}}} cannot be filled in, {known} can"
    return ""


def placeholders(text: str) -> frozenset[str]:
    """The names in curly brackets in a text; raise ValueError for anything else in them."""
    parts = [part for part in Formatter().parse(text) if part[1] is not None]
    for _, name, form, conversion in parts:
        if form or conversion:
            raise ValueError(f"'{{{name}}}' may hold a name and nothing else")
    return frozenset(str(name) for _, name, _, _ in parts)
