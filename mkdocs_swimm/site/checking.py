"""What a build finds out about documents, and says of those that are not up to date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import relpath
from pathlib import Path

from mkdocs.exceptions import PluginError

from ..code.codebase import stamp_of
from ..code.git import DOCUMENTS
from ..freshness import STALE, Finding, State
from ..project.documents import Doc
from ..project.problems import log
from ..project.project import Project
from ..project.repository import ENOUGH, Repository
from ..safety.files import confined
from ..safety.printable import shown
from .config import Freshness

_LEVELS: Mapping[Freshness, int] = {"report": 20, "warn": 30, "error": 40}
"""Levels of ``logging``: information, warning, error."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found in a document, and all that it was found from."""

    doc: Doc
    findings: Sequence[Finding]
    files: Mapping[str, object]  # those that it names, and where its code is now
    code: object  # all else in its repository


class KeptFindings:
    """The findings of documents of which neither the text nor the code has changed.

    Where a document has references that do not hold, checking it may read the whole code: 1.9 of
    2.2 seconds of a save with 19 such documents among 27.
    """

    def __init__(self) -> None:
        self._last: dict[Path, _Known] = {}
        self._code: Mapping[Path, object] = {}

    def known(self, project: Project) -> Mapping[Path, Sequence[Finding]]:
        """The findings that are as in the last build, of documents that are not checked yet."""
        # Before the code is read: what changes from here on is another value next time.
        code = {one.root: _code_of(one) for one in project.repositories}
        # Objects are compared at once where they are the same.
        self._code = {
            root: old if (old := self._code.get(root)) == now else now for root, now in code.items()
        }
        return {
            path: last.findings
            for path, last in self._last.items()
            if last == self._of(project.docs.get(path), last.findings, project)
        }

    def keep(self, project: Project) -> None:
        """Keep what was found in this build, and nothing else.

        What was found again is the last build's own list, if the files are the same as well.
        """
        last, self._last = self._last, {}
        for path, found in project.findings.items():
            one = self._of(project.docs[path], found, project)
            old = last.get(path)
            if one and old and old == replace(one, code=old.code):
                one = replace(old, code=one.code)
                project.findings[path] = old.findings
            if one:
                self._last[path] = one

    def _of(self, doc: Doc | None, findings: Sequence[Finding], project: Project) -> _Known | None:
        """Findings with what they depend on as it is now; None if that is not known."""
        repository = project.repository_of(doc) if doc else None
        if doc is None or repository is None or self._code[repository.root] is None:
            return None
        paths = {confined(one.reference.path) for one in findings}
        paths.update(one.place.path for one in findings if one.place)
        files = {path: repository.code.stamp(path) for path in paths if path}
        return _Known(doc, findings, files, self._code[repository.root])


def _code_of(repository: Repository) -> object:
    """The code of a repository, documents apart; None if unknown.

    It is the commit, and when everything was written that is not as committed; without git, when
    everything was written.
    """
    git, code, commits = repository.git, repository.code, None
    if git:
        changed = git.changes()
        if changed is None:
            return None
        commits = git.commit("HEAD"), git.commit(repository.documents_at), git.is_shallow()
        files = {one: git.root / one[3:] for one in changed}  # by status and path
    else:
        files = {one: repository.root / one for one in code.paths()}
    stamps = {name: _stamp(path) for name, path in files.items() if not name.endswith(DOCUMENTS)}
    return repository.root, repository.prefix, repository.own, code.revision, commits, stamps


def _stamp(path: Path) -> object:
    try:
        return stamp_of(path.lstat())
    except OSError:
        return None


def check(project: Project, level: Freshness, base: Path, kept: KeptFindings | None = None) -> int:
    """Check all documents of a site, and log which are not up to date.

    Gives the number of documents of which something changed or is gone; ``base`` is the folder that
    the option ``root`` is relative to.
    """
    if level == "ignore":
        return 0
    known = kept.known(project) if kept else {}
    project.check(skip=known)
    project.findings.update(known)
    if kept:
        kept.keep(project)
    stale = 0
    for repository in project.repositories:
        if not _has_code(project, repository, _LEVELS[level], base):
            project.discard(repository)
        findings = {
            doc.path: project.findings.get(doc.path, ()) for doc in project.docs_of(repository)
        }
        stale += sum(
            _log(project.shown(path), one, _LEVELS[level]) for path, one in findings.items()
        )
        if any(one.state in STALE for found in findings.values() for one in found):
            _log_limit(repository)
    project.close()
    return stale


def _log_limit(repository: Repository) -> None:
    """Log what could not be asked, where the answer might have been another one with it."""
    if repository.git is None:
        limit = "there is no git repository, or no git"
    elif repository.git.is_shallow():
        limit = "the clone is shallow; fetch the whole history"
    elif repository.git.is_partial():
        limit = "the clone is partial, and has not all files of old commits"
    else:
        return
    log.info("moved code was found by its text alone: %s (%s)", limit, repository.root)


def _has_code(project: Project, repository: Repository, level: int, base: Path) -> bool:
    """Whether at least one file that the documents of a repository mention was found."""
    docs = project.docs_of(repository)
    findings = [one for doc in docs for one in project.findings.get(doc.path, ())]
    own = (one.reference.path for one in findings if one.reason != "other repository")
    paths = frozenset(path for path in map(confined, own) if path)
    found = repository.better_root(paths)
    if found:
        root, words = found
        log.log(
            level,
            "%s; set 'root: %s' in the options of swimm if that is the root of the code",
            words,
            Path(relpath(repository.top / root, base)).as_posix(),
        )
    if len(paths) < ENOUGH or any(finding.place for finding in findings):
        return True
    if not found:
        log.log(
            level,
            "none of the %d files that the documents refer to is in %s, so nothing is checked; "
            "set 'root' in the options of swimm to the root of the code, or 'freshness: ignore'",
            len(paths),
            repository.root,
        )
    return False


def _log(document: str, findings: Sequence[Finding], level: int) -> bool:
    """Log how many references of a document are stale; gives whether any is."""
    counts = Counter(finding.state for finding in findings)
    wrong = (State.CHANGED, State.GONE)
    lines = [finding.reference.line for finding in findings if finding.state in wrong]
    if not lines:
        return False
    parts = [f"{counts[state]} {state.value}" for state in (*wrong, State.MOVED) if counts[state]]
    missing = Counter(one.reference.path for one in findings if one.reason == "missing")
    parts += [
        f"{count} of these in {shown(path)}, which does not exist any more"
        for path, count in missing.items()
    ]
    log.log(
        level,
        "%s:%d: the code has moved on: %s; correct what no longer holds, 'mkdocs-swimm "
        "verify' shows where",
        document,
        max(lines[0], 1),
        ", ".join(parts),
    )
    return True


def fail(stale: int) -> None:
    """Raise PluginError where documents are not up to date."""
    if stale:
        documents = "1 document is" if stale == 1 else f"{stale} documents are"
        raise PluginError(
            f"swimm: {documents} not up to date with the code, see above; correct them, or set "
            "'freshness: warn'"
        )
