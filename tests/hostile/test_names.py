"""Names of documents that are no names of pages: none leads out of the site, or over its pages."""

import os
import sys
from typing import Any

import pytest

from ..cli.conftest import invoke
from ..conftest import Project, files_in, whole
from ..documents import playlist

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no such names there"),
    pytest.mark.slow,
]
HOME = "The home page"
CLIMBING = [
    "...sw.md",
    "....sw.md",
    "..pl.sw.md",
    ".sw.md",
    "...abcde.sw.md",
    "..\\..\\x.sw.md",
    "\\\\?\\C:\\x.abcde.sw.md",
    "C:.abcde.sw.md",
    "con.sw.md",
    "NUL.abcde.sw.md",
    "a.con.sw.md",
    "com1.txt.abcde.sw.md",
    "com\u00b9.abcdf.sw.md",
    "-.-.sw.md",
    " .sw.md",
    "%2e%2e.sw.md",
    "\u2024\u2024.sw.md",
]
PLACES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("docs/.swm", {}, {"docs_dir": "docs/.swm", "site_dir": "docs/site"}),
    (".swm", {}, {}),
    (".swm", {"sources": [{"path": ".swm", "mount": ""}]}, {}),
]


@pytest.mark.parametrize("urls", [True, False])
@pytest.mark.parametrize(("folder", "options", "config"), PLACES)
def test_names_that_climb(
    project: Project, folder: str, options: dict[str, Any], config: dict[str, Any], urls: bool
) -> None:
    home = "docs/.swm/index.md" if "docs_dir" in config else "docs/index.md"
    project.write({home: f"# {HOME}\n", ".swm/swimm.json": "{}"})
    project.commit({f"{folder}/{name}": f"# Page {at}\n" for at, name in enumerate(CLIMBING)})
    before = files_in(project.root)
    built = project.build({**options, "llms": True}, use_directory_urls=urls, **config)
    site = files_in(built.site)
    after = files_in(project.root)
    inside = built.site.relative_to(project.root).as_posix()
    assert {one for one in after.keys() - before.keys() if not one.startswith(f"{inside}/")} == {
        "mkdocs.yml"
    }
    assert all(after[one] == content for one, content in before.items())
    assert HOME in built.content("" if urls else "index.html")
    pages = b"\n".join(content for one, content in site.items() if one.endswith(".html"))
    # MkDocs leaves out what is hidden in its own folder.
    hidden = folder == config.get("docs_dir", "docs")
    reported = [at for at, name in enumerate(CLIMBING) if not (hidden and name.startswith("."))]
    assert all(f">Page {at}<".encode() in pages for at in reported)
    for one in site:
        parts = one.removesuffix(".html").split("/")
        assert all(part.strip("-. ") for part in parts), one
        assert not {part.split(".")[0].lower() for part in parts} & {
            "con",
            "nul",
            "com1",
            "com\u00b9",
        }, one
        assert not set(":\\?") & set(one), one


@pytest.mark.parametrize("flavour", ["github", "material", "docusaurus", "codetour"])
def test_exports_of_such_names(project: Project, flavour: str) -> None:
    project.commit({f".swm/{name}": f"# Page {at}\n" for at, name in enumerate(CLIMBING)})
    before = files_in(project.root)
    done = invoke(project.root, "export", flavour, "out")
    assert done.status == 0, done.err
    after = files_in(project.root)
    assert {one.partition("/")[0] for one in after.keys() - before.keys()} == {"out"}
    assert len([one for one in after if one.startswith("out/")]) == len(CLIMBING) + 1


LONG = b"\xe9" * 240
SHORTENED = "its name, or that of its folder, is too long for an address and was shortened"


def test_long_names_that_are_no_utf8(project: Project) -> None:
    names = [
        b".swm/" + LONG + b".sw.md",
        b".swm/" + LONG + b"/deep.abcdf.sw.md",
        b".swm/images/" + LONG + b".png",
        b"src/" + LONG + b".py",
        ".swm/{}.abcde.sw.md".format("\U0001f4c4" * 58).encode(),
        f".swm/{'x' * 240}.abcdg.sw.md".encode(),
        f".swm/more/{'x' * 240}.abcdg.sw.md".encode(),
        f".swm/{'x' * 240}.swm".encode(),
    ]
    try:
        for at, name in enumerate(names):
            unit = '{"task": {"title": "T"}}' if name.endswith(b".swm") else f"# Page {at}\n"
            project.write({os.fsdecode(name): unit})
    except OSError:
        pytest.skip("the file system takes no such names")
    project.commit({".swm/of-code.abcdh.sw.md": f"![x](images/{'%E9' * 240}.png)\n"})
    for urls in (True, False):
        built = project.build({"source_pages": True, "llms": True}, use_directory_urls=urls)
        site = whole(built.site)
        assert all(f">Page {at}<".encode() in site for at in (0, 1, 4, 5, 6))
        [reported] = [line for line in built.warnings if SHORTENED in line]
        assert reported.startswith(".swm/")
        assert reported.endswith(" more files; rename or move it")


@pytest.mark.parametrize("depth", [60, 300])
def test_nested_folders(project: Project, depth: int) -> None:
    project.commit(
        {
            f".swm/{'d/' * depth}deep.abcde.sw.md": "# Deep page\n",
            ".swm/ssg.json": '{"docs": {}}',
            "docs/index.md": "# Home\n",
        }
    )
    for options in ({}, {"sources": [{"path": ".swm", "mount": ""}]}):
        built = project.build(options)
        assert b"Deep page" in whole(built.site)
        reported = f".swm/{'d/' * depth}deep.abcde.sw.md:1: {SHORTENED}; rename or move it"
        assert reported in built.warnings


def test_playlists_in_a_chain(project: Project) -> None:
    steps = [*(f"p{at:04}.pl.sw.md" for at in range(1, 300)), "end.abcde.sw.md"]
    chain = {
        f".swm/p{at:04}.pl.sw.md": playlist(f"P{at}", f"[next]({step})")
        for at, step in enumerate(steps)
    }
    project.write(chain)
    project.commit({".swm/end.abcde.sw.md": "# The end\n"})
    built = project.build()
    assert b"The end" in whole(built.site)
