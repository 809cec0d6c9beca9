"""``mkdocs-swimm init``: a configuration that builds."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ..conftest import Project, build_site
from .conftest import APP, DOCUMENT, NAME, Done, invoke

PLAYLIST = """---
title: First steps
---

<!-- Intro - Do not remove this comment -->
Begin here.

<!-- Steps - Do not remove this comment -->
1. [Numbers](numbers.x1y2.sw.md)
"""


def init(project: Project, *arguments: str, folder: Path | None = None) -> Done:
    return invoke(folder or project.root, "init", *arguments)


def written(project: Project) -> dict[str, object]:
    settings = yaml.safe_load((project.root / "mkdocs.yml").read_text("utf-8"))
    assert isinstance(settings, dict)
    return settings


@pytest.fixture
def bare(project: Project) -> Project:
    """A repository with a document and code, without a configuration or a folder docs."""
    (project.root / "mkdocs.yml").unlink(missing_ok=True)
    for path in (project.root / "docs").glob("*"):
        path.unlink()
    if (project.root / "docs").exists():
        (project.root / "docs").rmdir()
    project.write({"src/app.py": APP, NAME: DOCUMENT})
    project.commit()
    return project


def test_documents_alone_are_the_whole_site(bare: Project) -> None:
    bare.write({".swm/first-steps.p1q2.pl.sw.md": PLAYLIST})
    bare.commit()
    done = init(bare)
    assert done.status == 0
    settings = written(bare)
    assert settings["docs_dir"] == ".swm"
    assert settings["plugins"] == ["search", "swimm"]
    assert "1 document and 1 playlist, in .swm" in done.out
    assert set(settings) <= {"site_name", "repo_url", "docs_dir", "theme", "plugins"}
    build_site(bare.root / "mkdocs.yml", strict=True)
    assert "parse" in (bare.root / "site/numbers/index.html").read_text("utf-8")


@pytest.mark.parametrize(("page", "docs_dir"), [("docs/index.md", None), ("docs/a.rst", ".swm")])
def test_pages_that_are_there_are_joined(bare: Project, page: str, docs_dir: str | None) -> None:
    bare.write({page: "# Home\n"})
    assert ("1 in docs" in init(bare, folder=bare.root / "docs").out) == (docs_dir is None)
    assert written(bare).get("docs_dir") == docs_dir


def test_folders_of_several_parts(bare: Project) -> None:
    bare.write(
        {
            "docs/index.md": "# Home\n",
            "web/.swm/deep/menu.m1n2.sw.md": DOCUMENT,
            "web/.swm/other.o1p2.sw.md": DOCUMENT,
        }
    )
    bare.commit()
    init(bare)
    sources = [".swm", {"path": "web/.swm", "mount": "swimm/web"}]
    assert written(bare)["plugins"] == ["search", {"swimm": {"sources": sources}}]


@pytest.mark.parametrize(
    ("remote", "url", "name"),
    [
        ("git@github.com:acme/tea.git", "https://github.com/acme/tea", "tea"),
        ("https://someone:secret@gitlab.com/acme/tea.git", "https://gitlab.com/acme/tea", "tea"),
        (None, None, None),
    ],
)
def test_the_code_host_is_the_remote(
    bare: Project, remote: str | None, url: str | None, name: str | None
) -> None:
    if remote:
        bare.git("remote", "add", "origin", remote)
    done = init(bare)
    settings = written(bare)
    assert (settings.get("repo_url"), settings["site_name"]) == (url, name or bare.root.name)
    assert "secret" not in done.out
    assert ("unknown" in done.out) == (remote is None)


@pytest.mark.parametrize("name", ["mkdocs.yml", "mkdocs.yaml"])
def test_a_configuration_that_is_there_is_kept(bare: Project, name: str) -> None:
    text = "site_name: !!python/name:os.system\n{["
    bare.write({name: text})
    done = init(bare)
    assert (done.status, "add 'swimm' to its 'plugins'" in done.err) == (2, True)
    assert (bare.root / name).read_text("utf-8") == text
    assert len(list(bare.root.glob("mkdocs.y*ml"))) == 1


def test_nothing_to_configure(bare: Project) -> None:
    (bare.root / NAME).unlink()
    done = init(bare)
    assert done.status == 2
    assert "no Swimm document" in done.err
    assert not (bare.root / "mkdocs.yml").exists()
    assert init(bare, "elsewhere").status == 2


@pytest.mark.parametrize("folder", [".", "docs/.swm", "docs/deep", "packages/app/.swm", "wiki"])
@pytest.mark.parametrize("pages", [False, True])
@pytest.mark.slow
def test_what_is_written_builds(bare: Project, folder: str, pages: bool) -> None:
    (bare.root / NAME).unlink()
    bare.write({f"{folder}/numbers.x1y2.sw.md": DOCUMENT})
    if pages:
        bare.write({"docs/index.md": "# Home\n"})
    bare.commit()
    done = init(bare)
    assert done.status == 0
    build_site(bare.root / "mkdocs.yml", strict=True)
    [page] = (bare.root / "site").rglob("numbers/index.html")
    assert "Up to date with the code" in page.read_text("utf-8")
    home = (bare.root / "site/index.html").read_text("utf-8")
    assert ">Home</h1>" in home if pages else "numbers/" in home


@pytest.mark.parametrize("there", ["", "# Rules\n\nBe kind.", "# Rules\n", "One\r\nTwo\r\n"])
def test_agents_are_told_below_what_is_there(bare: Project, there: str) -> None:
    if there:
        bare.write({"AGENTS.md": there})
    done = init(bare, "--agents")
    assert (done.status, done.out) == (0, "wrote AGENTS.md\n")
    text = (bare.root / "AGENTS.md").read_bytes().decode()
    assert text.startswith(f"{there}{'' if there.endswith(chr(10)) or not there else chr(10)}")
    below = text.removeprefix(there)
    assert below.count("## Documents about the code") == 1
    assert "`mkdocs-swimm verify --base origin/HEAD`" in below
    assert text.count("\r") == (text.count("\n") if "\r" in there else 0)
    assert not (bare.root / "mkdocs.yml").exists()
    again = init(bare, "--agents")
    assert (again.status, "there is nothing to do" in again.err) == (2, True)
    assert (bare.root / "AGENTS.md").read_bytes().decode() == text


def test_rules_for_agents_that_can_not_be_written(bare: Project) -> None:
    bare.write({"CLAUDE.md": "# Rules\n"})
    (bare.root / "AGENTS.md").symlink_to("CLAUDE.md")
    assert "it is a link" in init(bare, "--agents").err
    assert (bare.root / "CLAUDE.md").read_text() == "# Rules\n"
    (bare.root / "AGENTS.md").unlink()
    bare.write({"AGENTS.md": "# Rules\n".encode("utf-16")})
    assert "is not UTF-8" in init(bare, "--agents").err
