"""Names of files, and links of the file system: nothing outside is read, no build is ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mkdocs_swimm.code.git import Git
from mkdocs_swimm.project.folders import documents_in, images_in, repo_id_of

from ..conftest import Project
from ..html_check import faults, text_of

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no such names there"),
    pytest.mark.slow,
]
ALL = {"health": True, "source_pages": True, "source_search": True, "llms": True}
"""Every page that tells of code."""


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret.aaaaa.sw.md").write_text("Outside text\n")
    (folder / "secret.png").write_bytes(b"Outside image")
    (folder / "swimm.json").write_text('{"repo_id": "outside"}')
    (folder / "ssg.json").write_text('{"docs": {"in.bbbbb.sw.md": "Outside folder"}}')
    (folder / "app.py").write_text("outside = 1  # leaked\n")
    return folder


def whole(site: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file())


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
    )
    for at, to in links.items():
        (project.root / at).parent.mkdir(parents=True, exist_ok=True)
        (project.root / at).symlink_to(outside / to)
    folder = "docs" if ".swm" in links else ".swm"
    project.write({f"{folder}/in.bbbbb.sw.md": f"Inside text {text}\n"})
    project.commit()
    built = project.build(ALL)
    site = whole(built.site)
    assert b"Inside text" in site
    for secret in (b"Outside", b"leaked"):
        assert secret not in site


def test_the_folder_of_documents_is_a_link_out_of_the_repository(
    project: Project, outside: Path
) -> None:
    (project.root / ".swm").symlink_to(outside)
    project.write({"docs/index.md": "# Home\n"})
    project.commit()
    told = project.build().warnings
    assert told[0] == (
        f"{project.root}/.swm: this link leads out of the repository and is not followed; name the "
        "folder itself in 'sources' in the options of swimm"
    )


def test_links_in_circles_to_devices_and_to_git(project: Project) -> None:
    project.write(
        {".swm/in.bbbbb.sw.md": "[a](loop) ![a](loop.png) <SwmPath>[loop](loop)</SwmPath> Text\n"}
    )
    project.commit()
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
    project.write({".swm/long.aaaaa.sw.md": text})
    project.commit()
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
    project.write(
        {
            ".swm/in.ccccc.sw.md": links,
            ".swm/swimm.json": '{"repo_id": "\\ud800"}',
            ".swm/ssg.json": '{"docs": {"in.ccccc.sw.md": "\\ud800"}}',
        }
    )
    project.commit()
    site = whole(project.build(ALL).site)
    assert (b"Text of it" in site) == (not name.endswith(b".py") or b"Text of it" in site)


def test_names_of_code(project: Project) -> None:
    names = [
        'src/"><script>alert(1)</script>.py',
        "src/ja:vascript.js",
        "src/-x.py",
        "src/{{ 7*7 }}.py",
        "src/x&amp;y.py",
    ]
    code = (
        "</script><script>alert(1)</script> {{ 7*7 }}\n</code></pre><img src=x onerror=alert(1)>\n"
    )
    paths = "".join(
        f'<SwmPath path="{name.replace("&", "&amp;").replace(chr(34), "&quot;")}">`x`</SwmPath>\n'
        f'<SwmToken path="{name.replace("&", "&amp;").replace(chr(34), "&quot;")}" pos="1:2:2" '
        f'line-data="script">`script`</SwmToken>\n'
        for name in names
    )
    project.write({**dict.fromkeys(names, code), ".swm/in.aaaaa.sw.md": paths})
    project.commit()
    built = project.build(ALL)
    assert len(list((built.site / "swimm").rglob("index.html"))) > len(names)
    for page in built.site.rglob("*.html"):
        html = page.read_text("utf-8")
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "49" not in text_of(html.partition("<article")[2].partition("</article>")[0])
        article = html.partition("<article")[2].partition("</article>")[0]
        assert not [fault for fault in faults(article) if "used" not in fault], page


def test_a_terminal_obeys_nothing(project: Project) -> None:
    evil = "\x1b[31m\x1b]0;x\x07\x9b2J\u202e"
    name = evil.replace("/", "")
    project.write(
        {
            f".swm/{name}.bbbbb.sw.md": "<SwmToken>`a`\n",
            ".swm/\nINFO - x.ccccc.sw.md": "<SwmToken>`a`\n",
            ".swm/text.aaaaa.sw.md": f"[a](<{evil}>) ![a](<{evil}>) [a]({evil}.abc12.sw.md) "
            f"<SwmPath>[{evil}](../{evil})</SwmPath>\n",
            ".swm/same.aaaaa.sw.md": "Text\n",
        }
    )
    project.commit()
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"],
        cwd=_configured(project),
        capture_output=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    lines = done.stderr.decode().splitlines()
    own = [line for line in lines if ".swm/" in line]
    assert len(own) >= 4
    assert all(line.isprintable() for line in own)


def _configured(project: Project) -> Path:
    (project.root / "docs").mkdir()
    project.write(
        {"mkdocs.yml": "site_name: x\ntheme: {name: material, font: false}\nplugins: [swimm]\n"}
    )
    return project.root


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
