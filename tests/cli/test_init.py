"""``mkdocs-swimm init``: a configuration that builds."""

import pytest
import yaml

from ..conftest import Project, build_site
from .conftest import DOCUMENT, NAME, Run

COMMAND = "init"

PLAYLIST = """---
title: First steps
---

<!-- Intro - Do not remove this comment -->
Begin here.

<!-- Steps - Do not remove this comment -->
1. [Numbers](numbers.x1y2.sw.md)
"""


def written(project: Project) -> dict[str, object]:
    settings = yaml.safe_load((project.root / "mkdocs.yml").read_text("utf-8"))
    assert isinstance(settings, dict)
    return settings


def test_documents_alone_are_the_whole_site(numbers: Project, run: Run) -> None:
    numbers.commit({".swm/first-steps.p1q2.pl.sw.md": PLAYLIST})
    done = run()
    assert done.status == 0
    settings = written(numbers)
    assert settings["docs_dir"] == ".swm"
    assert settings["plugins"] == ["search", "swimm"]
    assert "1 document and 1 playlist, in .swm" in done.out
    assert set(settings) <= {"site_name", "repo_url", "docs_dir", "theme", "plugins"}
    build_site(numbers.root / "mkdocs.yml", strict=True)
    assert "parse" in (numbers.root / "site/numbers/index.html").read_text("utf-8")


@pytest.mark.parametrize(("page", "docs_dir"), [("docs/index.md", None), ("docs/a.rst", ".swm")])
def test_pages_that_are_there_are_joined(
    numbers: Project, run: Run, page: str, docs_dir: str | None
) -> None:
    numbers.write({page: "# Home\n"})
    assert ("1 in docs" in run(folder=numbers.root / "docs").out) == (docs_dir is None)
    assert written(numbers).get("docs_dir") == docs_dir


def test_folders_of_several_parts(numbers: Project, run: Run) -> None:
    numbers.commit(
        {
            "docs/index.md": "# Home\n",
            "web/.swm/deep/menu.m1n2.sw.md": DOCUMENT,
            "web/.swm/other.o1p2.sw.md": DOCUMENT,
        }
    )
    run()
    sources = [".swm", {"path": "web/.swm", "mount": "swimm/web"}]
    assert written(numbers)["plugins"] == ["search", {"swimm": {"sources": sources}}]


@pytest.mark.parametrize(
    ("remote", "url", "name"),
    [
        ("git@github.com:acme/tea.git", "https://github.com/acme/tea", "tea"),
        ("https://someone:secret@gitlab.com/acme/tea.git", "https://gitlab.com/acme/tea", "tea"),
        (None, None, None),
    ],
)
def test_the_code_host_is_the_remote(
    numbers: Project, run: Run, remote: str | None, url: str | None, name: str | None
) -> None:
    if remote:
        numbers.git("remote", "add", "origin", remote)
    done = run()
    settings = written(numbers)
    assert (settings.get("repo_url"), settings["site_name"]) == (url, name or numbers.root.name)
    assert "secret" not in done.out
    assert ("unknown" in done.out) == (remote is None)


@pytest.mark.parametrize("name", ["mkdocs.yml", "mkdocs.yaml"])
def test_a_configuration_that_is_there_is_kept(numbers: Project, run: Run, name: str) -> None:
    text = "site_name: !!python/name:os.system\n{["
    numbers.write({name: text})
    done = run()
    assert (done.status, "add 'swimm' to its 'plugins'" in done.err) == (2, True)
    assert (numbers.root / name).read_text("utf-8") == text
    assert len(list(numbers.root.glob("mkdocs.y*ml"))) == 1


def test_nothing_to_configure(numbers: Project, run: Run) -> None:
    (numbers.root / NAME).unlink()
    done = run()
    assert done.status == 2
    assert "no Swimm document" in done.err
    assert not (numbers.root / "mkdocs.yml").exists()
    assert run("elsewhere").status == 2


@pytest.mark.parametrize("folder", [".", "docs/.swm", "docs/deep", "packages/app/.swm", "wiki"])
@pytest.mark.parametrize("pages", [False, True])
@pytest.mark.slow
def test_what_is_written_builds(numbers: Project, run: Run, folder: str, pages: bool) -> None:
    (numbers.root / NAME).unlink()
    numbers.write({f"{folder}/numbers.x1y2.sw.md": DOCUMENT})
    if pages:
        numbers.write({"docs/index.md": "# Home\n"})
    numbers.commit()
    done = run()
    assert done.status == 0
    build_site(numbers.root / "mkdocs.yml", strict=True)
    [page] = (numbers.root / "site").rglob("numbers/index.html")
    assert "Up to date with the code" in page.read_text("utf-8")
    home = (numbers.root / "site/index.html").read_text("utf-8")
    assert ">Home</h1>" in home if pages else "numbers/" in home


@pytest.mark.parametrize("there", ["", "# Rules\n\nBe kind.", "# Rules\n", "One\r\nTwo\r\n"])
def test_rules_for_agents_are_appended_to_existing_ones(
    numbers: Project, run: Run, there: str
) -> None:
    if there:
        numbers.write({"AGENTS.md": there})
    done = run("--agents")
    assert (done.status, done.out) == (0, "wrote AGENTS.md\n")
    text = (numbers.root / "AGENTS.md").read_bytes().decode()
    assert text.startswith(f"{there}{'' if there.endswith(chr(10)) or not there else chr(10)}")
    below = text.removeprefix(there)
    assert below.count("## Documents about the code") == 1
    assert "`mkdocs-swimm verify --base origin/HEAD`" in below
    assert text.count("\r") == (text.count("\n") if "\r" in there else 0)
    assert not (numbers.root / "mkdocs.yml").exists()
    again = run("--agents")
    assert (again.status, "there is nothing to do" in again.err) == (2, True)
    assert (numbers.root / "AGENTS.md").read_bytes().decode() == text


def test_rules_for_agents_that_cannot_be_written(numbers: Project, run: Run) -> None:
    numbers.write({"CLAUDE.md": "# Rules\n"})
    (numbers.root / "AGENTS.md").symlink_to("CLAUDE.md")
    assert "it is a link" in run("--agents").err
    assert (numbers.root / "CLAUDE.md").read_text() == "# Rules\n"
    (numbers.root / "AGENTS.md").unlink()
    numbers.write({"AGENTS.md": "# Rules\n".encode("utf-16")})
    assert "is not UTF-8" in run("--agents").err
