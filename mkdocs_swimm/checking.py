"""The documents of a site checked against the code, and what the build says about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from os.path import relpath
from pathlib import Path

from mkdocs.exceptions import PluginError

from .config import Freshness
from .freshness import Checker, Finding, State
from .git import Git
from .library import Entry
from .linked_code import Code
from .model import Document
from .problems import log, shown_path
from .roots import ENOUGH, elsewhere
from .verdicts import NOTHING, Verdict, verdict_on


@dataclass(eq=False)
class Checks:
    """What was found out about the documents of a site.

    Attributes:
        code: The code.
        git: The repository, where there is one.
        level: What is done about references that no longer hold.
        home: The folder that messages name documents from.
        base: The folder that the option ``root`` is named from.
        active: Whether anything is checked.
        verdicts: What was found out about every document, in short.
        findings: The findings for the documents that do not hold, in the order of the references.
        stale: Documents of which something changed or is gone.
    """

    code: Code
    git: Git | None
    level: Freshness
    home: Path
    base: Path
    active: bool = False
    verdicts: dict[Path, Verdict] = field(default_factory=dict)
    findings: dict[Path, Sequence[Finding]] = field(default_factory=dict)
    stale: int = 0
    checker: Checker | None = None
    _root: Path = field(init=False)
    _paths: dict[Path, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._root = self.git.root.resolve() if self.git else self.code.root

    def check(
        self, batches: Iterable[Sequence[Entry]], *, keep: bool
    ) -> Iterator[tuple[Entry, Sequence[Finding] | None]]:
        """Check all documents, some at a time; to be followed by ``conclude``.

        Where everything in a document holds, it is read and checked again when its page is written:
        that takes less time than to keep all nodes takes memory.

        Args:
            batches: The documents, so many at a time as are to be in memory together.
            keep: Whether to let go of nothing, because there will be another build.

        Yields:
            Every document with its findings, in any order; with None where nothing is to be
            checked. What is to be let go is let go when the next one is asked for.
        """
        active = self.level != "ignore"
        for entry in self._in_turn(batches) if active else chain.from_iterable(batches):
            yield entry, self._checked(entry) if active else None
            if not keep:
                self.fold((entry,))

    def _in_turn(self, batches: Iterable[Sequence[Entry]]) -> Iterator[Entry]:
        """The documents in the order in which it takes least time to check them."""
        if self.checker is None:
            self.checker = Checker(
                self.code.base, self.git, prefix=self.code.prefix, own=self.code.own
            )
        late: list[Entry] = []
        for some in batches:
            self.checker.expect((self._path(entry), entry.document) for entry in some)
            for entry in some:
                # Git is asked once where all the files went that are no longer there.
                if self.checker.misses(self._path(entry)):
                    late.append(entry)
                else:
                    yield entry
        yield from late

    def _checked(self, entry: Entry) -> Sequence[Finding]:
        assert self.checker  # noqa: S101 - for the type checker
        found = self.findings[entry.path] = self.checker.check(entry.document, self._path(entry))
        self.verdicts[entry.path] = verdict_on(found)
        return found

    def fold(self, entries: Iterable[Entry]) -> None:
        """Let go of nodes and findings of the documents in which everything holds."""
        for entry in entries:
            if self.verdicts.get(entry.path, NOTHING).holds:
                self.findings.pop(entry.path, None)
                entry.fold()

    def take(
        self, entry: Entry, verdict: Verdict, stale: tuple[Document, Sequence[Finding]] | None
    ) -> None:
        """Take what somebody else found out about a document.

        Args:
            entry: The document.
            verdict: How it stands to the code.
            stale: Its nodes and the findings about them, where not everything holds.
        """
        if self.level != "ignore":
            self.verdicts[entry.path] = verdict
        if stale:
            entry.unfold(stale[0])
            self.findings[entry.path] = stale[1]

    def conclude(self, entries: Iterable[Entry]) -> None:
        """Tell what does not hold, after all documents were checked."""
        if self.level == "ignore":
            return
        self.active = self._has_code()
        if not self.active:
            self.findings.clear()
            self.verdicts.clear()
        for entry in entries if self.active else ():
            self._tell(entry)
        self._tell_limits()
        if self.git:
            self.git.close()

    def of(self, entry: Entry, document: Document) -> Mapping[int, Finding]:
        """The findings for the references of a document, by their identity.

        Args:
            entry: The document as it was checked.
            document: The document as it is to be shown; another plugin may have changed it.
        """
        findings = self.findings.get(entry.path)
        same = document is entry.document
        if self.checker and self.active and not (findings is not None and same):
            verdict = self.verdicts.get(entry.path)
            holds = same and verdict is not None and verdict.holds
            findings = self.checker.check(document, self._path(entry), holds=holds)
        return {id(finding.reference): finding for finding in findings or ()}

    def let_go(self, entry: Entry) -> None:
        """Forget what was found out about a document whose page is written."""
        self.findings.pop(entry.path, None)

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths that git ignores: nobody meant them to be published."""
        if self.git is None or self.code.base.revision:
            return frozenset()
        prefix = self.code.prefix
        found = self.git.ignored(prefix + path for path in sorted(paths))
        return frozenset(path.removeprefix(prefix) for path in found)

    def _tell_limits(self) -> None:
        """Say what could not be asked, where the answer might have been another one with it."""
        if all(verdict.holds for verdict in self.verdicts.values()):
            return
        if self.git is None:
            limit = "there is no git repository, or no git"
        elif self.git.is_shallow():
            limit = "the clone is shallow; fetch the whole history"
        elif self.git.is_partial():
            limit = "the clone is partial, and has not all files of old commits"
        else:
            return
        log.info("where code went was told by its text alone: %s (%s)", limit, self.code.root)

    def _path(self, entry: Entry) -> str:
        if entry.path not in self._paths:
            self._paths[entry.path] = shown_path(entry.path, self._root)
        return self._paths[entry.path]

    def _has_code(self) -> bool:
        """Whether at least one file that the documents speak of was found."""
        paths = frozenset[str]().union(*(one.paths for one in self.verdicts.values()))
        found = elsewhere(paths, self.code.base)
        if found:
            root, words = found
            top = self.git.root.resolve() if self.git else self.code.root
            log.log(
                _LEVELS.get(self.level, 20),
                "%s; set 'root: %s' in the options of swimm if that is the root of the code",
                words,
                Path(relpath(top / root, self.base)).as_posix(),
            )
        if len(paths) < ENOUGH or any(verdict.has_code for verdict in self.verdicts.values()):
            return True
        if found:
            return False
        log.log(
            _LEVELS.get(self.level, 20),
            "none of the %d files that the documents speak of is in %s, so nothing is checked; "
            "set 'root' in the options of swimm to the root of the code, or 'freshness: ignore'",
            len(paths),
            self.code.root,
        )
        return False

    def _tell(self, entry: Entry) -> None:
        verdict = self.verdicts[entry.path]
        if not verdict.causes:
            return
        self.stale += 1
        parts = [
            f"{verdict.counts[state]} {state.value}"
            for state in (State.CHANGED, State.GONE, State.MOVED)
            if state in verdict.counts
        ]
        log.log(
            _LEVELS.get(self.level, 20),
            "%s:%d: the code has moved on: %s; correct what no longer holds, 'mkdocs-swimm "
            "verify' tells where",
            shown_path(entry.path, self.home),
            verdict.line,
            ", ".join(parts),
        )


_LEVELS: Mapping[Freshness, int] = {"report": 20, "warn": 30, "error": 40}
"""Levels of ``logging``: information, warning, error."""


def finish(checks: Iterable[Checks]) -> None:
    """End a build: raise PluginError where stale documents are to fail it."""
    stale = sum(one.stale for one in checks if one.level == "error")
    if stale:
        documents = "1 document is" if stale == 1 else f"{stale} documents are"
        raise PluginError(
            f"swimm: {documents} not up to date with the code, see above; correct them, or set "
            "'freshness: warn'"
        )
