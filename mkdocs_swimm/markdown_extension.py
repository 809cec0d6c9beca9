"""The Markdown extension ``swimm``: the pages of the plugin where no plugin runs, as in Zensical.

Zensical tells extensions which page they work on; for others, ``path`` does. Where nobody tells,
as under MkDocs, the extension does nothing: there the plugin does the work.
"""

from __future__ import annotations

from functools import partial
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify
from markdown.preprocessors import Preprocessor
from markdown.util import Registry

from .cli.errors import CanNotRun
from .codehost import KINDS, repo_url_problem
from .extensions import SwimmPages
from .names import SUFFIX
from .problems import log, shown_path, tell
from .single_page import Settings, told, write_page
from .strings import ENGLISH
from .translation import translated

_STYLES = ("swimm.css", "swimm-playlist.css")
_CONTEXT = "rendering_context"
"""The name under which Zensical registers what it knows of a page."""


class SwimmExtension(Extension):
    """Makes pages of Swimm documents.

    Options: ``path`` of the document, where the host does not tell; ``docs_dir``, ``root``,
    ``repo_url``, ``host`` and ``revision`` as for the plugin; ``freshness``, ``report`` or
    ``ignore``; ``style``, whether every page brings its style sheet.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "path": ["", "The document"],
            "docs_dir": ["", "The folder that the site is made of"],
            "root": ["", "Root of the code"],
            "repo_url": ["", "Where the code is hosted"],
            "host": ["", "The kind of code host"],
            "revision": ["commit", "What links are pinned to: commit, or the name of a branch"],
            "freshness": ["report", "Whether references are checked: report or ignore"],
            "style": [True, "Whether every page brings its style sheet"],
        }
        super().__init__(**options)
        if self.getConfig("host") not in ("", *KINDS):
            raise ValueError(f"'host' of swimm is to be one of {', '.join(KINDS)}")
        url, host = self.getConfig("repo_url"), self.getConfig("host") or None
        problem = repo_url_problem(url, host) if url else None
        if problem:
            raise ValueError(f"'repo_url' of swimm: {problem}")
        if self.getConfig("freshness") not in ("report", "ignore"):
            raise ValueError("'freshness' of swimm is to be report or ignore")

    def extendMarkdown(self, md: Markdown) -> None:
        """Have documents rewritten before anything else reads them."""
        needed = SwimmPages()
        needed.active = True
        pages = _Pages(md, self, needed)
        if pages.document is None:
            return
        md.preprocessors.register(pages, "swimm", 1000)
        md.registerExtension(_Needed(md, needed))


class _Needed(Extension):
    """Adds what the pages need once all other extensions are there, which may be it."""

    def __init__(self, md: Markdown, needed: SwimmPages) -> None:
        super().__init__()
        self._md: Markdown | None = md
        self._needed = needed

    def reset(self) -> None:
        """The first time, at the end of making a parser, comes after all extensions."""
        if self._md is not None:
            self._needed.extendMarkdown(self._md)
            self._md = None


class _Pages(Preprocessor):
    """Writes a document as a page."""

    def __init__(self, md: Markdown, extension: SwimmExtension, needed: SwimmPages) -> None:
        super().__init__(md)
        self._needed = needed
        self._option = extension.getConfig
        context = _get(md.preprocessors, _CONTEXT)
        self._host: dict[str, Any] = getattr(context, "config", None) or {}
        self._base = Path(self._host.get("root_dir") or ".").resolve()
        self._docs_dir = (
            self._base / (self._option("docs_dir") or self._host.get("docs_dir") or "docs")
        ).resolve()
        page = getattr(getattr(context, "page", None), "path", "")
        self.document: Path | None = None
        if page and page.endswith(SUFFIX):
            self.document = self._docs_dir / page
        elif self._option("path"):
            self.document = (self._base / self._option("path")).resolve()
            if not self.document.is_relative_to(self._docs_dir):
                self._docs_dir = self.document.parent

    def run(self, lines: list[str]) -> list[str]:
        """The page in place of the document; the document as it is where it can not be written."""
        document = self.document
        if document is None:
            return lines
        self._needed.name = shown_path(document, self._base)
        self._needed.text = "\n".join(lines)
        try:
            written = write_page(
                document,
                self._needed.text,
                self._settings(),
                self._slugify(),
                escape_sections="snippet" in self.md.preprocessors,
            )
        except CanNotRun as error:
            log.warning("%s:1: %s", self._needed.name, error.message)
            return lines
        if written is None:
            return lines
        page, home = written
        tell(document, home, told(page.problems), {})
        style = _style() if self._option("style") else ""
        return (page.markdown + style).split("\n")

    def _settings(self) -> Settings:
        theme = self._host.get("theme") or {}
        root = self._option("root")
        url = self._option("repo_url") or self._host.get("repo_url") or None
        if url and repo_url_problem(url, self._option("host") or None):
            # What a host takes for its own button may be anything.
            url = None
        return Settings(
            docs_dir=self._docs_dir,
            root=(self._base / root).resolve() if root else None,
            repo_url=url,
            host=self._option("host") or None,
            revision=self._option("revision"),
            freshness=self._option("freshness") == "report",
            strings=translated(str(theme.get("language") or "en")) or ENGLISH,
        )

    def _slugify(self) -> Any:
        """How ids of headings are made on this page."""
        toc = _get(self.md.treeprocessors, "toc")
        made = getattr(toc, "slugify", slugify)
        return partial(_call, made, getattr(toc, "sep", "-"))


def _get(registry: Registry[Any], name: str) -> Any:
    """What is registered under a name; None where nothing is."""
    return registry[name] if name in registry else None  # noqa: SIM401 - it has no 'get'


def _call(slug: Any, separator: str, text: str) -> str:
    return str(slug(text, separator))


def _style() -> str:
    assets = package_files(__package__) / "assets"
    # An empty line would end the element for Markdown.
    text = "\n".join((assets / name).read_text("utf-8") for name in _STYLES)
    lines = "\n".join(line for line in text.split("\n") if line.strip())
    return f"\n\n<style>\n{lines}\n</style>\n"


def makeExtension(**options: Any) -> SwimmExtension:
    """The extension with its options."""
    return SwimmExtension(**options)
