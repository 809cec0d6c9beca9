"""What ``mkdocs-swimm verify`` is asked, and the report that answers it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ..freshness import State
from ..project.documents import DocumentCache
from ..reports.checking import check, id_problems, misled
from ..reports.messages import not_of_the_site, whose
from ..reports.report import Report, seen_from_here
from .history import branch_point, changed_lines, host_of, last_commits
from .known import at_base, from_baseline, marked, to_baseline
from .opening import (
    every_document,
    find_documents,
    left_out,
    limits,
    open_project,
    refused_documents,
)
from .output import say, show_progress


@dataclass(frozen=True, slots=True)
class Verification:
    """What is asked; the options of the command have the same names.

    Attributes:
        docs: Documents and folders; none for the whole repository.
        config_file: The configuration of a site; the nearest one where it is not given.
        root: The root of the code, where it is not found.
        ref: The revision of the code; None for the files as they are.
        base: What a branch was made from, where only what it broke is reported.
        baseline: The file of what is known.
        writes: Whether that file is written.
        fail_on: The least severe state that fails.
        verbose: Whether all that could not be checked is reported.
        cache: The documents that were read.
    """

    docs: tuple[Path, ...]
    config_file: Path | None
    root: Path | None
    ref: str | None
    base: str | None
    baseline: Path | None
    writes: bool
    fail_on: State
    verbose: bool
    cache: DocumentCache = field(default_factory=partial(DocumentCache, text=False))

    def report(self, skip: Collection[str] = ()) -> Report:
        """Check the documents as they are now.

        Args:
            skip: Those that are left out, by their paths from the root of the repository.
        """
        docs, ref, base = self.docs, self.ref, self.base
        project = open_project(docs, self.root, self.config_file, ref, cache=self.cache)
        paths = find_documents(docs, project)
        if not docs and (others := left_out(paths, project)):
            say(not_of_the_site(others))
        elif not docs and project.home != Path.cwd().resolve():
            say(whose(seen_from_here(project.home)))
        for limit in limits(project):
            say(limit)
        began = None if base is None else branch_point(base, ref or "HEAD", project)
        with project.asking_git(paths):
            project.read(paths, every_document(project) if docs else paths)
        documents = check(project, show_progress, skip)
        for hint in misled(project):
            say(hint)
        known = []
        if base is not None and began is not None:
            known.append(at_base(base, began, documents, project))
        partly = bool(docs or skip)
        if self.writes:
            known.append(to_baseline(self.baseline, documents, project.home, partly=partly))
        elif self.baseline is not None:
            known.append(from_baseline(self.baseline, documents, partly=partly))
        told = marked(documents, known)
        return Report(
            documents=told,
            home=project.home,
            problems=(*refused_documents(docs, project), *id_problems(project)),
            fail_on=self.fail_on,
            verbose=self.verbose,
            writes=self.writes,
            changed=None if began is None else changed_lines(began, ref, project),
            commits=last_commits(told, began, ref, project),
            host=host_of(project),
        )
