"""Whether exported documents are told the same as the documents that they were.

    python benchmarks/round_trip.py FOLDER [--edit SEED] [--only NAME] [--failures FILE]

``FOLDER`` holds git repositories with Swimm documents. Each is cloned, its documents are exported
for GitHub, and the pages are checked: every reference is to have the same state and the same place.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from mkdocs_swimm.export.pages import FLAVOURS, export_pages
from mkdocs_swimm.format.constructs import Snippet, Token
from mkdocs_swimm.freshness import Finding, Reference, State
from mkdocs_swimm.project.folders import repository_documents
from mkdocs_swimm.project.opening import open_folder
from mkdocs_swimm.project.project import Project
from mkdocs_swimm.project.repository import Hosting

_HOSTING = Hosting("https://github.com/acme/parcels")
_PAGES = "handbook"
_ENOUGH = 0.995


def clone(repository: Path, folder: Path) -> None:
    """A copy of a repository that may be changed."""
    shutil.copytree(repository, folder, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    with tempfile.TemporaryDirectory() as bare:
        command = ["git", "clone", "-q", "-n", "--shared", str(repository), bare]
        subprocess.run(command, check=True, capture_output=True)
        shutil.move(Path(bare, ".git"), folder / ".git")
    subprocess.run(["git", "reset", "-q"], cwd=folder, check=True, capture_output=True)


def documents(root: Path) -> Project:
    """The documents of a repository, checked."""
    project = open_folder(root, hosting=_HOSTING)
    project.read(repository_documents(root, project.repositories[0].git))
    project.check()
    return project


def exported(project: Project) -> dict[Path, Sequence[Finding]]:
    """What is found for the pages of documents, by the path of the document."""
    made = export_pages(project, FLAVOURS["github"], {})
    top = project.home / _PAGES
    for name, data in made.files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    found: dict[Path, Sequence[Finding]] = {}
    for repository in project.repositories:
        # Paths in documents of a part begin at its root; those in links at the repository's.
        pages = {top / made.pages[doc.path]: doc.path for doc in project.docs_of(repository)}
        again = open_folder(project.home, root=repository.root, hosting=_HOSTING)
        again.read(pages)
        again.check()
        found.update((pages[path], findings) for path, findings in again.findings.items())
    return found


def edit(root: Path, seed: int) -> None:
    """Change the files that documents are about, each in a way of its own, and commit that."""
    project = documents(root)
    roots = {project.repository_of(doc).root for doc in project.docs.values()}
    quoted = {
        path
        for doc in project.docs.values()
        for one in doc.document.references
        for top in roots
        if (path := top / one.path).is_file() and not path.is_symlink()
    }
    chance = random.Random(seed)
    for path in sorted(quoted):
        lines = path.read_bytes().split(b"\n")
        at = chance.randrange(len(lines))
        match chance.choice(["down", "cut", "words", "swap", "spaces", "rename", "delete", ""]):
            case "down":
                lines[at:at] = [b"put in here"] * 7
            case "cut":
                del lines[at : at + 10]
            case "words":
                lines[at:] = [line.replace(b"(", b"(now, ") for line in lines[at:]]
            case "swap":
                lines = [*lines[at:], *lines[:at]]
            case "spaces":
                lines = [line.replace(b"    ", b"  ") for line in lines]
            case "rename":
                path = path.rename(path.with_name(f"renamed_{path.name}"))
            case "delete":
                path.unlink()
                continue
        path.write_bytes(b"\n".join(lines))
    for command in (["add", "-A"], ["commit", "-q", "--allow-empty", "--no-verify", "-m", "Edits"]):
        identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
        subprocess.run(["git", *identity, *command], cwd=root, check=True, capture_output=True)


def pairs(
    before: Sequence[Finding], after: Sequence[Finding]
) -> Iterator[tuple[Finding, Finding | None]]:
    """Every reference of a document and that of its page; None for one that is not there."""
    keys = [[_key(one.reference) for one in findings] for findings in (before, after)]
    paired: dict[int, Finding] = {}
    for block in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_matching_blocks():
        for step in range(block.size):
            paired[block.a + step] = after[block.b + step]
    # What stands in a diagram stands below it on the page, once.
    known = dict(zip(keys[1], after, strict=True))
    for at, finding in enumerate(before):
        yield finding, paired.get(at) or known.get(keys[0][at])


def _key(reference: Reference) -> tuple[str, str, str]:
    said = ""
    if isinstance(reference, Snippet):
        said = next((row.code.strip() for row in reference.rows if row.code.strip()), "")
    elif isinstance(reference, Token):
        said = "".join(f"{reference.text} {reference.line_text}".replace("\ufeff", "").split())
    return type(reference).__name__, reference.path.strip("/"), said


def measure(root: Path) -> Iterator[tuple[str, Finding, Finding | None]]:
    """What is told of every reference before and after."""
    project = documents(root)
    after = exported(project)
    for path, findings in project.findings.items():
        for was, now in pairs(findings, after.get(path, ())):
            yield project.shown(path), was, now


def differs(was: Finding, now: Finding | None) -> str:
    """What is not the same; empty where nothing is."""
    if now is None:
        # Of blank lines, or of another repository, neither says anything.
        return "" if was.state is State.NOT_CHECKED else "not read"
    if was.state is not now.state:
        return f"{was.state.value} / {now.state.value}"
    return "" if was.place == now.place else "place"


def main() -> int:
    """Measure and print; 1 where less than 99.5 % is the same."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--edit", type=int, metavar="SEED", help="edit the code first")
    parser.add_argument("--only", default="", help="only repositories whose name has this")
    parser.add_argument("--failures", type=Path, help="where to write what differs")
    options = parser.parse_args()
    rows: list[str] = []
    every: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for repository in sorted(one for one in options.folder.iterdir() if options.only in one.name):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder, "clone")
            clone(repository, root)
            if options.edit is not None:
                edit(root, options.edit)
            counts: Counter[str] = Counter()
            for path, was, now in measure(root):
                kind = differs(was, now)
                counts[kind] += 1
                states[was.state.value] += 1
                if kind:
                    one = was.reference
                    name, line = type(one).__name__, one.line
                    rows.append(f"{repository.name}\t{kind}\t{name}\t{path}:{line}\t{was}\t{now}")
        every += counts
        _show(repository.name, counts)
    _show("all", every)
    print(", ".join(f"{count} {state}" for state, count in states.most_common()))
    if options.failures:
        options.failures.write_text("\n".join(rows) + "\n", "utf-8")
    return int(every[""] < _ENOUGH * every.total())


def _show(name: str, counts: Counter[str]) -> None:
    total = counts.total() or 1
    rest = ", ".join(f"{count} {kind}" for kind, count in counts.most_common() if kind)
    print(f"{name:60}{total:7} references, {100 * counts[''] / total:6.2f} % the same; {rest}")


if __name__ == "__main__":
    raise SystemExit(main())
