"""What the commands write stays in the repository, wherever committed links lead."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from ..cli.conftest import APP, DOCUMENT, NAME, invoke, run_module
from ..conftest import Project

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="links need rights there"),
    pytest.mark.slow,
]
MINE = "# my own settings\n"
REFUSED = "leads out of the repository"


@pytest.fixture
def mine(outside: Path) -> Path:
    """A file of the user's outside of the repository."""
    path = outside / "bashrc"
    path.write_text(MINE)
    return path


@pytest.fixture
def stale(project: Project) -> Project:
    """A repository with a document that is not up to date."""
    project.commit({"src/app.py": APP.replace("= 0", "= 1"), NAME: DOCUMENT})
    return project


COMMANDS = {
    "the usual baseline": (".swm/freshness-baseline.json", ["verify", "--write-baseline"]),
    "a baseline": ("known.json", ["verify", "--write-baseline", "--baseline", "known.json"]),
    "a report": ("report.xml", ["verify", "--format", "junit", "--output", "report.xml"]),
    "a page": ("out/numbers.md", ["export", "github", "out", "--overwrite"]),
    "a list": ("out/.mkdocs-swimm-export", ["export", "github", "out", "--overwrite"]),
    "a tour": (".tours/numbers.tour", ["export", "codetour", "--overwrite"]),
    "settings": ("out/mkdocs.yml", ["export", "material", "out", "--with-config", "--overwrite"]),
    "a configuration": ("mkdocs.yml", ["init"]),
}


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("what", COMMANDS)
def test_a_link_to_a_file_outside(stale: Project, mine: Path, what: str, there: bool) -> None:
    name, command = COMMANDS[what]
    if not there:
        mine.unlink()
    link = stale.root / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(mine)
    done = invoke(stale.root, *command)
    assert done.status in (1, 2)
    assert os.path.lexists(mine) == there
    assert not there or mine.read_text() == MINE
    assert name.rpartition("/")[2] in done.out + done.err


@pytest.mark.parametrize(
    ("folder", "command"),
    [
        ("reports", ["verify", "--write-baseline", "--baseline", "reports/known.json"]),
        ("reports", ["verify", "--format", "junit", "--output", "reports/deep/report.xml"]),
        ("reports", ["export", "github", "reports"]),
        ("reports", ["export", "github", "reports/deep"]),
        (".tours", ["export", "codetour"]),
    ],
)
def test_a_link_to_a_folder_outside(
    stale: Project, mine: Path, folder: str, command: list[str]
) -> None:
    (stale.root / folder).symlink_to(mine.parent)
    done = invoke(stale.root, *command)
    assert done.status == 2
    assert REFUSED in done.err
    assert list(mine.parent.iterdir()) == [mine]


@pytest.mark.parametrize("to", ["../.git/hooks/pre-commit", "../.GIT/config", "../src/app.py"])
def test_a_link_to_other_files_of_the_repository(stale: Project, to: str) -> None:
    """Git obeys some of them, and text of documents is not to become code."""
    before = (stale.root / "src/app.py").read_text()
    (stale.root / ".swm/freshness-baseline.json").symlink_to(to)
    done = invoke(stale.root, "verify", "--write-baseline")
    assert done.status == 2
    assert "freshness-baseline.json" in done.err
    assert not (stale.root / ".git/hooks/pre-commit").exists()
    assert (stale.root / "src/app.py").read_text() == before


def test_a_folder_of_documents_outside(stale: Project, mine: Path) -> None:
    (stale.root / NAME).rename(stale.root / "numbers.x1y2.sw.md")
    (stale.root / ".swm").rmdir()
    (stale.root / ".swm").symlink_to(mine.parent)
    done = invoke(stale.root, "verify", "--write-baseline")
    assert (done.status, REFUSED in done.err) == (2, True)
    assert list(mine.parent.iterdir()) == [mine]


def test_files_outside_that_the_user_names(stale: Project, mine: Path) -> None:
    """Whoever names a link in a folder of their own means what it leads to."""
    link = mine.with_name("report.json")
    link.symlink_to(mine)
    mine.chmod(0o640)
    assert invoke(stale.root, "verify", "--format", "json", "--output", str(link)).status == 1
    assert mine.read_text().startswith("{")
    assert link.is_symlink()
    assert mine.stat().st_mode & 0o777 == 0o640
    assert sorted(mine.parent.iterdir()) == [mine, link]
    # The folder of the repository itself may be reached through a link.
    checkout = mine.parent / "checkout"
    checkout.symlink_to(stale.root)
    known = ("--write-baseline", "--baseline", "known.json")
    assert invoke(checkout, "verify", *known, PWD=str(checkout)).status == 0
    report = str(checkout / "report.txt")
    assert invoke(checkout, "verify", "--output", report, PWD=str(checkout)).status == 1
    assert (stale.root / "known.json").is_file()
    assert (stale.root / "report.txt").is_file()


def test_devices(stale: Project) -> None:
    done = run_module(stale.root, "mkdocs_swimm", "verify", "--output", "/dev/stdout")
    assert "changed: snippet src/app.py:6-10" in done.stdout


@pytest.mark.parametrize(
    "name", ["../mine.txt", "deep/../../mine.txt", "{absolute}", ".git/config"]
)
def test_names_in_a_list_that_climb_out(stale: Project, mine: Path, name: str) -> None:
    victims = [stale.root / "mine.txt", mine, stale.root / "out/.git/config"]
    for victim in victims:
        victim.parent.mkdir(parents=True, exist_ok=True)
        victim.write_text(MINE)
    digest = hashlib.sha256(MINE.encode()).hexdigest()
    stale.write(
        {"out/.mkdocs-swimm-export": f"{digest}  {name.replace('{absolute}', str(mine))}\n"}
    )
    (stale.root / "out/deep").mkdir()
    invoke(stale.root, "export", "github", "out", "--overwrite")
    assert all(victim.read_text() == MINE for victim in victims)


def test_lists_and_baselines_without_an_end(stale: Project) -> None:
    (stale.root / "out").mkdir()
    (stale.root / "out/.mkdocs-swimm-export").symlink_to("/dev/zero")
    (stale.root / "known.json").symlink_to("/dev/zero")
    invoke(stale.root, "export", "github", "out", "--overwrite")
    done = invoke(stale.root, "verify", "--baseline", "known.json")
    assert (done.status, "known.json" in done.err) == (2, True)
