"""The documents of a site checked against the code, and what the build says about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from os.path import relpath
from pathlib import Path

from mkdocs.exceptions import PluginError

from ..code.git import Git
from ..config import Freshness
from ..format.document import Document
from ..freshness import STALE, Checker, Finding, State
from ..project.library import Entry
from ..project.linked_code import Code
from ..project.problems import log, shown_path
from ..project.roots import ENOUGH, elsewhere
from ..safety.files import confined


@dataclass(eq=False)
class Checks:
    """What was found out about the documents of a repository.

    Attributes:
        code: The code.
        git: The repository, where there is one.
        level: What is done about references that no longer hold.
        home: The folder that messages name documents from.
        base: The folder that the option ``root`` is named from.
        active: Whether anything was checked.
        findings: The findings for the references of every document, in their order.
        stale: Documents of which something changed or is gone.
    """

    code: Code
    git: Git | None
    level: Freshness
    home: Path
    base: Path
    active: bool = False
    findings: dict[Path, Sequence[Finding]] = field(default_factory=dict)
    stale: int = 0
    _checker: Checker = field(init=False)
    _root: Path = field(init=False)

    def __post_init__(self) -> None:
        self._root = self.git.root.resolve() if self.git else self.code.root
        self._checker = Checker(
            self.code.base, self.git, prefix=self.code.prefix, own=self.code.own
        )

    def check(self, entries: Sequence[Entry]) -> None:
        """Check all documents of the repository, and log which do not hold."""
        if self.level == "ignore":
            return
        # Git is asked once for what all of them need.
        self._checker.expect((self._path(entry), entry.document) for entry in entries)
        for entry in entries:
            self.findings[entry.path] = self._checker.check(entry.document, self._path(entry))
        self.active = self._has_code()
        if not self.active:
            self.findings.clear()
        for path, findings in self.findings.items():
            self._tell(path, findings)
        self._tell_limits()
        if self.git:
            self.git.close()

    def of(self, entry: Entry, document: Document) -> Mapping[int, Finding]:
        """The findings for the references of a document, by their identity.

        Args:
            entry: The document as it was checked.
            document: The document as it is to be shown; another plugin may have changed it.
        """
        if self.active and document is not entry.document:
            findings: Sequence[Finding] = self._checker.check(document, self._path(entry))
        else:
            findings = self.findings.get(entry.path, ())
        return {id(finding.reference): finding for finding in findings}

    def _tell_limits(self) -> None:
        """Say what could not be asked, where the answer might have been another one with it."""
        if not any(one.state in STALE for found in self.findings.values() for one in found):
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
        return shown_path(entry.path, self._root)

    def _has_code(self) -> bool:
        """Whether at least one file that the documents speak of was found."""
        findings = [one for found in self.findings.values() for one in found]
        own = (one.reference.path for one in findings if one.reason != "other repository")
        paths = frozenset(path for path in map(confined, own) if path)
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
        if len(paths) < ENOUGH or any(finding.place for finding in findings):
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

    def _tell(self, path: Path, findings: Sequence[Finding]) -> None:
        counts = Counter(finding.state for finding in findings)
        wrong = (State.CHANGED, State.GONE)
        lines = [finding.reference.line for finding in findings if finding.state in wrong]
        if not lines:
            return
        self.stale += 1
        parts = [
            f"{counts[state]} {state.value}" for state in (*wrong, State.MOVED) if counts[state]
        ]
        log.log(
            _LEVELS.get(self.level, 20),
            "%s:%d: the code has moved on: %s; correct what no longer holds, 'mkdocs-swimm "
            "verify' tells where",
            shown_path(path, self.home),
            max(lines[0], 1),
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
