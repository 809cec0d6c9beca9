"""The words on the pages in other languages: ``translations/<language>.yml``, and a user's own.

A file maps the names of ``strings.Strings`` to texts; texts with a number in several forms map
Unicode's names for these (``one``, ``few``, ``other`` …) to texts. What a file leaves out is taken
from the language that it is a form of (``pt`` for ``pt-BR``), and else from English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
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


def candidates(language: str) -> Sequence[str]:
    """The names of files that may hold a language, the nearest last.

    Args:
        language: As HTML or Unix write it: ``pt-BR``, ``zh_Hant``.
    """
    parts = language.replace("_", "-").split("-")
    found = ["-".join(parts[:end]) for end in range(1, len(parts) + 1)]
    try:
        locale = Locale.parse("-".join(parts), sep="-")
    except (ValueError, TypeError, UnknownLocaleError):
        return found
    # A region can say the script: `zh-TW` is `zh-Hant`.
    script = f"{locale.language}-{locale.script}" if locale.script else ""
    region = f"{locale.language}-{locale.territory}" if locale.territory else ""
    return list(dict.fromkeys(filter(None, [locale.language, script, region, *found[2:]])))


@lru_cache
def translated(language: str) -> Strings | None:
    """The words in a language; None for one that nobody has translated.

    Args:
        language: As HTML or Unix write it.
    """
    # Babel's data about the languages of the world takes 4 MB: English does without.
    if language.replace("_", "-").partition("-")[0].lower() == "en":
        return ENGLISH
    strings = None
    for name in candidates(language):
        texts = read(name)
        if texts is not None:
            strings = replace(with_texts(strings or ENGLISH, texts), language=name)
    return strings


def languages() -> Sequence[str]:
    """The languages that there are translations into."""
    names = [file.name for file in _TRANSLATIONS.iterdir()]
    return sorted(name.removesuffix(".yml") for name in names if name.endswith(".yml"))


def read(language: str) -> Mapping[str, Text] | None:
    """The texts of a language; None if there is no file of exactly this name."""
    if language not in languages():
        return None
    return dict(yaml.safe_load((_TRANSLATIONS / f"{language}.yml").read_text("utf-8")))


def with_texts(strings: Strings, texts: Mapping[str, Text]) -> Strings:
    """The words with some of them replaced.

    Args:
        strings: The words.
        texts: Texts by name, of which ``problem`` finds nothing to say.
    """
    changes: dict[str, Any] = dict(texts)
    for name, text in texts.items():
        if isinstance(getattr(ENGLISH, name), Forms):
            changes[name] = Forms(text) if isinstance(text, str) else Forms(**text)
    return replace(strings, **changes)


def problem(name: object, text: object) -> str:
    """What is wrong with a text for a name; empty where nothing is."""
    if name not in names():
        from difflib import get_close_matches

        near = get_close_matches(str(name), names(), 1)
        hint = f": did you mean '{near[0]}'?" if near else ""
        return f"There is no text named '{name}'{hint}"
    wanted = getattr(ENGLISH, str(name))
    if isinstance(text, dict) and isinstance(wanted, Forms):
        unknown = [form for form in text if form not in _FORMS]
        if unknown:
            return f"'{name}': expected {', '.join(_FORMS)} but received: {unknown[0]}"
        if "other" not in text:
            return f"'{name}': the form 'other' is missing"
        texts = list(text.values())
    else:
        texts = [text]
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
    """The names in curly brackets in a text.

    Raises:
        ValueError: A bracket is not closed, or holds more than a name.
    """
    parts = [part for part in Formatter().parse(text) if part[1] is not None]
    for _, name, form, conversion in parts:
        if form or conversion:
            raise ValueError(f"'{{{name}}}' may hold a name and nothing else")
    return frozenset(str(name) for _, name, _, _ in parts)
