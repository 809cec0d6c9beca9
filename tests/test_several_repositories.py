"""Several repositories in one site: each with its checkout, its host, and its documents."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Built, Project, build_site
from .html_check import faults, text_of

OTHER = "Z2l0aHViJTNBJTNBbGFiZWxzJTNBJTNBYWNtZQ=="  # github::labels::acme
TOKEN = '<SwmToken path="{path}" pos="{line}:0:0" line-data="{text}"{repo}>`{text}`</SwmToken>'


def token(path: str, line: int, text: str, repo: str = "") -> str:
    named = f' repo-id="{repo}" repo-name="labels"' if repo else ""
    return TOKEN.format(path=path, line=line, text=text, repo=named) + "\n\n"


@pytest.fixture
def pair(project: Project) -> tuple[Project, Project]:
    """A repository and another one beside it, with documents about both."""
    root = project.root
    own, other = Project(root / "site"), Project(root / "labels")
    for one in (own, other):
        one.root.mkdir()
    own.write(
        {
            "src/app.py": "own = 1\n",
            ".swm/swimm.json": '{"repo_id": "own-id"}',
            ".swm/here.aaaaa.sw.md": "---\ntitle: Here\n---\n"
            + token("src/app.py", 1, "own = 1")
            + token("src/app.py", 2, "label", OTHER)
            + f'<SwmLink doc-title="There" repo-id="{OTHER}" repo-name="labels" '
            'path="/.swm/there.bbbbb.sw.md">[There](https://app.swimm.io/repos/'
            f"{OTHER}/docs/bbbbb)</SwmLink>\n",
            ".swm/same.same1.sw.md": "---\ntitle: Ours\n---\nText.\n",
        }
    )
    other.write(
        {
            "src/app.py": "one = 1\nlabel\n",
            ".swm/swimm.json": json.dumps({"repo_id": OTHER}),
            ".swm/there.bbbbb.sw.md": "---\ntitle: There\n---\n"
            + token("src/app.py", 2, "label")
            + token("src/app.py", 1, "gone_from_here")
            + "[Same](same.same1.sw.md) [Here](here.aaaaa.sw.md)\n",
            ".swm/same.same1.sw.md": "---\ntitle: Theirs\n---\nText.\n",
        }
    )
    own.commit()
    other.commit()
    return own, other


def build(own: Project, *further: Any, **options: Any) -> Built:
    entry = {
        "path": "../labels/.swm",
        "root": "../labels",
        "repo_url": "https://gitlab.com/acme/labels",
    }
    return own.build({"sources": [".swm", *(further or [entry])], **options})


def test_each_has_its_pages_and_its_host(pair: tuple[Project, Project]) -> None:
    own, _ = pair
    built = build(own)
    here, there = built.content("swimm/here/"), built.content("swimm/labels/there/")
    ours, theirs = (one.git("rev-parse", "HEAD") for one in pair)
    assert f"https://github.com/acme/widget/blob/{ours}/src/app.py#L1" in here
    assert f"https://gitlab.com/acme/labels/-/blob/{theirs}/src/app.py#L2" in there
    assert not faults(here)
    assert built.warnings == []


def test_references_to_the_other_lead_to_its_host(pair: tuple[Project, Project]) -> None:
    own, other = pair
    commit = other.git("rev-parse", "HEAD")
    page = build(own).content("swimm/here/")
    assert f"https://gitlab.com/acme/labels/-/blob/{commit}/src/app.py#L2" in page


def test_documents_link_to_each_other(pair: tuple[Project, Project]) -> None:
    built = build(pair[0])
    assert 'href="../labels/there/"' in built.content("swimm/here/")
    there = built.content("swimm/labels/there/")
    assert 'href="../../here/"' in there
    # An id that both have is that of the own repository.
    assert 'href="../same/"' in there
    assert "Theirs" in text_of(built.content("swimm/labels/same/"))


def test_each_is_checked_against_its_own_code(pair: tuple[Project, Project]) -> None:
    built = build(pair[0], health=True)
    assert "Up to date with the code" in text_of(built.content("swimm/here/"))
    assert "1 token gone" in text_of(built.content("swimm/labels/there/"))
    health = text_of(built.content("swimm/health/"))
    assert "There" in health
    assert "Here" in health


def test_each_has_its_pages_of_code(pair: tuple[Project, Project]) -> None:
    built = build(pair[0], source_pages=True)
    assert "own = 1" in text_of(built.content("swimm/source/src/app.py/"))
    assert "one = 1" in text_of(built.content("swimm/labels/source/src/app.py/"))
    assert "../source/src/app.py/#L2" in built.content("swimm/labels/there/")
    assert "src/" in text_of(built.content("swimm/labels/code/"))


def test_each_has_its_index(pair: tuple[Project, Project]) -> None:
    site = build(pair[0]).site
    ours = json.loads((site / "swimm-index.json").read_text("utf-8"))
    theirs = json.loads((site / "swimm/labels/swimm-index.json").read_text("utf-8"))
    assert [one["document"] for one in ours["files"]["src/app.py"]] == ["aaaaa"]
    assert {one["document"] for one in theirs["files"]["src/app.py"]} == {"bbbbb"}


def test_the_navigation_has_both(pair: tuple[Project, Project]) -> None:
    page = build(pair[0]).page("index.html")
    assert 'href="swimm/here/"' in page
    assert 'href="swimm/labels/there/"' in page
    assert "Labels" in page


def test_a_checkout_that_is_not_there(pair: tuple[Project, Project]) -> None:
    built = build(pair[0], {"path": "../gone/.swm", "root": "../gone"})
    [told] = [message for message in built.warnings if "checkout" in message]
    assert "correct 'root'" in told
    assert (built.site / "swimm/here/index.html").exists()


@pytest.mark.parametrize(
    "entry",
    [
        {"path": "x", "repo_url": "https://example.org/a/b"},
        {"path": "x", "root": 3},
        {"path": "x", "root": "y", "host": "sourceforge"},
        {"path": "x", "colour": "blue"},
    ],
)
def test_bad_entries_are_told(project: Project, entry: dict[str, Any]) -> None:
    from mkdocs.config.base import ValidationError

    from mkdocs_swimm.project.settings import source
    from mkdocs_swimm.site.config import Checked

    with pytest.raises(ValidationError):
        Checked(source).run_validation(entry)


def test_a_revision_of_the_other(pair: tuple[Project, Project]) -> None:
    own, other = pair
    other.git("tag", "v1")
    other.write({"src/app.py": "# new\none = 1\nlabel\n"})
    other.commit()
    entry = {"path": "../labels/.swm", "root": "../labels", "ref": "v1"}
    page = build(own, {**entry, "repo_url": "https://gitlab.com/acme/labels"}).content(
        "swimm/labels/there/"
    )
    assert "/src/app.py#L2" in page
    assert other.git("rev-parse", "v1^{commit}") in page


def test_the_configuration_alone(pair: tuple[Project, Project]) -> None:
    """As a person writes it."""
    own, _ = pair
    (own.root / "docs").mkdir()
    (own.root / "mkdocs.yml").write_text(
        "site_name: Both\nrepo_url: https://github.com/acme/widget\ntheme: {name: material, font: false}\n"
        "plugins:\n  - swimm:\n      sources:\n        - .swm\n        - path: ../labels/.swm\n"
        "          root: ../labels\n          mount: labels\n"
    )
    built = build_site(own.root / "mkdocs.yml")
    assert (built.site / "labels/there/index.html").exists()


def test_playlists_tell_documents_of_one_id_apart(pair: tuple[Project, Project]) -> None:
    own, other = pair
    steps = (
        "---\ntitle: {0}\n---\n\n<!-- Steps - Do not remove this comment -->\n"
        "1. [Same](same.same1.sw.md)\n2. [Other](https://app.swimm.io/repos/{1}/docs/same1)\n"
    )
    own.write({".swm/ours.tour1.pl.sw.md": steps.format("Ours first", OTHER)})
    other.write({".swm/theirs.tour2.pl.sw.md": steps.format("Theirs first", "own-id")})
    built = build(own)
    theirs = "swimm%2Flabels%2Fsame.same1.sw.md"
    assert f'data-steps="same1 {theirs}"' in built.content("swimm/ours/")
    assert f'data-steps="{theirs} same1"' in built.content("swimm/labels/theirs/")
    page = built.content("swimm/labels/same/")
    assert f'data-keys="{theirs}"' in page
    assert 'Step 2 of 2 in <a href="../../ours/">Ours first</a>' in page
    assert 'Step 1 of 2 in <a href="../theirs/">Theirs first</a>' in page
