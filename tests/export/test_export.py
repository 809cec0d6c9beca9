"""``mkdocs-swimm export`` as a user runs it."""

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from mkdocs_swimm.cli import main
from mkdocs_swimm.export.images import bucket_images, fetch_images
from mkdocs_swimm.project.documents import Doc, DocumentCache

from ..conftest import Project, build_site
from ..documents import snippet
from .checks import faults
from .exporting import exported

BUCKET = "https://firebasestorage.googleapis.com/v0/b/swimmio-content/o/repositories%2Fa%2F"
CODE = "def one():\n    return 1\n\ndef two():\n    return 2\n"
SNIPPET = snippet("a.py", "def two():\n    return 2\n", 4, comment="Gives two.")
FIRST = f"""---
title: The `first` one
owner: {{team: tea}}
---
import this, says <SwmToken path="a.py" pos="1:2:2" line-data="def one():">`one`</SwmToken>
export {{ that }} <T> and [second](second.xyz89.sw.md#part).

> [!WARNING]
> Hot.

{SNIPPET}
<div style="color: red" class="big">a<br>b</div>

<!-- a comment -->

<details open><summary>More</summary>

*folded* {{x}}

</details>

![a picture](images/a%20b.png) and <img src="images/a b.png" width="50">

- item

  ```sh
  make {{all}}
  ```

<p align="center"><img src="{BUCKET}x.png?alt=media&token=1"></p>
"""
DOCUMENTS: dict[str, str | bytes] = {
    ".swm/first.abc12.sw.md": FIRST,
    ".swm/deep/second.xyz89.sw.md": "---\ntitle: Second\n---\n# Part\n\nBack to [first](../first.abc12.sw.md).\n",
    ".swm/tour.pl234.pl.sw.md": "---\nid: pl234\ntitle: A tour\n---\n"
    "<!-- Intro - Do not remove this comment -->\nHello.\n\n"
    "<!-- Steps - Do not remove this comment -->\n"
    "1. [first](first.abc12.sw.md)\n2. [second](deep/second.xyz89.sw.md)\n",
    ".swm/images/a b.png": b"png",
    "a.py": CODE,
}


@pytest.fixture
def acme(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    project.commit(DOCUMENTS)
    project.git("remote", "add", "origin", "git@github.com:acme/widget.git")
    monkeypatch.chdir(project.root)
    return project


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", *arguments])


@pytest.mark.parametrize("flavour", ["material", "zensical", "github", "docusaurus", "codetour"])
def test_everything_is_carried_over(acme: Project, flavour: str) -> None:
    made = exported(acme.root, flavour)
    assert len(made.pages) == 3
    assert not faults(made, flavour)


def test_a_second_run_changes_nothing(acme: Project) -> None:
    first = run("github", "out")
    files = {path: path.read_bytes() for path in Path("out").rglob("*.*")}
    second = run("github", "out")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "3 documents in out: 4 new" in first.output
    assert "3 documents in out: 4 unchanged" in second.output
    assert files == {path: path.read_bytes() for path in Path("out").rglob("*.*")}
    assert not acme.git("status", "--porcelain", "--", ".swm")


def test_a_file_that_is_there_is_left_as_it_is_unless_asked(acme: Project) -> None:
    run("github", "out")
    page = Path("out/first.md")
    page.write_text("mine")
    kept = run("github", "out")
    assert kept.exit_code == 1
    assert "first.md: kept, because its content differs" in kept.output
    assert page.read_text() == "mine"
    assert run("github", "out", "--overwrite").exit_code == 0
    assert "The `first` one" in page.read_text()


def test_pages_of_deleted_documents_are_removed_on_request(acme: Project) -> None:
    run("github", "out")
    Path("out/mine.md").write_text("mine")
    Path("out/tour.md").write_text("changed")
    for name in (".swm/deep/second.xyz89.sw.md", ".swm/tour.pl234.pl.sw.md"):
        Path(name).unlink()
    kept = {path.name for path in Path("out").rglob("*.md")}
    first = run("github", "out")
    after = {path.name for path in Path("out").rglob("*.md")}
    part = run("github", "out", "--overwrite", ".swm/first.abc12.sw.md")
    whole = run("github", "out", "--overwrite")
    assert first.exit_code == 1
    assert kept == after == {"first.md", "second.md", "tour.md", "mine.md"}
    assert "removed" not in part.output
    assert "1 removed" in whole.output
    assert {path.name for path in Path("out").rglob("*.md")} == {"first.md", "tour.md", "mine.md"}


def test_links_out_of_the_folder_are_not_followed(acme: Project, tmp_path: Path) -> None:
    outside = acme.root / "outside"
    outside.mkdir()
    Path("out").mkdir()
    Path("out/first.md").symlink_to(outside / "stolen.md")
    Path("out/deep").symlink_to(outside)
    done = run("github", "out", "--overwrite")
    assert done.exit_code == 1
    assert not list(outside.iterdir())


BLOB = "https://github.com/acme/widget/blob/COMMIT/a.py"
CARRIED = {
    "github/first.md": (
        "---\ntitle: The `first` one\nswimm_owner:\n  team: tea\n---\n\n# The `first` one",
        f"[`one`]({BLOB}#L1",
        "[second](deep/second.md#part)",
        "![a picture](images/a%20b.png)",
    ),
    "docusaurus/first.mdx": (
        "\n&#105;mport this",
        "\n&#101;xport &#123; that &#125; &lt;T>",
        'src={require("./images/a%20b.png").default}',
    ),
}


@pytest.mark.parametrize("page", CARRIED)
def test_what_becomes_of_a_document(acme: Project, page: str) -> None:
    flavour, _, name = page.partition("/")
    run(flavour, "out")
    text = Path("out", name).read_text("utf-8").replace(acme.git("rev-parse", "HEAD"), "COMMIT")
    assert [one for one in CARRIED[page] if one not in text] == []
    assert "a comment" not in text


def test_a_site_that_is_ready_to_be_built(acme: Project) -> None:
    assert run("material", "out", "--with-config").exit_code == 0
    built = build_site(Path("out/mkdocs.yml").resolve(), strict=True)
    assert not built.warnings
    assert 'class="admonition swimm-snippet"' in built.page("first/")
    assert 'href="../deep/second/#part"' in built.page("first/")
    assert 'href="../tour/"' in built.page("first/")
    settings = Path("out/mkdocs.yml").read_text("utf-8").replace("!!python/name:", "")
    assert yaml.safe_load(settings)["repo_url"] == "https://github.com/acme/widget"


def test_what_could_not_be_carried_over_is_reported(acme: Project) -> None:
    acme.write({"a.py": CODE.replace("two", "three")})
    reported = run("github", "out").output
    assert ".swm/first.abc12.sw.md:44: the image stays in Swimm's bucket: https://" in reported
    assert ": changed: see 'mkdocs-swimm verify'" in reported
    assert "This code has changed" in Path("out/first.md").read_text("utf-8")


def test_images_in_the_bucket_are_fetched(acme: Project) -> None:
    entry = DocumentCache().read(acme.root / ".swm/first.abc12.sw.md")
    assert isinstance(entry, Doc)
    (url,) = bucket_images(entry)
    fetched = fetch_images([url], lambda url: ("image/png", b"fetched"))
    failed = fetch_images([url], lambda url: ("text/html", b"<script>"))
    ((place, _),) = fetched.files.values()
    made = exported(acme.root, "github", fetched.files)
    assert url == f"{BUCKET}x.png?alt=media&token=1"
    assert failed.failed == {url: "it is not an image, but text/html"}
    assert made.files[place] == b"fetched"
    assert f"![]({place})" in made.files["first.md"].decode()
    assert not any("bucket" in note.message for note in made.notes)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("github",), "name the folder to write to, as in 'export github handbook'"),
        (("github", "o", "--with-config"), "--with-config is only for"),
        (("github", "a.py"), "a.py cannot be written to"),
        (("github", "o", "nowhere"), "nowhere does not exist"),
    ],
)
def test_invalid_arguments_are_refused(
    acme: Project, arguments: tuple[str, ...], words: str
) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in done.output
