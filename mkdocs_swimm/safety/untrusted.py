"""Values from documents, made fit for where they go.

Titles, file names, JSON in ``.swm``, links, images and quoted code are written by people whom
nobody asked. Whatever of that leaves the text of a page, for a template of the theme, an
attribute, an id or a file, passes one of these functions first, so that it is what it says there
and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from .printable import shown

_WORD_JOINER = "\u2060"
_MARKUP = re.compile(r"(?<=<)(?=[A-Za-z/!?])|(?<=&)(?=[A-Za-z#])")
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})

_PUNCTUATION = re.compile(r"[!\"#$&()*<>@\[\\\]^_`{|}~]")
"""What code hosts take for markup in a line of Markdown, or of a table in it."""

_MENTION = re.compile(r"(?<=[@#])(?=\w)|(?<=:)(?=//|\w+:)|(?<=\bwww)(?=\.)|(?<=\bGH)(?=-\d)")
"""Where a code host would notify somebody, or make a link, of words without any markup."""

_SARIF = re.compile(r"(?<=\])(?=\()|(?<=\{)(?=\d)")

_ID = re.compile(r"[^\W_][^\s\"'<>&`{}#%$]*")
_OF_THEMES = """
    exports keyboardmodallabel mkdocs-search-query mkdocs-search-results mkdocs_keyboard_modal
    mkdocs_search_modal navbar-collapse searchmodallabel swimm-peek theme-menu toc-collapse
"""
# Of a page with "exports" and "module", libraries think it were not a browser's.
_IDS_OF_THEMES = frozenset(_OF_THEMES.split())
_ATTRIBUTES = """
    align alt class colspan dir height id lang open rowspan scope start style title type valign
    value width
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
"""Attributes of raw HTML that are no addresses."""

SAFE_SCHEMES = frozenset(
    ("http", "https", "mailto", "ftp", "ftps", "tel", "sms", "irc", "ircs", "xmpp")
)
_SCHEME = re.compile(r"([^/?#]*?):")
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_CLASS = re.compile(r"language-[\w+#-]+")
_STYLES = "background-color color float height max-width text-align vertical-align width"
STYLES = frozenset(_STYLES.split())
"""The properties that a ``style`` may have."""

_OF_SWIMM = "app_version cross_repo_file_blobs cross_repo_names file_blobs file_version id name"
_SWIMM = frozenset(_OF_SWIMM.split())
"""What Swimm itself writes into front matter (``FORMAT.md`` section 1)."""
_WORD = re.compile(r"[A-Za-z0-9][\w-]*")
_ICON = re.compile(r"[\w-]+(?:/[\w-]+)*")


def inert(text: str) -> str:
    """Text that shows as the same whether it is taken for text or for HTML.

    Material takes ``title`` for HTML when it shows tooltips, galleries do so with ``alt``. A
    character that nobody sees keeps what could be a tag or a character reference from being one.
    """
    return _MARKUP.sub(_WORD_JOINER, text)


def template_text(text: str) -> Markup:
    """Text for templates, most of which print it as it is; some undo the escapes before.

    Templates that do escape know by its type that this is done.
    """
    escaped = escape(inert(" ".join(text.split())), quote=False).replace('"', "&#34;")
    return Markup(escaped.translate(_BRACES))  # noqa: S704 - just escaped


def comment_text(text: str) -> str:
    """Text for Markdown that code hosts show in comments and summaries: it shows as it is."""
    return _entities(_MENTION.sub(_WORD_JOINER, shown(text)))


def comment_code(text: str) -> str:
    """Code for the same; unlike a code span, it can stand in a table whatever is in it."""
    return f"<code>{_entities(shown(text))}</code>"


def _entities(text: str) -> str:
    return _PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", text)


def sarif_text(text: str) -> str:
    """Text for a message of SARIF, where ``[words](address)`` is a link, ``{0}`` an argument."""
    return _SARIF.sub(_WORD_JOINER, text)


def identifier(wanted: str) -> str:
    """An id for an element of a page: the wanted one, if no theme or script looks for it."""
    if _ID.fullmatch(wanted) and wanted.casefold() not in _IDS_OF_THEMES:
        return wanted
    rest = re.sub(r"[\s\"'<>&`{}#%$]+", "-", wanted).strip("-_")
    return f"section-{rest}" if rest else "section"


def raw_attribute(name: str, value: str) -> str | None:
    """The value of an attribute of raw HTML that is no address; None for one that may not stay."""
    match name:
        case "id":
            return value if value and identifier(value) == value else None
        case "class":
            return " ".join(filter(_CLASS.fullmatch, value.split())) or None
        case "style":
            # Swimm writes `width:'50%'`, which is no CSS.
            names = {part.partition(":")[0].strip() for part in value.split(";")}
            return value.replace("'", "") if names & STYLES else None
        case "title" | "alt":
            return inert(value)
        case _:
            return value if name in ATTRIBUTES else None


def is_safe(href: str) -> bool:
    """Whether an address only leads somewhere, and runs nothing on its way.

    Browsers drop spaces and control characters, so ``java script:`` would run all the same.
    """
    scheme = _SCHEME.match(_IGNORED.sub("", href))
    return scheme is None or scheme[1].lower() in SAFE_SCHEMES


def web_address(url: str) -> str:
    """An address that was made of names of files, for templates that print it as it is."""
    return quote(url, safe="/:?#[]@!$&()*+,;=%~")


def page_meta(
    data: Mapping[str, object], themes: Sequence[Path]
) -> tuple[Mapping[str, object], Sequence[str]]:
    """What MkDocs, its plugins and its themes get from a document's front matter.

    They believe it: a template that it names is run, the name of an icon that is not there ends
    the build of the whole site.

    Returns the fields that a reader sees, fit for templates, and the names of those left out.
    ``themes`` are the folders of the site's theme.
    """
    said = {key: value for key, value in data.items() if key not in _SWIMM and key != "title"}
    meta = {key: _field(key, value, themes) for key, value in said.items()}
    refused = [key for key in meta if meta[key] is None and said[key] not in (None, "", False)]
    return {key: value for key, value in meta.items() if value is not None}, refused


def _field(key: str, value: object, themes: Sequence[Path]) -> object:
    """A field of front matter as a site may have it; None for one that it may not."""
    match key, value:
        case "description", str():
            return template_text(value)
        case "tags", list() if all(isinstance(tag, str | int | float) for tag in value):
            return [template_text(str(tag)) for tag in value]
        case "hide", str() | list():
            words = [value] if isinstance(value, str) else value
            return words if all(isinstance(w, str) and _WORD.fullmatch(w) for w in words) else None
        case "status", str() if _WORD.fullmatch(value):
            return value
        case "icon", str() if _ICON.fullmatch(value) and _has_icon(value, themes):
            return value
        case "search", dict() if all(_is_search(*one) for one in value.items()):
            return value
        case _:
            return None


def _is_search(key: object, value: object) -> bool:
    if key == "exclude":
        return isinstance(value, bool)
    return key == "boost" and isinstance(value, int | float) and 0 <= value <= 1_000


def _has_icon(name: str, themes: Sequence[Path]) -> bool:
    """Whether the icons of a theme have one of this name, or there are none to choose from."""
    folders = [folder / ".icons" for folder in themes if (folder / ".icons").is_dir()]
    return not folders or any((folder / f"{name}.svg").is_file() for folder in folders)
