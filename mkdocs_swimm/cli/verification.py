"""What ``mkdocs-swimm verify`` is asked, and the report that answers it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..freshness import State
from ..project.library import Shelf
from ..project.workspace import open_workspace
from .checking import check, misled
from .documents import (
    by_root,
    every_document,
    find_documents,
    read_documents,
    refused_documents,
)
from .history import branch_point, changed_lines, host_of, last_commits
from .known import at_base, from_baseline, marked, to_baseline
from .links import with_links
from .messages import whose
from .output import say
from .report import CheckedDocument, Report, seen_from_here


@dataclass(frozen=True, slots=True)
class Verification:
    """What is asked; the options of the command have the same names.

    Attributes:
        docs: Documents and folders; none for the whole repository.
        root: The root of the code, where it is not found.
        ref: The revision of the code; None for the files as they are.
        base: What a branch was made from, where only what it broke is told.
        baseline: The file of what is known.
        writes: Whether that file is written.
        fail_on: The least grave state that fails.
        verbose: Whether all that could not be checked is told.
        shelf: The documents that were read.
    """

    docs: tuple[Path, ...]
    root: Path | None
    ref: str | None
    base: str | None
    baseline: Path | None
    writes: bool
    fail_on: State
    verbose: bool
    shelf: Shelf = field(default_factory=Shelf)

    def report(self, skip: Collection[str] = ()) -> Report:
        """Check the documents as they are now.

        Args:
            skip: Those that are left out, by their paths from the root of the repository.
        """
        docs, ref, base = self.docs, self.ref, self.base
        workspace = open_workspace(docs, self.root)
        paths = find_documents(docs, workspace)
        order = {workspace.shown(path): number for number, path in enumerate(paths)}
        readings = read_documents(paths, workspace, self.shelf)
        if not docs and workspace.home != Path.cwd().resolve():
            say(whose(seen_from_here(workspace.home)))
        for limit in workspace.limits():
            say(limit)
        documents: list[CheckedDocument] = []
        problems = list(refused_documents(docs, workspace))
        known = []
        began = None if base is None else branch_point(base, ref or "HEAD", workspace)
        every = dict.fromkeys([*every_document(workspace), *order])
        for part, all_of_it in by_root(readings, workspace, ref):
            its = [part.home / reading.path for reading in all_of_it]
            own, wrong = part.own(its)
            some = [one for one in all_of_it if one.path not in skip]
            code = replace(part.hosted(its), base=part.code(ref))
            found = check(some, part, code.base, own)
            content = {reading.path: reading.document for reading in all_of_it}
            found = with_links(found, content, every, code, part.home)
            for hint in misled(all_of_it, part, code.base):
                say(hint)
            if base is not None and began is not None:
                known.append(at_base(base, began, found, part, code))
            documents += found
            problems += [problem for problem in wrong if problem not in problems]
        documents.sort(key=lambda document: order[document.path])
        partly = bool(docs or skip)
        if self.writes:
            known.append(to_baseline(self.baseline, documents, workspace, partly=partly))
        elif self.baseline is not None:
            known.append(from_baseline(self.baseline, documents, partly=partly))
        told = marked(documents, known)
        return Report(
            documents=told,
            home=workspace.home,
            problems=tuple(problems),
            fail_on=self.fail_on,
            verbose=self.verbose,
            changed=None if began is None else changed_lines(began, ref, workspace),
            commits=last_commits(told, began, ref, workspace),
            host=host_of(workspace),
        )
