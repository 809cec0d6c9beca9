"""A repository with a history: documents written against code that then goes on."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from mkdocs_swimm.code.codebase import GitTree, WorkTree
from mkdocs_swimm.code.git import Git
from mkdocs_swimm.format.document import read
from mkdocs_swimm.format.encoding import decode
from mkdocs_swimm.freshness import Checker, Finding
from tests.conftest import Project
from tests.documents import snippet, token

DOCUMENT = ".swm/story.abc12.sw.md"
_REFERENCE = re.compile(r"([\w./]+)(?::(\d+)(?:-(\d+)| (.+)))?")

Change = str | bytes | list[tuple[str, str]] | None
"""What becomes of a file: its text, what is replaced in it, or none if it is deleted."""


@dataclass
class Story:
    """Code, a document about it, and what happens to the code afterwards."""

    project: Project

    def lines(self, path: str) -> list[str]:
        """The lines of a file as they are now."""
        return decode((self.project.root / path).read_bytes()).text.split("\n")

    def snippet(self, path: str, first: int, last: int) -> str:
        """A snippet that quotes lines as they are now."""
        code = "".join(f"{line}\n" for line in self.lines(path)[first - 1 : last])
        return snippet(path, code, first, comment="Words.") + "\n"

    def token(self, path: str, line: int, text: str) -> str:
        """A token on a line as it is now, in a paragraph of its own."""
        return token(path, line, text, escape(self.lines(path)[line - 1])) + "\n\n"

    def path(self, path: str) -> str:
        """A path in a paragraph of its own."""
        return f"<SwmPath>[{path}]({path})</SwmPath>\n\n"

    def reference(self, text: str) -> str:
        """A reference to code as it is now.

        Args:
            text: ``a.py:3-5`` for a snippet, ``a.py:3 name`` for a token, ``a.py`` for a path. Any
                other text stays as it is.
        """
        found = _REFERENCE.fullmatch(text)
        if found is None:
            return text
        path, first, last, name = found.groups()
        if last:
            return self.snippet(path, int(first), int(last))
        return self.token(path, int(first), name) if name else self.path(path)

    def document(self, *parts: str, head: str = "") -> None:
        """Write the document, whose parts are references or text, and commit it with the code."""
        front = f"---\ntitle: A story\n{head}---\n"
        self.project.commit({DOCUMENT: front + "".join(map(self.reference, parts))})

    def change(self, files: Mapping[str, Change]) -> None:
        """Write, edit and delete files."""
        for path, change in files.items():
            file = self.project.root / path
            if change is None and file.is_dir():
                shutil.rmtree(file)
            elif change is None:
                file.unlink()
            elif isinstance(change, list):
                self.replace(path, *change)
            else:
                self.project.write({path: change})

    def replace(self, path: str, *changes: tuple[str, str]) -> None:
        """Change the text of a file; every old text must be there once."""
        file = self.project.root / path
        text = file.read_bytes().decode()
        for old, new in changes:
            assert text.count(old) == 1, (old, text)
            text = text.replace(old, new)
        file.write_bytes(text.encode())

    def shallow(self) -> Story:
        """The same, committed, in a clone without history."""
        self.project.commit()
        return Story(self.project.clone("--depth=1"))

    def check(self, mode: str = "work tree") -> list[Finding]:
        """Check the document in one of the ways in which code can be read.

        Modes are ``work tree``, ``staged`` (tells git first), ``commit`` (commits first),
        ``shallow`` (commits and clones without history), and ``no git``.
        """
        root = self.project.root
        if mode == "shallow":
            return self.shallow().check()
        document = read((root / DOCUMENT).read_text("utf-8"))
        if mode == "no git":
            return list(Checker(WorkTree(root)).check(document, DOCUMENT))
        git = Git.find(root)
        assert git is not None
        if mode == "staged":
            self.project.git("add", "-A")
        if mode in ("work tree", "staged"):
            checker = Checker(WorkTree(root, git), git)
        else:
            commit = self.project.commit()
            checker = Checker(GitTree(git, commit), git)
        checker.expect([(DOCUMENT, document)])
        return list(checker.check(document, DOCUMENT))

    def states(self, mode: str = "work tree") -> list[str]:
        """The findings in short: state, reason in brackets, place, new name."""
        return [short(finding) for finding in self.check(mode)]


def short(finding: Finding) -> str:
    """``moved (renamed) b.py:3-5``."""
    parts = [finding.state.value]
    if finding.reason:
        parts.append(f"({finding.reason})")
    if finding.place:
        parts.append(str(finding.place))
    if finding.word:
        parts.append(f"= {finding.word}")
    return " ".join(parts)
