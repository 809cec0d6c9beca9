"""Several repositories in one site: each with its checkout, its host, and its documents."""

import json
from typing import Any

import pytest

from .conftest import Built, Project
from .documents import playlist, token
from .html_check import faults, text_of

OTHER = "Z2l0aHViJTNBJTNBbGFiZWxzJTNBJTNBYWNtZQ=="  # github::labels::acme


def text_on(line: int, text: str, repo: str = "") -> str:
    """A token that is all of its line."""
    more = f' repo-id="{repo}" repo-name="labels"' if repo else ""
    return token("src/app.py", line, text, text, more) + "\n\n"


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
            + text_on(1, "own = 1")
            + text_on(2, "label", OTHER)
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
            + text_on(2, "label")
            + text_on(1, "gone_from_here")
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


def test_both_in_one_site(pair: tuple[Project, Project]) -> None:
    built = build(pair[0], health=True)
    here, there = built.content("swimm/here/"), built.content("swimm/labels/there/")
    ours, theirs = (one.git("rev-parse", "HEAD") for one in pair)
    assert built.warnings == []
    assert not faults(here)
    # Each has its host; references to the other lead to that of the other.
    assert f"https://github.com/acme/widget/blob/{ours}/src/app.py#L1" in here
    for page in (here, there):
        assert f"https://gitlab.com/acme/labels/-/blob/{theirs}/src/app.py#L2" in page
    # Documents link to each other; an id that both have is that of the own repository.
    assert 'href="../labels/there/"' in here
    assert 'href="../../here/"' in there
    assert 'href="../same/"' in there
    assert "Theirs" in text_of(built.content("swimm/labels/same/"))
    # Each is checked against its own code.
    assert "Up to date with the code" in text_of(here)
    assert "1 token gone" in text_of(there)
    health = text_of(built.content("swimm/health/"))
    assert "There" in health
    assert "Here" in health
    # Each has its index, and the navigation has both.
    indexes = (built.site / f"{at}swimm-index.json" for at in ("", "swimm/labels/"))
    files = [json.loads(one.read_text("utf-8"))["files"]["src/app.py"] for one in indexes]
    assert [{one["document"] for one in found} for found in files] == [{"aaaaa"}, {"bbbbb"}]
    navigation = built.page("index.html")
    for words in ('href="swimm/here/"', 'href="swimm/labels/there/"', "Labels"):
        assert words in navigation


def test_each_has_its_pages_of_code(pair: tuple[Project, Project]) -> None:
    built = build(pair[0], source_pages=True)
    assert "own = 1" in text_of(built.content("swimm/source/src/app.py/"))
    assert "one = 1" in text_of(built.content("swimm/labels/source/src/app.py/"))
    assert "../source/src/app.py/#L2" in built.content("swimm/labels/there/")
    assert "src/" in text_of(built.content("swimm/labels/code/"))


def test_a_checkout_that_is_not_there(pair: tuple[Project, Project]) -> None:
    built = build(pair[0], {"path": "../gone/.swm", "root": "../gone"})
    [reported] = [message for message in built.warnings if "checkout" in message]
    assert "correct 'root'" in reported
    assert (built.site / "swimm/here/index.html").exists()


def test_a_revision_of_the_other(pair: tuple[Project, Project]) -> None:
    own, other = pair
    other.git("tag", "v1")
    other.commit({"src/app.py": "# new\none = 1\nlabel\n"})
    entry = {"path": "../labels/.swm", "root": "../labels", "ref": "v1"}
    page = build(own, {**entry, "repo_url": "https://gitlab.com/acme/labels"}).content(
        "swimm/labels/there/"
    )
    assert "/src/app.py#L2" in page
    assert other.git("rev-parse", "v1^{commit}") in page


def test_playlists_distinguish_documents_with_the_same_id(pair: tuple[Project, Project]) -> None:
    own, other = pair

    def steps(repo: str) -> tuple[str, str]:
        other = f"[Other](https://app.swimm.io/repos/{repo}/docs/same1)"
        return "[Same](same.same1.sw.md)", other

    own.write({".swm/ours.tour1.pl.sw.md": playlist("Ours first", *steps(OTHER))})
    other.write({".swm/theirs.tour2.pl.sw.md": playlist("Theirs first", *steps("own-id"))})
    built = build(own)
    theirs = "swimm%2Flabels%2Fsame.same1.sw.md"
    assert f'data-steps="same1 {theirs}"' in built.content("swimm/ours/")
    assert f'data-steps="{theirs} same1"' in built.content("swimm/labels/theirs/")
    page = built.content("swimm/labels/same/")
    assert f'data-keys="{theirs}"' in page
    assert 'Step 2 of 2 in <a href="../../ours/">Ours first</a>' in page
    assert 'Step 1 of 2 in <a href="../theirs/">Theirs first</a>' in page
