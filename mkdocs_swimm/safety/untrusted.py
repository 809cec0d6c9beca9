"""Makes values from documents safe for where they go.

Titles, file names, JSON in ``.swm``, links, images and quoted code are untrusted. A value that
leaves the text of a page, for a template of the theme, an attribute, an id or a file, passes one of
these functions first.
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
"""Markup on code hosts, in a line of Markdown or of a table."""

_AUTOLINK = re.compile(r"(?<=[@#])(?=\w)|(?<=:)(?=//|\w+:)|(?<=\bwww)(?=\.)|(?<=\bGH)(?=-\d)")
"""Where to break up plain text that a code host would turn into a mention or a link."""

_SARIF = re.compile(r"(?<=\])(?=\()|(?<=\{)(?=\d)")

_ID = re.compile(r"[^\W_][^\s\"'<>&`{}#%$]*")
_RESERVED = """
    exports keyboardmodallabel mkdocs-search-query mkdocs-search-results mkdocs_keyboard_modal
    mkdocs_search_modal navbar-collapse searchmodallabel swimm-peek theme-menu toc-collapse
"""
# Libraries take a page with "exports" and "module" for Node.js.
_RESERVED_IDS = frozenset(_RESERVED.split())
_ATTRIBUTES = """
    align alt class colspan dir height id lang open rowspan scope start style title type valign
    value width
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
"""Attributes of raw HTML that are no URLs."""

SAFE_SCHEMES = frozenset(
    ("http", "https", "mailto", "ftp", "ftps", "tel", "sms", "irc", "ircs", "xmpp")
)
_SCHEME = re.compile(r"([^/?#]*?):")
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_CLASS = re.compile(r"language-[\w+#-]+")
_STYLES = "background-color color float height max-width text-align vertical-align width"
STYLES = frozenset(_STYLES.split())
"""The CSS properties that a ``style`` may have."""

_SWIMM = "app_version cross_repo_file_blobs cross_repo_names file_blobs file_version id name"
_SWIMM_FIELDS = frozenset(_SWIMM.split())
"""Front matter that Swimm itself writes (``FORMAT.md`` section 1)."""
_WORD = re.compile(r"[A-Za-z0-9][\w-]*")
_ICON = re.compile(r"[\w-]+(?:/[\w-]+)*")


def inert(text: str) -> str:
    """Text that looks the same as text and as HTML: an invisible character breaks up tags.

    Material reads ``title`` as HTML to show tooltips, and galleries read ``alt`` so.
    """
    return _MARKUP.sub(_WORD_JOINER, text)


def template_text(text: str) -> Markup:
    """Text for templates, most of which print it unescaped; some unescape it before.

    Its type tells templates that do escape not to do it twice.
    """
    escaped = escape(inert(" ".join(text.split())), quote=False).replace('"', "&#34;")
    return Markup(escaped.translate(_BRACES))  # noqa: S704 - just escaped


def comment_text(text: str) -> str:
    """Literal text in the Markdown of comments and summaries on code hosts."""
    return _entities(_AUTOLINK.sub(_WORD_JOINER, shown(text)))


def comment_code(text: str) -> str:
    """Code in such Markdown; unlike a code span, it is safe in a table."""
    return f"<code>{_entities(shown(text))}</code>"


def _entities(text: str) -> str:
    return _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", text)


def sarif_text(text: str) -> str:
    """Literal text in a SARIF message, where ``[text](url)`` is a link and ``{0}`` an argument."""
    return _SARIF.sub(_WORD_JOINER, text)


def identifier(id: str) -> str:
    """An id for an element of a page: the given one, unless a theme or script uses it."""
    if _ID.fullmatch(id) and id.casefold() not in _RESERVED_IDS:
        return id
    rest = re.sub(r"[\s\"'<>&`{}#%$]+", "-", id).strip("-_")
    return f"section-{rest}" if rest else "section"


def raw_attribute(name: str, value: str) -> str | None:
    """The safe value of an attribute of raw HTML that is no URL; None to remove the attribute."""
    match name:
        case "id":
            return value if value and identifier(value) == value else None
        case "class":
            return " ".join(filter(_CLASS.fullmatch, value.split())) or None
        case "style":
            # Swimm writes `width:'50%'`, which is invalid CSS.
            names = {part.partition(":")[0].strip() for part in value.split(";")}
            return value.replace("'", "") if names & STYLES else None
        case "title" | "alt":
            return inert(value)
        case _:
            return value if name in ATTRIBUTES else None


def is_safe(href: str) -> bool:
    """Whether a URL has no scheme or a safe one.

    Browsers drop spaces and control characters, so ``java script:`` is not safe.
    """
    scheme = _SCHEME.match(_IGNORED.sub("", href))
    return scheme is None or scheme[1].lower() in SAFE_SCHEMES


def web_address(url: str) -> str:
    """A URL built from file names, for templates that print it unescaped."""
    return quote(url, safe="/:?#[]@!$&()*+,;=%~")


def page_meta(
    data: Mapping[str, object], themes: Sequence[Path]
) -> tuple[Mapping[str, object], Sequence[str]]:
    """What MkDocs, its plugins and its themes get from a document's front matter.

    They trust it: a template that it names is run, and a missing icon ends the whole build.

    Returns the fields that readers see, safe for templates, and the names of those refused.
    ``themes`` are the folders of the site's theme.
    """
    own = {key: data[key] for key in data if key not in _SWIMM_FIELDS and key != "title"}
    meta = {key: _field(key, value, themes) for key, value in own.items()}
    refused = [key for key in meta if meta[key] is None and own[key] not in (None, "", False)]
    return {key: value for key, value in meta.items() if value is not None}, refused


def _field(key: str, value: object, themes: Sequence[Path]) -> object:
    """The safe value of a field of front matter; None for one that is refused."""
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
        case "search", dict() if all(_is_search(*item) for item in value.items()):
            return value
        case _:
            return None


def _is_search(key: object, value: object) -> bool:
    if key == "exclude":
        return isinstance(value, bool)
    return key == "boost" and isinstance(value, int | float) and 0 <= value <= 1_000


def _has_icon(name: str, themes: Sequence[Path]) -> bool:
    """Whether the theme has an icon of this name, or no icons at all."""
    folders = [folder / ".icons" for folder in themes if (folder / ".icons").is_dir()]
    return not folders or any((folder / f"{name}.svg").is_file() for folder in folders)
