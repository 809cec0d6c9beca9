"""The options of the plugin."""

from __future__ import annotations

from typing import Literal

from mkdocs.config import config_options as c
from mkdocs.config.base import Config, ValidationError

from ..code.codehost import KINDS, template_problem
from ..i18n.translation import Text, problem

Level = Literal["warn", "info", "ignore"]
Freshness = Literal["ignore", "report", "warn", "error"]
_LEVELS: tuple[Level, ...] = ("warn", "info", "ignore")


SOURCE_KEYS = ("path", "mount", "root", "repo_url", "host", "revision", "ref")
"""What can be said of a folder of documents."""


class Source(c.OptionallyRequired[dict[str, str]]):
    """A folder of documents: its path, or a mapping that says more about it.

    ``mount`` is where its pages are on the site. Documents of another repository say by ``root``
    where its checkout is; ``repo_url``, ``host``, ``revision`` and ``ref`` then mean for it what
    the options of these names mean for the site's own repository.
    """

    def run_validation(self, value: object) -> dict[str, str]:
        """Give ``path`` and what else is set; raise ValidationError for others."""
        if isinstance(value, str) and value.strip():
            return {"path": value}
        if not isinstance(value, dict) or not isinstance(value.get("path"), str):
            raise ValidationError(
                "Expected the path of a folder, or a mapping with 'path' and 'mount', "
                f"but received: {value!r}"
            )
        unknown = sorted(str(key) for key in set(value) - set(SOURCE_KEYS))
        wrong = sorted(key for key in value if not isinstance(value[key], str))
        if unknown:
            expected = ", ".join(f"'{name}'" for name in SOURCE_KEYS)
            raise ValidationError(f"Expected {expected}, but received: {', '.join(unknown)}")
        if wrong:
            raise ValidationError(f"Expected a text but received: {value[wrong[0]]!r}")
        further = [name for name in SOURCE_KEYS[3:] if name in value]
        if further and "root" not in value:
            raise ValidationError(
                f"'{further[0]}' is for documents of another repository: give its 'root' as well"
            )
        if value.get("host", KINDS[0]) not in KINDS:
            raise ValidationError(
                f"Expected one of {', '.join(KINDS)} but received: {value['host']!r}"
            )
        return {str(key): str(item) for key, item in value.items()}


class LinkTemplate(c.OptionallyRequired[str]):
    """A template for links into a code host that the plugin does not know."""

    def run_validation(self, value: object) -> str:
        """Give the template; raise ValidationError for one that can not work."""
        if not isinstance(value, str):
            raise ValidationError(f"Expected a text but received: {value!r}")
        problem = template_problem(value)
        if problem:
            raise ValidationError(problem)
        return value


class Texts(c.OptionallyRequired[dict[str, Text]]):
    """Texts on the pages, by name."""

    def run_validation(self, value: object) -> dict[str, Text]:
        """Give the texts; raise ValidationError for one that can not be used."""
        if not isinstance(value, dict):
            raise ValidationError(f"Expected names with texts but received: {value!r}")
        for name, text in value.items():
            wrong = problem(name, text)
            if wrong:
                raise ValidationError(wrong)
        return dict(value)


class Levels(Config):
    """How loudly each kind of problem is told, as in MkDocs' own ``validation``."""

    front_matter = c.Choice[Level](_LEVELS, default="warn")
    """Front matter that is not valid YAML."""
    encoding = c.Choice[Level](_LEVELS, default="warn")
    """Files that are not UTF-8; text that was encoded twice is mended and told at level info."""
    torn_tags = c.Choice[Level](_LEVELS, default="warn")
    """Tags, snippets and footnotes of which a part is missing."""
    links = c.Choice[Level](_LEVELS, default="warn")
    """Links that lead nowhere."""
    images = c.Choice[Level](_LEVELS, default="warn")
    """Images that do not exist."""
    paths = c.Choice[Level](_LEVELS, default="warn")
    """Paths that lead out of the repository."""
    ids = c.Choice[Level](_LEVELS, default="warn")
    """Documents that share an id."""
    sizes = c.Choice[Level](_LEVELS, default="warn")
    """Text so large that it is shown as it stands."""
    repositories = c.Choice[Level](_LEVELS, default="info")
    """Other repositories whose address is not known."""
    prompts = c.Choice[Level](_LEVELS, default="info")
    """Prompts of a template that nobody has answered."""


class SwimmConfig(Config):
    """The options of the plugin."""

    sources = c.ListOfItems(Source(), default=[{"path": ".swm"}])
    """Folders of documents, relative to the configuration file."""
    pages = c.ListOfItems(c.Type(str), default=[])
    """Globs of ordinary Markdown files, from the root of the repository, whose links to lines of
    code the commands check as well."""
    mount = c.Type(str, default="swimm")
    """Where the pages of documents from outside ``docs_dir`` are on the site."""
    root = c.Optional(c.Type(str))
    """Root of the code that the documents speak of, relative to the configuration file. Not set:
    the folder around ``.swm`` where the paths in its documents exist, else the root of the git
    repository, else the folder of the configuration file."""
    repo_url = c.Optional(c.URL())
    """Where the code is hosted. Not set: the site's ``repo_url``, else the ``origin`` remote."""
    host = c.Optional(c.Choice(KINDS))
    """The kind of code host, where its address does not tell."""
    link_template = c.Optional(LinkTemplate())
    """A template for links into the code, for any other host."""
    revision = c.Type(str, default="commit")
    """What links into the code are pinned to: ``commit`` for the one being built, else the name
    of a branch."""
    ref = c.Optional(c.Type(str))
    """The revision of the code that the documents are checked against and linked to. Not set: the
    files as they are."""
    freshness = c.Choice[Freshness](("ignore", "report", "warn", "error"), default="report")
    """What is done about references that no longer hold: nothing, show them on the pages, warn as
    well, or fail the build."""
    health = c.Type(bool, default=False)
    """Whether there is a page that tells the state of all documents."""
    source_pages = c.Optional(c.Type(bool))
    """Whether the files that documents speak of are pages of the site. Not set: where no code host
    is known."""
    source_search = c.Type(bool, default=False)
    """Whether the site's search finds what is on these pages."""
    previews = c.Type(bool, default=True)
    """Whether pointing at a token or path shows the code behind it."""
    mermaid = c.Type(str, default="bundled")
    """What draws diagrams: ``bundled`` for the library in the package, ``theme`` to leave it to the
    theme, else the address of a library, or its path in ``docs_dir``."""
    annotations = c.Type(bool, default=False)
    """Whether the comment of a snippet becomes an annotation on its first selected line, in
    Material."""
    llms = c.Type(bool, default=False)
    """Whether the site has ``llms.txt``, and a plain Markdown file beside every page."""
    repositories = c.DictOfItems(c.URL(), default={})
    """Addresses of other repositories by Swimm's id or name for them."""
    strings = Texts(default={})
    """Texts on the pages in other words, by their names in ``strings.py``."""
    validation = c.SubConfig(Levels)
    """The level of each kind of problem."""
