"""Pages that lead on to others."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from ..i18n.strings import Strings

_REDIRECT = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>{words}</title>
<link rel="canonical" href="{url}">
<meta http-equiv="refresh" content="0; url={url}">
</head>
<body><p>{words} <a href="{url}">{title}</a></p></body>
</html>
"""


def redirect(url: str, title: str, strings: Strings) -> str:
    """A page that leads on to another."""
    return _REDIRECT.format(
        url=escape(quote(url, safe="/.#%~")),
        title=escape(title),
        words=escape(strings.moved),
        language=strings.language,
        direction="rtl" if strings.is_right_to_left else "ltr",
    )
