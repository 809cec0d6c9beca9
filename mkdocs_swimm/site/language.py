"""The language of a site: that of its theme."""

from __future__ import annotations

from collections.abc import Mapping

from mkdocs.theme import Theme

from ..i18n.strings import ENGLISH, Strings
from ..i18n.translation import Text, translated, with_texts
from ..project.problems import log


def language_of(theme: Theme) -> str:
    """The language of a theme, as Material or MkDocs' own themes call it."""
    chosen = theme.get("language")
    return chosen if isinstance(chosen, str) and chosen else str(theme.locale)


def strings_of(theme: Theme, texts: Mapping[str, Text]) -> Strings:
    """The words for a site; where nobody has translated them, they are English.

    Args:
        theme: Its theme.
        texts: The texts that its owner has chosen, by name.
    """
    language = language_of(theme)
    strings = translated(language)
    if strings is None:
        log.info(
            "the words of swimm are not translated into '%s', the language of the theme: they are "
            "English, those in the option 'strings' aside",
            language,
        )
    return with_texts(strings or ENGLISH, texts)
