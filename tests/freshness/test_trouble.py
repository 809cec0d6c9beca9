"""Git that is damaged, cut short, or set up strangely: one clear state, and never a false one."""

import subprocess
from pathlib import Path

import pytest

from mkdocs_swimm.code.codebase import GitTree, WorkTree
from mkdocs_swimm.code.git import Git
from mkdocs_swimm.code.source_file import Unreadable
from tests.conftest import Project

from .story import Story

CODE = "import os\n\n\ndef weigh(parcel):\n    return parcel.weight\n"


def object_file(project: Project, name: str) -> Path:
    """The file in which git keeps an object."""
    id = project.git("rev-parse", name)
    path = project.root / ".git" / "objects" / id[:2] / id[2:]
    path.chmod(0o644)
    return path


def tree(project: Project) -> GitTree:
    """The code of the commit that is checked out."""
    git = Git.find(project.root)
    assert git
    commit = git.commit("HEAD")
    assert commit
    return GitTree(git, commit)


@pytest.mark.parametrize("revision", ["^HEAD", "--output=x", "HEAD^{tree}", "", "HEAD\n", "HEAD:a"])
def test_revisions_that_are_not_commits(project: Project, revision: str) -> None:
    project.commit({"a": "x\n"})
    git = Git.find(project.root)
    assert git
    assert git.commit(revision) is None


@pytest.mark.parametrize("content", [b"damaged", None])
def test_an_object_that_is_damaged_or_missing(project: Project, content: bytes | None) -> None:
    project.commit({"a.py": CODE, "b.py": CODE + "# b\n"})
    damaged = object_file(project, "HEAD:a.py")
    if content is None:
        damaged.unlink()
    else:
        damaged.write_bytes(content)
    code = tree(project)
    assert code.kind("a.py") == "file"
    assert code.read("a.py") == Unreadable("a.py", "unreadable")
    # Git gives up at such an object, but the next one can be read.
    assert code.kind("b.py") == "file"
    assert not isinstance(code.read("b.py"), Unreadable)
    assert code.read("c.py") == Unreadable("c.py", "missing")
    assert code.kind("c.py") is None
    code.git.close()


def test_an_object_that_is_cut_short(project: Project) -> None:
    project.commit({"a.py": "".join(f"line_{number} = {number}\n" for number in range(30_000))})
    path = object_file(project, "HEAD:a.py")
    path.write_bytes(path.read_bytes()[:40_000])
    assert tree(project).read("a.py") == Unreadable("a.py", "unreadable")


def test_a_link_that_leads_nowhere_is_not_unreadable(project: Project) -> None:
    project.write({"a.py": CODE})
    (project.root / "link.py").symlink_to("nowhere.py")
    project.commit()
    assert tree(project).kind("link.py") is None
    assert tree(project).read("link.py") == Unreadable("link.py", "missing")


def test_a_commit_whose_folders_are_missing(project: Project) -> None:
    project.commit({"src/a.py": CODE})
    object_file(project, "HEAD:src").unlink()
    assert tree(project).kind("src/a.py") is None
    assert tree(project).read("src/a.py") == Unreadable("src/a.py", "unreadable")


@pytest.mark.parametrize("mode", ["work tree", "commit"])
@pytest.mark.parametrize("fetched", [True, False])
def test_a_submodule(project: Project, fetched: bool, mode: str) -> None:
    other = Project(project.root / "sub")
    other.commit({"m.py": CODE})
    story = Story(project)
    story.document("sub", "sub/m.py", "sub/n.py", "sub/m.py:4-5")
    if not fetched:
        for path in (project.root / "sub/m.py", project.root / "sub/.git"):
            subprocess.run(["rm", "-rf", str(path)], check=True)
    reported = story.states(mode)
    assert reported[0] == "up to date sub"
    if fetched and mode == "work tree":
        assert reported[1:] == ["up to date sub/m.py", "gone (missing)", "up to date sub/m.py:4-5"]
    else:
        assert reported[1:] == ["not checked (submodule)"] * 3


def test_ignored_paths_beside_one_that_git_refuses_to_check(project: Project) -> None:
    project.write({".gitignore": "build/\n", "src/a.py": CODE})
    (project.root / "link").symlink_to("src")
    story = Story(project)
    # Git refuses to check a path beyond a symbolic link.
    story.document("link/gone.py", "build/out.txt")
    assert story.states() == ["gone (missing)", "not checked (ignored)"]


def test_a_file_in_conflict_has_one_place(project: Project) -> None:
    project.commit({"a.py": CODE})
    project.git("switch", "-q", "-c", "branch")
    project.commit({"a.py": "# one\n" + CODE})
    project.git("switch", "-q", "main")
    project.commit({"a.py": "# two\n" + CODE})
    with pytest.raises(subprocess.CalledProcessError):
        project.git("merge", "-q", "branch")
    assert WorkTree(project.root, Git.find(project.root)).named("a.py") == ["a.py"]


@pytest.mark.parametrize(("key", "value"), [("log.showRoot", "false"), ("color.ui", "always")])
def test_git_settings_of_the_user_change_no_state(project: Project, key: str, value: str) -> None:
    twins = "def a():\n    return item\n\n\ndef b():\n    return item\n"
    project.write({"a.py": twins})
    story = Story(project)
    story.document("a.py:6-6")
    project.commit({"a.py": "# head\n# head\n# head\n# head\n" + twins})
    project.git("config", key, value)
    assert story.states() == ["moved a.py:10"]
