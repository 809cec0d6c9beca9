"""Nothing that is printed is a command for a terminal or for a build server."""

import json
import re
import sys

import pytest

from ..cli.conftest import invoke, run_module
from ..conftest import Project
from ..documents import snippet, token

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no such names there"),
    pytest.mark.slow,
]
AZURE = "##vso[task.setvariable variable=PATH]evil"
EVILS = [
    AZURE,
    "##[error]evil",
    "##teamcity[buildStop]",
    "::stop-commands::evil",
    "\r\x1b[2K\x9bevil",
    "\x1b[31m\x1b]0;x\x07\x9b2J\u202eevil",
]
COMMAND = re.compile(r"##\w*\[|^\s*::(?!(?:error|warning|notice) file=)", re.M)


@pytest.fixture
def evil(project: Project) -> Project:
    """A repository whose names, paths, titles and tokens are commands."""
    for at, evil in enumerate(EVILS):
        name = evil.replace("/", "")
        text = (
            f"{token(name, 1, evil, evil)}\n\n{token(f'{name}.py', 9, f'{evil} gone', 'gone')}\n\n"
            f"<SwmPath>[{evil}](gone/{evil})</SwmPath> [a]({evil}) [a]({evil}.abc12.sw.md)\n\n"
            f"{snippet(f'{name}.py', evil)}\n<SwmToken>\n"
        )
        title = json.dumps(f"{evil} title {at}")
        project.write(
            {
                f".swm/{name}/{name}.aaaa{at}.sw.md": f"---\ntitle: {title}\n{evil}: [\n---\n{text}",
                f"{name}/{name}.bbbb{at}.sw.md": text,
                f"{name}.py": "x = 1\n",
            }
        )
    text = "<SwmToken>`a`\n"
    project.commit({".swm/\nINFO - evil.ccccc.sw.md": text, ".swm/same.aaaa0.sw.md": text})
    return project


def harmless(out: str) -> str:
    assert "evil" in out or "buildStop" in out
    assert not COMMAND.findall(out)
    assert [line for line in out.splitlines() if not line.isprintable()] == []
    return out


def run(project: Project, *arguments: str) -> str:
    done = invoke(project.root, *arguments)
    return done.out + done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "-v"],
        ["verify", "--format", "github"],
        ["verify", "--format", "json"],
        ["verify", "--format", "sarif"],
        ["verify", "--format", "junit"],
        ["verify", EVILS[0]],
        ["which", f"{AZURE}.py"],
        ["which", f"{AZURE}.py", "--format", "json"],
        ["which", "::error::evil"],
        ["coverage"],
        ["coverage", "--format", "json"],
        ["export", "github", "out"],
        ["export", "codetour"],
    ],
)
def test_commands(evil: Project, arguments: list[str]) -> None:
    harmless(run(evil, *arguments))


def test_json_has_names_as_they_are(evil: Project) -> None:
    data = json.loads(run(evil, "verify", "--format", "json"))
    assert f"{AZURE}/{AZURE}.bbbb0.sw.md" in {one["path"] for one in data["documents"]}


def test_folders_that_init_finds(evil: Project) -> None:
    for path in (evil.root / ".swm").rglob("*.sw.md"):
        path.unlink()
    harmless(run(evil, "init"))


def test_a_build(evil: Project) -> None:
    (evil.root / "docs").mkdir()
    settings = "site_name: x\ntheme: {name: material, font: false}\nplugins: [swimm]\n"
    evil.write({"mkdocs.yml": settings, ".swm/images/##[x].png": b"x"})
    (evil.root / ".swm/##vso[x].aaaa9.sw.md").symlink_to("/etc/hostname")
    done = run_module(evil.root, "mkdocs", "build", NO_MKDOCS_2_WARNING="1")
    assert done.returncode == 0
    harmless(done.stderr)
