"""The options of the plugin, and the texts on pages by these options and the theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

from mkdocs.config import config_options as c
from mkdocs.config.base import Config, ValidationError
from mkdocs.theme import Theme

from ..code.codehost import KINDS
from ..i18n.strings import ENGLISH, Strings, Text, problem, translated, with_texts
from ..project.problems import log
from ..project.settings import link_template, source

T = TypeVar("T")

Level = Literal["warn", "info", "ignore"]
Freshness = Literal["ignore", "report", "warn", "error"]
_LEVELS: tuple[Level, ...] = ("warn", "info", "ignore")


class Checked(c.OptionallyRequired[T]):
    """An option that is validated by a function, which returns its value or raises ValueError."""

    def __init__(self, check: Callable[[object], T], default: T | None = None) -> None:
        super().__init__(default)
        self.check = check

    def run_validation(self, value: object) -> T:
        """Return the value; raise ValidationError if it is not valid."""
        try:
            return self.check(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None


def texts(value: object) -> dict[str, Text]:
    """Validate texts on pages by name; raise ValueError if one is not valid."""
    if not isinstance(value, dict):
        raise ValueError(f"Expected names with texts but received: {value!r}")
    for name, text in value.items():
        if message := problem(name, text):
            raise ValueError(message)
    return dict(value)


class Levels(Config):
    """Level of each kind of problem, as in MkDocs' own ``validation``."""

    front_matter = c.Choice[Level](_LEVELS, default="warn")
    """Front matter that is not valid YAML, or has keys that a document cannot set."""
    encoding = c.Choice[Level](_LEVELS, default="warn")
    """A file that is not UTF-8. Text that was encoded twice is repaired, and logged as info."""
    torn_tags = c.Choice[Level](_LEVELS, default="warn")
    """A tag, snippet or footnote with a missing part."""
    links = c.Choice[Level](_LEVELS, default="warn")
    """A link that leads nowhere."""
    images = c.Choice[Level](_LEVELS, default="warn")
    """An image that does not exist."""
    paths = c.Choice[Level](_LEVELS, default="warn")
    """A path that leads out of the repository."""
    ids = c.Choice[Level](_LEVELS, default="warn")
    """Two documents with the same id."""
    sizes = c.Choice[Level](_LEVELS, default="warn")
    """A text so large that it is shown as it is."""
    repositories = c.Choice[Level](_LEVELS, default="info")
    """Another repository whose address is not known."""
    prompts = c.Choice[Level](_LEVELS, default="info")
    """A prompt of a template that nobody has filled in."""


class SwimmConfig(Config):
    """The options of the plugin."""

    sources = c.ListOfItems(Checked(source), default=[{"path": ".swm"}])
    """Folders of documents, relative to ``mkdocs.yml``. Documents inside ``docs_dir`` are found
    anyway. A mapping has a ``path`` and may have a ``mount``, the place of its pages on the site.
    With a ``root`` it is another repository, and ``repo_url``, ``host``, ``revision`` and ``ref``
    mean for it what the options of these names mean for the site's own."""
    pages = c.ListOfItems(c.Type(str), default=[])
    """Globs of ordinary Markdown files whose links to lines of code are checked, and on the site
    shown with the code as it is now. They are patterns as in ``.gitignore``, relative to the root
    of the repository."""
    mount = c.Type(str, default="swimm")
    """Place on the site for the pages of documents from outside ``docs_dir``."""
    root = c.Optional(c.Type(str))
    """Folder in which the paths in documents begin, relative to ``mkdocs.yml``. By default, the
    folder around ``.swm`` if the paths in its documents exist there, otherwise the root of the git
    repository, or without git the folder of ``mkdocs.yml``."""
    repo_url = c.Optional(c.URL())
    """Address of the repository that hosts the code, without ``/tree/main`` and the like. By
    default, the ``repo_url`` of the site, otherwise the remote ``origin``."""
    host = c.Optional(c.Choice(KINDS))
    """Kind of code host. By default, it is recognised by its address. Forgejo is ``gitea``."""
    link_template = c.Optional(Checked(link_template))
    """Template of links into the code, for any other code host. ``{path}``, ``{ref}``, ``{first}``
    and ``{last}`` are filled in. Links to whole files leave out everything from ``#`` on."""
    revision = c.Type(str, default="commit")
    """Revision that links into the code lead to. With ``commit`` they are pinned to the commit
    that was built; with the name of a branch they show the code as it is when they are
    followed."""
    ref = c.Optional(c.Type(str))
    """Git revision whose code the documents are checked against and linked to, without checking it
    out. By default, the files as they are."""
    freshness = c.Choice[Freshness](("ignore", "report", "warn", "error"), default="report")
    """What to do about references that no longer hold: nothing, show them on the pages, also warn,
    or fail the build."""
    health = c.Type(bool, default=False)
    """Add a page with the problems in all documents, and how much of the code they cover."""
    source_pages = c.Optional(c.Type(bool))
    """Add pages for source files that documents refer to. By default, if no code host is known."""
    source_search = c.Type(bool, default=False)
    """Include the pages of source files in the search."""
    previews = c.Type(bool, default=True)
    """Show the code behind a token or path when readers point at it."""
    mermaid = c.Type(str, default="bundled")
    """What renders Mermaid diagrams. ``bundled`` is the library in the package: it is loaded from
    the site itself, and only on pages with a diagram. ``theme`` leaves diagrams to the theme;
    Material loads the library from the web. Anything else is the address of a library, or its path
    in ``docs_dir``. If a script or plugin of yours renders diagrams already, nothing is added."""
    annotations = c.Type(bool, default=False)
    """Show the comment of a snippet as a code annotation on its first selected line, with
    Material. Comments of several paragraphs stay above the code, and so do those of code that is
    stale, collapsed, or in a language without comments."""
    llms = c.Type(bool, default=False)
    """Add a plain Markdown file beside every page, and ``llms.txt`` and ``llms-full.txt`` at the
    root of the site."""
    repositories = c.DictOfItems(c.URL(), default={})
    """Addresses of other repositories, by the id or name that documents have for them."""
    strings = Checked[dict[str, Text]](texts, default={})
    """Texts on the pages in other words, by their names in ``mkdocs_swimm/i18n/strings.py``."""
    validation = c.SubConfig(Levels)
    """Level at which each kind of problem is reported. Warnings fail ``mkdocs build --strict``."""


def strings_of(theme: Theme, texts: Mapping[str, Text]) -> Strings:
    """The texts for a site in the theme's language or in English, replaced by its own."""
    option = theme.get("language")
    language = option if isinstance(option, str) and option else str(theme.locale)
    strings = translated(language)
    if strings is None:
        log.info(
            "the words of swimm are not translated into '%s', the language of the theme: they are "
            "English, those in the option 'strings' aside",
            language,
        )
    return with_texts(strings or ENGLISH, texts)
