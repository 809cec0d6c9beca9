"""Faults around a build or a command: one line each, and no file is left half written."""

import errno
import io
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from mkdocs.exceptions import Abort

from .cli.conftest import invoke
from .conftest import Built, Project, build_site, files_in
from .documents import snippet, token

CODE = "def run():\n    return 1\n"
DOCUMENT = f"""---
title: First steps
---
See {token("src/app.py", 1, "run", "def run():")}.

![A picture](images/a.png)

{snippet("src/app.py", CODE, comment="It runs.")}"""
NAME = ".swm/first.aaaaa.sw.md"
FILES: dict[str, str | bytes] = {
    NAME: DOCUMENT,
    ".swm/images/a.png": b"\x89PNG",
    "src/app.py": CODE,
}
PAGE = "swimm/first/"
LINK = "https://github.com/acme/widget/blob/"


@pytest.fixture
def repository(project: Project) -> Project:
    project.commit(FILES)
    return project


def hooked(project: Project, code: str, **options: Any) -> Built:
    """Build with a hook of MkDocs' that does something to the files meanwhile."""
    project.write(
        {"hook.py": f"from pathlib import Path\nROOT = Path({str(project.root)!r})\n{code}"}
    )
    return project.build(options, hooks=["hook.py"])


# Files


@pytest.mark.parametrize("event", ["nav(nav, ", "page_markdown(markdown, page, "])
@pytest.mark.parametrize("name", [NAME, "src/app.py"])
def test_files_that_vanish_during_the_build(repository: Project, name: str, event: str) -> None:
    code = f"def on_{event}**_):\n    (ROOT / {name!r}).unlink(missing_ok=True)\n"
    page = hooked(repository, code).content(PAGE)
    assert "It runs." in page
    assert "app.py#L1" in page
    assert "Up to date" in page


def test_an_image_that_vanishes_during_the_build(repository: Project) -> None:
    code = "def on_env(env, **_):\n    (ROOT / '.swm/images/a.png').unlink()\n"
    built = hooked(repository, code)
    assert "It runs." in built.content(PAGE)
    assert [line for line in built.warnings if "images/a.png" in line]


def refusing(name: str) -> Any:
    """Files without read permission."""
    real = Path.read_bytes

    def read(path: Path) -> bytes:
        if path.name == name:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    return patch.object(Path, "read_bytes", read)


def test_code_without_read_permission(repository: Project) -> None:
    with refusing("app.py"):
        page = repository.build().content(PAGE)
    assert "It runs." in page
    assert "swimm-stale" not in page


def test_documents_without_read_permission(repository: Project) -> None:
    repository.write({".swm/other.bbbbb.sw.md": "Words\n"})
    with refusing("first.aaaaa.sw.md"):
        built = repository.build()
    assert built.warnings == [
        f"{NAME}:1: the document cannot be read: Permission denied; it is not on the site"
    ]
    assert "Words" in built.content("swimm/other/")


# A full disk


class Full(io.FileIO):
    """A file on a disk that has no room for all of it."""

    def write(self, data: Any) -> int:
        super().write(bytes(data)[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full_disk() -> Any:
    real = io.open

    def opened(file: Any, mode: str = "r", *args: Any, **named: Any) -> Any:
        if "r" not in mode and str(file).endswith(".part"):
            raw = Full(str(file), mode.replace("b", "").replace("t", ""))
            return raw if "b" in mode else io.TextIOWrapper(raw, "utf-8", write_through=True)
        return real(file, mode, *args, **named)

    return patch.object(io, "open", opened)


COMMANDS = [
    ("verify", "--write-baseline"),
    ("verify", "--format", "json", "--output", "report.json"),
    ("export", "github", "plain", "--overwrite"),
    ("export", "codetour", "--overwrite"),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_disk_leaves_files_as_they_were(
    repository: Project, arguments: tuple[str, ...]
) -> None:
    repository.git("remote", "add", "origin", "https://github.com/acme/widget.git")
    assert invoke(repository.root, *arguments).status == 0
    before = files_in(repository.root)
    repository.write({"src/app.py": "import os\n" + CODE, NAME: DOCUMENT.replace("It", "He")})
    changed = files_in(repository.root)
    with full_disk():
        done = invoke(repository.root, *arguments)
    assert done.status == 2
    [reported] = (done.out + done.err).splitlines()
    assert "No space left on device" in reported
    assert files_in(repository.root) == changed
    assert invoke(repository.root, *arguments).status in (0, 1)
    assert files_in(repository.root).keys() == before.keys()
    assert files_in(repository.root) != changed


@pytest.mark.parametrize("name", ["swimm-index.json", "llms.txt"])
def test_a_full_disk_ends_a_build_in_one_line(repository: Project, name: str) -> None:
    repository.build({"llms": True})
    real = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name.startswith(f".{name}"):
            real(path, data[:9])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, data)

    with patch.object(Path, "write_bytes", full), pytest.raises(Abort):
        build_site(repository.root / "mkdocs.yml")
    assert not list((repository.root / "site").rglob(".*.part"))
    assert not (repository.root / "site" / name).exists()


# Git


def empty_git(project: Project) -> None:
    shutil.rmtree(project.root / ".git")
    project.git("init", "-q")


def no_objects(project: Project) -> None:
    for path in (project.root / ".git/objects").rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(b"nonsense")


def nowhere(project: Project) -> None:
    shutil.rmtree(project.root / ".git")
    project.write({".git": "gitdir: /there/is/no/such/folder\n"})


DAMAGES: dict[str, Callable[[Project], None]] = {
    "no git": lambda project: shutil.rmtree(project.root / ".git"),
    "no commit": empty_git,
    "no head": lambda project: project.write({".git/HEAD": "nonsense\n"}),
    "no index": lambda project: project.write({".git/index": b"DIRC\0\0\0\2nonsense"}),
    "no objects": no_objects,
    "another folder": nowhere,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_git_that_is_of_no_use(repository: Project, damage: str) -> None:
    DAMAGES[damage](repository)
    built = repository.build()
    page = built.content(PAGE)
    assert "It runs." in page
    assert f'href="{LINK}' in page
    assert "swimm-stale" not in page
    assert built.warnings == []


def test_no_git_at_all(repository: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write({"src/app.py": "import os\n" + CODE})
    monkeypatch.setenv("PATH", "/nowhere")
    built = repository.build()
    assert "app.py#L2" in built.content(PAGE)
    assert sum("git is not available" in reported for _, reported in built.log) == 1


def test_git_that_is_locked(repository: Project) -> None:
    locks = [repository.root / ".git" / name for name in ("index.lock", "HEAD.lock", "config.lock")]
    for lock in locks:
        lock.write_bytes(b"")
    repository.write({"src/app.py": "import os\n" + CODE})
    built = repository.build()
    assert "app.py#L2" in built.content(PAGE)
    assert built.warnings == []
    assert invoke(repository.root, "verify").status == 1
    assert all(lock.exists() for lock in locks)


def test_a_detached_head_and_a_linked_work_tree(repository: Project) -> None:
    commit = repository.git("rev-parse", "HEAD")
    folder = repository.root / "linked"
    repository.git("worktree", "add", "-q", "--detach", str(folder), commit)
    built = Project(folder).build()
    assert f"{LINK}{commit}/src/app.py#L1" in built.content(PAGE)
    assert built.warnings == []
    assert invoke(folder, "verify").status == 0


def test_git_that_dies_in_the_middle(repository: Project) -> None:
    repository.write({"src/app.py": "import os\n" + CODE})
    real = subprocess.Popen.__init__

    def begin(self: Any, args: Any, *rest: Any, **named: Any) -> None:
        real(self, args, *rest, **named)
        if "cat-file" in args:
            self.kill()

    with patch.object(subprocess.Popen, "__init__", begin):
        built = repository.build()
    assert "app.py#L2" in built.content(PAGE)
    assert built.warnings == []


@pytest.mark.parametrize("ignores", ["true", "false"])
def test_names_that_differ_in_capitals(repository: Project, ignores: str) -> None:
    repository.git("config", "core.ignoreCase", ignores)
    repository.commit({NAME: DOCUMENT.replace("src/app.py", "Src/App.py")})
    page = repository.build().content(PAGE)
    assert "/src/app.py#L1" in page
    assert "Src/App.py#" not in page
    assert invoke(repository.root, "verify").out.startswith(f"{NAME}:4: moved: ")
