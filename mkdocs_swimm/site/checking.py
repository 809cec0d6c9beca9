"""Checks the documents of a site, and logs which are not up to date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import relpath
from pathlib import Path

from mkdocs.exceptions import PluginError

from ..code.codebase import stamp_at
from ..freshness import STALE, Finding, State
from ..project.documents import Doc
from ..project.folders import is_document_name
from ..project.problems import log
from ..project.project import Project
from ..project.repository import ENOUGH, Repository
from ..safety.files import confined
from ..safety.printable import shown
from .config import Freshness

_LEVELS: Mapping[Freshness, int] = {"report": 20, "warn": 30, "error": 40}
"""Levels of ``logging``: information, warning, error."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """The findings in a document, and all that they depend on."""

    doc: Doc
    findings: Sequence[Finding]
    files: Mapping[str, object]  # stamps of the files that it names, and where its code is now
    code: object  # everything else in its repository


class KeptFindings:
    """Keeps the findings of documents while neither their text nor the code changes.

    Checking a document with stale references may read the whole code: 1.9 of 2.2 seconds of a save
    with 19 such documents among 27.
    """

    def __init__(self) -> None:
        self._last: dict[Path, _Kept] = {}
        self._code: Mapping[Path, object] = {}

    def current(self, project: Project) -> Mapping[Path, Sequence[Finding]]:
        """The findings of the last build that still hold; ``project`` is not checked yet."""
        # Taken before the code is read: a later change differs from it in the next build.
        code = {one.root: _fingerprint(one) for one in project.repositories}
        # Identical objects are compared at once.
        self._code = {
            root: old if (old := self._code.get(root)) == new else new for root, new in code.items()
        }
        return {
            path: kept.findings
            for path, kept in self._last.items()
            if kept == self._kept(project.docs.get(path), kept.findings, project)
        }

    def keep(self, project: Project) -> None:
        """Keep the findings of this build, and no others.

        If they and the files equal those of the last build, that build's list takes their place.
        """
        last, self._last = self._last, {}
        for path, findings in project.findings.items():
            new = self._kept(project.docs[path], findings, project)
            old = last.get(path)
            if new and old and old == replace(new, code=old.code):
                new = replace(old, code=new.code)
                project.findings[path] = old.findings
            if new:
                self._last[path] = new

    def _kept(self, doc: Doc | None, findings: Sequence[Finding], project: Project) -> _Kept | None:
        repository = project.repository_of(doc) if doc else None
        if doc is None or repository is None or self._code[repository.root] is None:
            return None
        paths = {confined(one.reference.path) for one in findings}
        paths.update(one.place.path for one in findings if one.place)
        files = {path: repository.code.stamp(path) for path in paths if path}
        return _Kept(doc, findings, files, self._code[repository.root])


def _fingerprint(repository: Repository) -> object:
    """A value that changes with the code of a repository, documents apart; None if unknown.

    It has the commit and the stamps of uncommitted changes; without git, the stamps of all files.
    """
    git, code, commits = repository.git, repository.code, None
    if git:
        changes = git.changes()
        if changes is None:
            return None
        commits = git.commit("HEAD"), git.commit(repository.documents_at), git.is_shallow()
        files = {change: git.root / change[3:] for change in changes}  # by status and path
    else:
        files = {path: repository.root / path for path in code.paths()}
    stamps = {name: stamp_at(path) for name, path in files.items() if not is_document_name(name)}
    return repository.root, repository.prefix, repository.own, code.revision, commits, stamps


def check(project: Project, level: Freshness, base: Path, kept: KeptFindings | None = None) -> int:
    """Check all documents of a site, and log those with references that changed or are gone.

    Returns their number; ``base`` is the folder that the option ``root`` is relative to.
    """
    if level == "ignore":
        return 0
    current = kept.current(project) if kept else {}
    project.check(skip=current)
    project.findings.update(current)
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
            _log_stale(project.shown(path), of_doc, _LEVELS[level])
            for path, of_doc in findings.items()
        )
        if any(one.state in STALE for of_doc in findings.values() for one in of_doc):
            for limit in repository.limits():
                log.info("%s (%s)", limit, repository.root)
    project.close()
    return stale


def _has_code(project: Project, repository: Repository, level: int, base: Path) -> bool:
    """Whether files that the documents of a repository refer to exist; logs a better root."""
    docs, paths = project.docs_of(repository), project.named_paths(repository)
    findings = (one for doc in docs for one in project.findings.get(doc.path, ()))
    exists = any(map(repository.code.kind, paths)) or any(finding.place for finding in findings)
    has_code = exists or len(paths) < ENOUGH
    root, problem = repository.root_problem(paths)
    if root is not None:
        log.log(
            level,
            "%s; set 'root: %s' in the options of swimm if that is the root of the code",
            problem,
            Path(relpath(repository.top / root, base)).as_posix(),
        )
    elif not has_code:
        log.log(
            level,
            "%s, so nothing is checked; set 'root' in the options of swimm to the root of the "
            "code, or 'freshness: ignore'",
            problem,
        )
    return has_code


def _log_stale(document: str, findings: Sequence[Finding], level: int) -> bool:
    """Log a document with references that changed or are gone; False if it has none."""
    counts = Counter(finding.state for finding in findings)
    broken = (State.CHANGED, State.GONE)
    lines = [finding.reference.line for finding in findings if finding.state in broken]
    if not lines:
        return False
    parts = [f"{counts[state]} {state.value}" for state in (*broken, State.MOVED) if counts[state]]
    missing = Counter(one.reference.path for one in findings if one.reason == "missing")
    parts += [
        f"{count} of these in {shown(path)}, which no longer exists"
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
    """Raise PluginError if documents are not up to date."""
    if stale:
        documents = "1 document is" if stale == 1 else f"{stale} documents are"
        raise PluginError(
            f"swimm: {documents} not up to date with the code, see above; correct them, or set "
            "'freshness: warn'"
        )
