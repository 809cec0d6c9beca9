"""The words on the pages in other languages: ``translations/<language>.yml``, and a user's own.

A file maps the names of ``strings.Strings`` to texts; texts with a number in several forms map
Unicode's names for these (``one``, ``few``, ``other`` …) to texts. What a file leaves out is taken
from the language that it is a form of (``pt`` for ``pt-BR``), and else from English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files as package_files
from string import Formatter
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError

from .strings import ENGLISH, Forms, Strings

_TRANSLATIONS = package_files(__package__) / "translations"
_FORMS = tuple(field.name for field in fields(Forms))
Text = str | Mapping[str, str]


def names() -> Sequence[str]:
    """The names of all texts."""
    return [field.name for field in fields(Strings) if field.name != "language"]


@lru_cache
def translated(language: str) -> Strings | None:
    """The words in a language, as HTML or Unix write it; None where nobody has translated it."""
    language = language.replace("_", "-")
    # Babel's data about the languages of the world takes 4 MB: English does without.
    if language.partition("-")[0].lower() == "en":
        return ENGLISH
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        candidates = [language.partition("-")[0]]
    else:
        # A region can say the script: `zh-TW` is `zh-Hant`.
        parts = filter(None, (locale.script, locale.territory))
        candidates = [locale.language, *(f"{locale.language}-{part}" for part in parts)]
    strings = None
    for name in candidates:
        if name in languages():
            strings = replace(with_texts(strings or ENGLISH, read(name)), language=name)
    return strings


def languages() -> Sequence[str]:
    """The languages that there are translations into."""
    names = [file.name for file in _TRANSLATIONS.iterdir()]
    return sorted(name.removesuffix(".yml") for name in names if name.endswith(".yml"))


def read(language: str) -> Mapping[str, Text]:
    """The texts of one of ``languages``."""
    return dict(yaml.safe_load((_TRANSLATIONS / f"{language}.yml").read_text("utf-8")))


def with_texts(strings: Strings, texts: Mapping[str, Text]) -> Strings:
    """The words with some of them replaced by texts of which ``problem`` finds nothing to say."""
    changes: dict[str, Any] = dict(texts)
    for name, text in texts.items():
        if isinstance(getattr(ENGLISH, name), Forms):
            changes[name] = Forms(text) if isinstance(text, str) else Forms(**text)
    return replace(strings, **changes)


def problem(name: object, text: object) -> str:
    """What is wrong with a text for a name; empty where nothing is."""
    if name not in names():
        near = get_close_matches(str(name), names(), 1)
        hint = f": did you mean '{near[0]}'?" if near else ""
        return f"There is no text named '{name}'{hint}"
    wanted = getattr(ENGLISH, str(name))
    texts = [text]
    if isinstance(text, dict) and isinstance(wanted, Forms):
        unknown = [form for form in text if form not in _FORMS]
        if unknown:
            return f"'{name}': expected {', '.join(_FORMS)} but received: {unknown[0]}"
        if "other" not in text:
            return f"'{name}': the form 'other' is missing"
        texts = list(text.values())
    allowed = placeholders(wanted.other if isinstance(wanted, Forms) else wanted)
    for one in texts:
        if not isinstance(one, str):
            return f"'{name}': expected a text but received: {one!r}"
        try:
            unknown = sorted(placeholders(one) - allowed)
        except ValueError as error:
            return f"'{name}': {error}; a curly bracket itself is written twice"
        if unknown:
            known = ", ".join(f"{{{part}}}" for part in sorted(allowed)) or "nothing"
            return f"'{name}': {{{unknown[0]}}} can not be filled in, {known} can"
    return ""


def placeholders(text: str) -> frozenset[str]:
    """The names in curly brackets in a text; raises ValueError for anything else in them."""
    parts = [part for part in Formatter().parse(text) if part[1] is not None]
    for _, name, form, conversion in parts:
        if form or conversion:
            raise ValueError(f"'{{{name}}}' may hold a name and nothing else")
    return frozenset(str(name) for _, name, _, _ in parts)
