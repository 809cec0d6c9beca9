"""The recipes for continuous integration are safe and valid, and work in a clone of a bare repository."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from .cli.conftest import APP, DOCUMENT, NAME, clean_environment
from .conftest import REPOSITORY, Project

pytestmark = [pytest.mark.source, pytest.mark.slow]
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="the recipes are for a shell")

PAGES = ("github", "gitlab", "pre-commit", "pipelines", "publishing")
FENCE = re.compile(r"^( *)```yaml\n(.*?)^\1```$", re.M | re.S)
KINDS = {"jobs": "github", "repos": "hook", "pipelines": "bitbucket", "steps": "azure"}
"""The key by which a kind of recipe is known; all others are for GitLab."""


def recipes() -> Iterator[tuple[str, str]]:
    """The recipes of the pages by their kind, numbered, and those that are used as they are."""
    counts: dict[str, int] = {}
    for page in PAGES:
        text = (REPOSITORY / "docs" / "pages" / f"{page}.md").read_text("utf-8")
        for indent, code in FENCE.findall(text):
            code = re.sub(rf"^{indent}", "", code, flags=re.M)
            kind = next((KINDS[key] for key in yaml.safe_load(code) if key in KINDS), "gitlab")
            counts[kind] = counts.get(kind, -1) + 1
            yield f"{kind}-{counts[kind]}", code
    yield "action", (REPOSITORY / "action.yml").read_text("utf-8")
    # Of the file for GitLab, the schema is that of the part behind the inputs.
    template = (REPOSITORY / "templates" / "verify.yml").read_text("utf-8")
    yield "gitlab-template", template.partition("\n---\n")[2]


RECIPES = dict(recipes())
SCHEMAS = {
    "action": ("vendor.github-actions",),
    "azure": ("vendor.azure-pipelines", "--data-transform", "azure-pipelines"),
    "bitbucket": ("vendor.bitbucket-pipelines",),
    "github": ("vendor.github-workflows",),
    "gitlab": ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
}


def tool(name: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    found = shutil.which(name, path=path)
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def run(*command: str | Path, **options: Any) -> tuple[int, str]:
    """Run a command; returns its status and output."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    return done.returncode, done.stdout + done.stderr


def test_linters_find_nothing(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    shutil.copytree(REPOSITORY / ".github" / "workflows", folder)
    shutil.copy(REPOSITORY / "action.yml", tmp_path)
    for name, text in RECIPES.items():
        if name.startswith("github"):
            (folder / f"recipe-{name}.yml").write_text(text, "utf-8")
    status, reported = run(tool("zizmor"), "--offline", "--no-progress", ".", cwd=tmp_path)
    assert status == 0, reported
    # Not every package index has it.
    actionlint = shutil.which("actionlint")
    if actionlint:
        status, reported = run(actionlint, *sorted(folder.glob("*.yml")), cwd=tmp_path)
        assert status == 0, reported


def test_they_match_the_schema_of_their_service(tmp_path: Path) -> None:
    assert {name.split("-")[0] for name in RECIPES} == {*SCHEMAS, "hook"}
    assert sum(name.startswith("github") for name in RECIPES) == 6
    for kind, schema in SCHEMAS.items():
        paths = [tmp_path / f"{name}.yml" for name in RECIPES if name.startswith(kind)]
        for path in paths:
            path.write_text(RECIPES[path.stem], "utf-8")
        status, reported = run(tool("check-jsonschema"), "--builtin-schema", *schema, *paths)
        assert status == 0, reported


def commands(data: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The commands of a recipe with their variables, wherever they are."""
    if isinstance(data, list):
        for one in data:
            yield from commands(one)
    elif isinstance(data, dict):
        script = data.get("run") or data.get("entry") or data.get("script")
        if script:
            lines = script if isinstance(script, str) else "\n".join(["set -e", *script])
            yield lines, data.get("env") or data.get("variables") or {}
        for one in data.values():
            yield from commands(one)


def steps(name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The commands of a recipe that check documents, with their variables."""
    data = yaml.safe_load(RECIPES[name])
    for script, variables in commands(data.get("documents", data)):
        if name == "action":
            if "mkdocs_swimm verify" not in script:
                continue
            given = {
                f"${{{{ inputs.{key} }}}}": one["default"] for key, one in data["inputs"].items()
            }
            variables = {key: given.get(value, "") for key, value in variables.items()}
        if name == "gitlab-template":
            variables = {**variables, "FAIL_ON": "moved", "PACKAGE": "mkdocs-swimm"}
        yield script, variables


STANDS_IN = """\
#!{python}
import json, os, sys
with open(os.environ["CALLS"], "a") as file:
    print(json.dumps(sys.argv[1:]), file=file)
"""


@pytest.fixture
def clone(project: Project, tmp_path: Path) -> Project:
    """A clone of a bare repository, on a branch that breaks a snippet, with what runs beside it."""
    site = {"mkdocs.yml": "site_name: x\nplugins: [swimm]\n", "docs/index.md": "# x\n"}
    project.commit({"src/app.py": APP, NAME: DOCUMENT, **site})
    project.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    project.git("clone", "-q", str(tmp_path / "bare.git"), str(tmp_path / "clone"))
    clone = Project(tmp_path / "clone")
    clone.git("switch", "-q", "-c", "branch")
    clone.commit({"src/app.py": APP.replace("= 0", "= 1")})
    tools = Project(tmp_path / "tools")
    stand_in = STANDS_IN.format(python=sys.executable)
    command = f'#!/bin/sh\nexec "{sys.executable}" -m mkdocs_swimm "$@"\n'
    tools.write({**dict.fromkeys(("pip", "gh", "reviewdog"), stand_in), "mkdocs-swimm": command})
    for path in tools.root.iterdir():
        path.chmod(0o755)
    return clone


def environment(tmp_path: Path, **variables: str) -> dict[str, str]:
    """The variables of a service, with our stand-ins first in the path."""
    tools = (str(tmp_path / "tools"), str(Path(sys.executable).parent), os.environ["PATH"])
    return clean_environment(
        PATH=os.pathsep.join(tools),
        PYTHONPATH=str(REPOSITORY),
        CALLS=str(tmp_path / "calls"),
        **variables,
    )


@UNIX
@pytest.mark.parametrize(("name", "site"), [("github-5", "site"), ("gitlab-2", "public")])
def test_their_commands_build_a_site(name: str, site: str, clone: Project, tmp_path: Path) -> None:
    data = yaml.safe_load(RECIPES[name])
    script = "\n".join(line for line, _ in commands(data.get("pages", data)))
    status, reported = run("bash", "-ec", script, cwd=clone.root, env=environment(tmp_path))
    assert status == 0, reported
    assert (clone.root / site / "swimm" / "numbers" / "index.html").is_file()


# What is in the folder of a recipe when it ran on a branch that broke a snippet.
RUNS = {
    "github-0": (1, None),
    "github-2": (0, "comment.md"),
    "github-3": (1, "freshness.sarif"),
    "github-4": (0, "freshness.sarif"),
    "gitlab-1": (1, "documents.json"),
    "hook-0": (1, None),
    "bitbucket-0": (1, "test-results/documents.xml"),
    "azure-0": (1, "documents.xml"),
    "action": (1, None),
    "gitlab-template": (1, "documents.json"),
}


@UNIX
@pytest.mark.parametrize("name", RUNS)
def test_their_commands_find_what_a_branch_broke(name: str, clone: Project, tmp_path: Path) -> None:
    expected, written = RUNS[name]
    summary, calls = tmp_path / "summary.md", tmp_path / "calls"
    around = environment(
        tmp_path,
        GITHUB_BASE_REF="main",
        GITHUB_REPOSITORY="acme/tea",
        CI_MERGE_REQUEST_DIFF_BASE_SHA=clone.git("rev-parse", "origin/main"),
        BITBUCKET_PR_DESTINATION_BRANCH="main",
        SYSTEM_PULLREQUEST_TARGETBRANCH="refs/heads/main",
        PYTHON=sys.executable,
    )
    if name.startswith(("github", "action")):
        around |= {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    out, status = "", 0
    for script, variables in steps(name):
        own = {key: str(value) for key, value in variables.items() if key[:6] != "PYTHON"}
        shell = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
        status, reported = run(*shell, cwd=clone.root, env=around | own)
        out += reported
        if status:
            break
    assert "Traceback" not in out
    assert status == expected, out
    reported = (clone.root / written).read_text("utf-8") if written else out
    assert "src/app.py:6-10" in reported
    assert written or "1 changed" in out
    if name in ("github-0", "action"):
        assert "::error file=src/app.py,line=6,endLine=10," in out
        assert "1 reference no longer holds" in summary.read_text("utf-8")
    ran = [json.loads(line) for line in calls.read_text().splitlines()] if calls.exists() else []
    if name == "github-2":
        number = "${{ github.event.pull_request.number }}"
        assert ran[-1][2:5] == ["--method", "POST", f"repos/acme/tea/issues/{number}/comments"]
        assert "--field" in ran[-1]
    if name == "github-4":
        assert ran[-1][0] == "-f=sarif"
