"""Names of files, and links of the file system: nothing outside is read, no build is ended."""

import os
import re
import sys
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from mkdocs_swimm.code.git import Git
from mkdocs_swimm.project.folders import documents_in, images_in, repo_id_of

from ..conftest import Project, whole
from ..html_check import faults, text_of

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no such names there"),
    pytest.mark.slow,
]
ALL = {"health": True, "source_pages": True, "source_search": True, "llms": True}
"""Options for every kind of page about code."""
NOT_A_FILE = (
    "this link leads out of the repository, to a missing file, or to one that git ignores, and is "
    "not followed; delete it, or replace it with the file itself"
)
NOT_THE_FOLDER = (
    "this link leads out of the repository and is not followed; name the folder itself in 'sources' "
    "in the options of swimm"
)


@pytest.fixture
def outside(outside: Path) -> Path:
    (outside / "secret.aaaaa.sw.md").write_text("Outside text\n")
    (outside / "secret.png").write_bytes(b"Outside image")
    (outside / "swimm.json").write_text('{"repo_id": "outside"}')
    (outside / "ssg.json").write_text('{"docs": {"in.bbbbb.sw.md": "Outside outside"}}')
    (outside / "app.py").write_text("outside = 1  # leaked\n")
    return outside


@pytest.mark.parametrize(
    "links",
    [
        {".swm": ""},
        {".swm/images": ""},
        {".swm/more": ""},
        {".swm/x.ccccc.sw.md": "secret.aaaaa.sw.md"},
        {".swm/images/x.png": "secret.png"},
        {".swm/swimm.json": "swimm.json", ".swm/ssg.json": "ssg.json"},
        {"src": ""},
        {"app.py": "app.py"},
        {"x.png": "secret.png"},
    ],
)
def test_links_out_of_the_repository(
    project: Project, outside: Path, links: dict[str, str]
) -> None:
    text = (
        "![x](images/x.png) ![x](images/secret.png) ![x](/x.png) [x](/app.py) "
        "<SwmPath>[src/app.py](src/app.py)</SwmPath> <SwmPath>[app.py](app.py)</SwmPath> "
        '<SwmToken path="app.py" pos="1:0:0" line-data="outside = 1">`outside`</SwmToken>'
        '<SwmToken path="src/app.py" pos="1:0:0" line-data="outside = 1">`outside`</SwmToken>'
        f" ![x](/../{outside.name}/secret.png) [x](../../{outside.name}/app.py) "
        "<SwmPath>[x](../../etc/passwd)</SwmPath>"
    )
    for at, to in links.items():
        (project.root / at).parent.mkdir(parents=True, exist_ok=True)
        (project.root / at).symlink_to(outside / to)
    folder = "docs" if ".swm" in links else ".swm"
    project.commit({f"{folder}/in.bbbbb.sw.md": f"Inside text {text}\n"})
    built = project.build(ALL)
    site = whole(built.site)
    assert b"Inside text" in site
    for secret in (b"Outside", b"leaked"):
        assert secret not in site
    assert b"etc/passwd" not in b"".join(re.findall(rb'href="[^"]*"', site))
    # Each link among the documents is reported, and each reference to something outside.
    reported = [one for one in built.warnings if "in.bbbbb.sw.md" not in one]
    assert reported == sorted(
        f"{project.root}/.swm: {NOT_THE_FOLDER}" if at == ".swm" else f"{at}:1: {NOT_A_FILE}"
        for at in links
        if at.startswith(".swm")
    )
    assert len(built.warnings) == len(reported) + 7


def test_links_in_circles_to_devices_and_to_git(project: Project) -> None:
    project.commit(
        {".swm/in.bbbbb.sw.md": "[a](loop) ![a](loop.png) <SwmPath>[loop](loop)</SwmPath> Text\n"}
    )
    for at, to in {
        "loop": "loop",
        ".swm/loop": "loop",
        ".swm/loop.png": "loop.png",
        ".swm/swimm.json": "/dev/zero",
        ".swm/ssg.json": "/dev/zero",
        ".swm/zero.ccccc.sw.md": "/dev/zero",
        "git.ddddd.sw.md": ".git/config",
    }.items():
        (project.root / at).symlink_to(to)
    built = project.build({"sources": [".swm", {"path": ".", "mount": "all"}], **ALL})
    assert "Text" in built.content("swimm/in/")
    assert b"repositoryformatversion" not in whole(built.site)
    assert [path.name for path in documents_in(project.root)] == ["in.bbbbb.sw.md"]
    assert repo_id_of(project.root / ".swm") is None
    assert not images_in(project.root / ".swm")


def test_addresses_longer_than_any_name(project: Project) -> None:
    long, deep = "a" * 300, "a/" * 3_000
    text = (
        f"[a]({long}) [a]({deep}) ![a]({long}.png) <SwmPath>[{long}]({long})</SwmPath> "
        f'<SwmToken path="{deep}" pos="1:0:0" line-data="a">`a`</SwmToken> Text\n'
    )
    project.commit({".swm/long.aaaaa.sw.md": text})
    built = project.build(ALL)
    assert "Text" in built.content("swimm/long/")
    assert len([line for line in built.warnings if "leads nowhere" in line]) == 3


@pytest.mark.parametrize(
    "name",
    [
        b".swm/caf\xe9/x.bbbbb.sw.md",
        b".swm/caf\xe9.bbbbb.sw.md",
        b".swm/\xe9.sw.md",
        b".swm/images/caf\xe9.png",
        b"caf\xe9/x.py",
    ],
)
def test_names_that_are_no_utf8(project: Project, name: bytes) -> None:
    try:
        project.write({os.fsdecode(name): "Text of it\n"})
    except OSError:
        pytest.skip("the file system takes no such names")
    links = "![a](images/caf%E9.png) [x](../caf%E9/x.py) <SwmPath>[caf](caf)</SwmPath>\n"
    project.commit(
        {
            ".swm/in.ccccc.sw.md": links,
            ".swm/swimm.json": '{"repo_id": "\\ud800"}',
            ".swm/ssg.json": '{"docs": {"in.ccccc.sw.md": "\\ud800"}}',
        }
    )
    site = whole(project.build(ALL).site)
    assert (b"Text of it" in site) == (not name.endswith(b".py") or b"Text of it" in site)


def test_names_of_code(project: Project) -> None:
    names = [
        'src/"><script>alert(1)</script>.py',
        "src/ja:vascript.js",
        "src/-x.py",
        "src/{{ 7*7 }}.py",
        "src/x&amp;y.py",
        "a b/<i>&c'(1).py",
    ]
    code = (
        "</script><script>alert(1)</script> {{ 7*7 }}\n</code></pre><img src=x onerror=alert(1)>\n"
    )
    line = escape(code.splitlines()[0])
    paths = "".join(
        f'<SwmPath path="{path}">`x`</SwmPath>\n'
        f'<SwmToken path="{path}" pos="1:2:2" line-data="{line}">`script`</SwmToken>\n'
        for path in map(escape, names)
    )
    project.commit({**dict.fromkeys(names, code), ".swm/in.bbbbb.sw.md": paths})
    built = project.build(ALL)
    assert len(list((built.site / "swimm").rglob("index.html"))) > len(names)
    for page in built.site.rglob("*.html"):
        html = page.read_text("utf-8")
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "49" not in text_of(html.partition("<article")[2].partition("</article>")[0])
        article = html.partition("<article")[2].partition("</article>")[0]
        assert not [fault for fault in faults(article) if "used" not in fault], page
    hrefs = re.findall(r'class="swimm-token"[^>]*href="([^"]+)"', built.content("swimm/in/"))
    assert len(hrefs) == len(names)
    for href in hrefs:
        path = unquote(unescape(href)).partition("#")[0]
        assert (built.site / "swimm/in" / path / "index.html").exists(), href


def test_a_folder_that_looks_like_a_repository(project: Project) -> None:
    """Its settings would name commands to run."""
    project.commit()
    project.write(
        {
            "site/HEAD": "ref: refs/heads/main\n",
            "site/config": "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n",
            "site/objects/x": "",
            "site/refs/x": "",
        }
    )
    assert Git.find(project.root / "site") is None
    assert Git.find(project.root)
