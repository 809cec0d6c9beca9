"""The repositories of a site: the site's own, and further ones that the configuration names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from os.path import normpath
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from ..code.codebase import CodeBase
from ..code.git import Git
from ..code.ownership import names_in
from ..config import SwimmConfig
from ..freshness import Place, State
from ..i18n.strings import Strings
from ..project.coverage import FileCoverage, coverage_of, selection
from ..project.folders import documents_in
from ..project.library import Entry, Shelf
from ..project.linked_code import Code
from ..project.mentions import Mentions, mentions_in
from ..project.problems import log, shown_path
from ..project.roots import part_of, root_of
from ..safety.files import confined, is_within
from .checking import Checks
from .index import add_index
from .mounting import Mounted, Source
from .repository import Checkout, code_of, further_checkout, main_checkout
from .source_files import SourceFiles


@dataclass(eq=False)
class Part:
    """One repository of a site.

    Attributes:
        code: Its code.
        git: Its git repository, where there is one.
        sources: The folders of its documents.
        mount: The URL path of its pages.
        options: The plugin's options.
        home: The folder that messages name its documents from.
        base: The folder of the configuration file.
        foreign: Whether it is another repository than the site's own.
        checks: What was found out about its documents.
        mentions: What they speak of.
        source_files: The pages of its code, where there are any.
        hidden: The files that must not be shown, such as those with secrets.
    """

    code: Code
    git: Git | None
    sources: Sequence[Source]
    mount: str
    options: SwimmConfig
    home: Path
    base: Path
    foreign: bool = False
    checks: Checks = field(init=False)
    mentions: Mentions = field(default_factory=Mentions)
    source_files: SourceFiles | None = None
    hidden: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.checks = Checks(self.code, self.git, self.options.freshness, self.home, self.base)

    def check(self, entries: Sequence[Entry]) -> None:
        """Check the documents of this repository against its code."""
        self.checks.check(entries)
        self.mentions = mentions_in(entries, self.checks.findings, self.code.own)
        self.hidden = self.code.base.ignored(self.mentions.by_path)

    def add_pages(
        self, files: Files, config: MkDocsConfig, mounted: Mounted, strings: Strings
    ) -> None:
        """Add pages for the code that the documents speak of.

        Args:
            files: The files of the site.
            config: The configuration of the site.
            mounted: All documents.
            strings: The words to use.
        """
        wanted = self.options.source_pages
        if self.code.host is None if wanted is None else wanted:
            searched = self.options.source_search
            self.source_files = SourceFiles(config, self.code, mounted, searched, strings)
            self.source_files.add(files, self.mentions, self.hidden, self.mount)
        sources = self.source_files
        add_index(files, config, mounted, self.mentions, self.code, sources, self.mount, strings)

    def coverage(self) -> Sequence[FileCoverage]:
        """How far the code is documented."""
        places = (
            Place(one.path, one.first, one.last)
            for one in self.mentions.all
            if one.state is not State.GONE
        )
        return coverage_of(self.code.base, places, selection())[0]

    def quoted(self, entry: Entry) -> frozenset[Path]:
        """The files that a document quotes: as it names them, and where they are now.

        Of code at a revision of git's, no file says anything.
        """
        if self.code.base.revision:
            return frozenset()
        own, names = self.code.own, names_in(entry.document)
        references = entry.document.references()
        paths = {one.path for one in references if own.owns(one.repo, names)}
        findings = self.checks.findings.get(entry.path, ())
        paths.update(finding.place.path for finding in findings if finding.place)
        return frozenset(self.code.root / path for path in map(confined, paths) if path)


def parts_of(
    options: SwimmConfig, config: MkDocsConfig, base: Path, shelf: Shelf
) -> Sequence[Part]:
    """The repositories of a site, its own one first; so are parts of it with roots of their own.

    Args:
        options: The plugin's options.
        config: The configuration of the site.
        base: The folder of the configuration file.
        shelf: Reads documents, or remembers them.
    """
    whole = main_checkout(options, config, base)
    roots = _Roots(whole, shelf, chosen=options.root is not None)
    own = [base / entry["path"] for entry in options.sources if "root" not in entry]
    docs = Path(config.docs_dir)
    # Documents in ``docs_dir`` are the site's own whether a source names their folder or not.
    first = docs if ".swm" in docs.parts else next(filter(Path.is_dir, own), docs)
    main = replace(whole, root=roots.of(first))
    checkouts: dict[Path, Checkout] = {main.root: main}
    folders: dict[Path, list[Source]] = {}
    foreign = set()
    for entry in options.sources:
        if "root" in entry:
            checkout = further_checkout(entry, base, options)
            if not checkout.root.is_dir():
                log.warning(
                    "%s: no such checkout; correct 'root' in the options of swimm, or fetch the "
                    "repository",
                    checkout.root,
                )
                continue
            if not (checkout.git and whole.git and checkout.git.root == whole.git.root):
                foreign.add(checkout.root)
        else:
            checkout = replace(whole, root=roots.of(base / entry["path"]))
        checkouts.setdefault(checkout.root, checkout)
        number = list(checkouts).index(checkout.root)
        home = checkout.root if "root" in entry else whole.root
        name = checkout.root.name if "root" in entry and number else ""
        source = _source(entry, (home, base), checkouts[checkout.root], options, number, name)
        if source:
            folders.setdefault(checkout.root, []).append(source)
    codes = [
        code_of(checkout, folders.get(root, ()), options.repositories)
        for root, checkout in checkouts.items()
    ]
    if codes[0].host is None and not main.url:
        log.info(
            "no code host is known, so code is shown on the site; set 'repo_url' in mkdocs.yml for "
            "links to it"
        )
    parts: list[Part] = []
    for number, (root, checkout) in enumerate(checkouts.items()):
        others = [other for other in codes if other is not codes[number]]
        code = replace(codes[number], number=number, others=_numbered(others, codes))
        its = folders.get(root, [])
        mount = _mount(its, config)
        if any(part.mount == mount for part in parts):
            mount = f"{mount}/{root.name}".strip("/")
        part = Part(code, checkout.git, its, mount, options, whole.root, base, root in foreign)
        parts.append(part)
    return parts


@dataclass(eq=False)
class _Roots:
    """The roots of the code that folders of documents speak of.

    Attributes:
        whole: The site's own repository.
        shelf: Reads documents, or remembers them.
        chosen: Whether the options say what the root is.
    """

    whole: Checkout
    shelf: Shelf
    chosen: bool

    @cached_property
    def _code(self) -> CodeBase:
        return code_of(self.whole, (), {}).base

    def of(self, folder: Path) -> Path:
        """The root of the code that the documents in a folder speak of."""
        top, place = self.whole.root, folder.resolve()
        part = part_of(shown_path(place, top)) if place.is_relative_to(top) else ""
        if not part or self.chosen:
            return top
        read = [self.shelf.read(path) for path in documents_in(place)]
        entries = [entry for entry in read if isinstance(entry, Entry)]
        root = root_of(part, (entry.document for entry in entries), self._code)
        return top / root


def _numbered(others: Iterable[Code], codes: Sequence[Code]) -> Sequence[Code]:
    return [replace(other, number=codes.index(other)) for other in others]


def _source(
    entry: Mapping[str, str],
    homes: tuple[Path, Path],
    checkout: Checkout,
    options: SwimmConfig,
    number: int,
    name: str,
) -> Source | None:
    """A folder of documents; None for one that is not there, or that a link leads out to."""
    root, base = homes
    repository = checkout.git.root.resolve() if checkout.git else root
    main = options.mount.strip("/")
    named = Path(normpath(base / entry["path"]))
    folder = named.resolve()
    if named.is_relative_to(repository) and not is_within(folder, repository):
        log.warning(
            "%s: this link leads out of the repository and is not followed; name the folder "
            "itself in 'sources' in the options of swimm",
            named,
        )
        return None
    # Documents of a part of the repository are mounted under the part's path, those of another
    # repository under its name.
    home = next((top for top in homes if folder.is_relative_to(top)), folder)
    below = folder.parent.relative_to(home).as_posix() if folder not in (home, root) else "."
    names = [main, name, below.strip(".")]
    default = "/".join(name for name in names if name)
    if folder.is_dir():
        return Source(folder, entry.get("mount", default).strip("/"), number)
    if entry["path"] != ".swm":
        log.warning(
            "%s: no such folder of documents; correct 'sources' in the options of swimm", folder
        )
    return None


def _mount(sources: Sequence[Source], config: MkDocsConfig) -> str:
    """The URL path under which old addresses, pages of code and the like are."""
    docs = Path(config.docs_dir).resolve()
    outside = [source for source in sources if not source.folder.is_relative_to(docs)]
    if outside:
        return outside[0].mount
    inside = [source.folder.relative_to(docs).as_posix() for source in sources]
    return inside[0].strip(".") if inside else ""
