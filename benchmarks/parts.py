"""Measured in one process: rewriting documents, and verifying references."""

from __future__ import annotations

import re
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from markdown import Markdown
from samples import Shape, make

from mkdocs_swimm.codebase import WorkTree
from mkdocs_swimm.extensions import NEEDED
from mkdocs_swimm.format.constructs import Repo
from mkdocs_swimm.format.document import read
from mkdocs_swimm.freshness import Checker, Finding, Reference
from mkdocs_swimm.git import Git
from mkdocs_swimm.markdown.contract import Target
from mkdocs_swimm.rendering import CodeLink, render

Cells = tuple[str, str, str, str]
_GREPPED = 100
_SCAN = re.compile(r"<Swm[A-Z]\w+|<swm-token|`|\[|!\[|<!--")


class Nowhere:
    """A site on which everything has an address."""

    health = None

    def code(
        self,
        path: str,
        first: int | None = None,
        last: int | None = None,
        *,
        repo: Repo | None = None,
        folder: bool = False,
    ) -> CodeLink:
        """Where code is shown."""
        return CodeLink(path, f"https://example.org/{path}#L{first}")

    def finding(self, reference: Reference) -> Finding | None:
        """Nobody looked."""

    def preview(self, link: CodeLink, line: int | None) -> str:
        """Nothing can be looked at."""
        return ""

    def document(self, id: str, fragment: str, repo: Repo | None) -> Target | None:
        """The page of a document."""
        return Target(f"{id}.md", f"{id}/")

    def foreign_document(self, href: str, repo: Repo | None) -> Target | None:
        """None is of another repository."""

    def asset(self, src: str) -> Target | None:
        """Where an image is."""
        return Target(src, src)

    def reference(self, href: str) -> Target | None:
        """Where a link leads."""
        return Target(href, href)

    def heading_id(self, text: str) -> str:
        """The id of a heading."""
        return text.lower().replace(" ", "-")


def least(work: Callable[[], object], repeat: int) -> float:
    """The least processor time of some work and of what it starts, in seconds."""
    took = []
    for _ in range(repeat):
        start = _spent()
        work()
        took.append(_spent() - start)
    return min(took)


def _spent() -> float:
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))


def rewriting(folder: Path, repeat: int) -> Iterator[Cells]:
    """Reading and writing documents, beside one scan of the text and beside Python-Markdown."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((folder / ".swm").iterdir())]
    size = sum(map(len, texts)) / 1e6
    pages = [render(read(text), "Title", Nowhere()).markdown for text in texts]
    markdown = Markdown(
        extensions=["toc", *NEEDED], extension_configs={name: dict(NEEDED[name]) for name in NEEDED}
    )

    def write_all() -> None:
        for text in texts:
            render(read(text), "Title", Nowhere())

    rewrite = least(write_all, repeat)
    scan = least(lambda: [sum(1 for _ in _SCAN.finditer(text)) for text in texts], repeat)
    convert = least(lambda: [markdown.reset().convert(page) for page in pages], repeat)
    each = f"{rewrite / size * 1000:.0f} / {scan / size * 1000:.0f} ms for a megabyte"
    yield "rewriting / a scan of the text", f"{rewrite / scan:.0f}", "", each
    each = f"{rewrite / size * 1000:.0f} / {convert / size * 1000:.0f} ms for a megabyte"
    yield "rewriting / Python-Markdown", f"{rewrite / convert:.1%}", "10%", each


def verifying(folder: Path, references: int, files: int, repeat: int) -> Iterator[Cells]:
    """Checking references, beside reading the files and beside ``git grep``."""
    count = max(1, references // 120)
    make(folder, Shape(documents=count, files=files, size=42_000, even=True, apart=True))
    documents = {
        f".swm/{path.name}": read(path.read_text("utf-8"))
        for path in sorted((folder / ".swm").iterdir())
    }
    found = [reference for document in documents.values() for reference in document.references()]
    code = sorted({folder / reference.path for reference in found})

    def verify() -> None:
        git = Git(folder)
        checker = Checker(WorkTree(folder), git)
        checker.expect(documents.items())
        for path, document in documents.items():
            checker.check(document, path)
        git.close()

    lines = {getattr(reference, "line_text", None) or "" for reference in found} - {""}
    patterns = folder.parent / "patterns.txt"
    # Git takes seconds for a hundred lines, and minutes for all of them.
    some = sorted(lines)[:_GREPPED]
    patterns.write_text("\n".join(some), encoding="utf-8")
    command = ["git", "grep", "-nF", "-f", str(patterns), "--", "src"]

    def grep() -> None:
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)

    check = least(verify, repeat)
    reading = least(lambda: [path.read_text("utf-8").split("\n") for path in code], repeat)
    grepping = least(grep, 1) * len(lines) / max(1, len(some))
    what = f"verifying {len(found)} references in {len(code)} files"
    yield f"{what} / reading", f"{check / reading:.2f}", "3", f"{check:.2f} / {reading:.2f} s"
    yield f"{what} / git grep", f"{check / grepping:.2f}", "", f"{check:.2f} / {grepping:.2f} s"
