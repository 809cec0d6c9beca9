"""The recipes for continuous integration: safe, valid, and tried in a clone of a bare repository."""

from __future__ import annotations

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

PAGES = ("github", "gitlab", "pre-commit", "pipelines", "publishing")
FENCE = re.compile(r"^( *)```yaml\n(.*?)^\1```$", re.M | re.S)
ACTION = REPOSITORY / "action.yml"
TEMPLATE = REPOSITORY / "templates" / "verify.yml"

pytestmark = [pytest.mark.source, pytest.mark.slow]


def _recipes() -> Mapping[str, str]:
    """The recipes of the pages by their kind, numbered."""
    found: dict[str, str] = {}
    pages = [REPOSITORY / "docs" / "pages" / f"{name}.md" for name in PAGES]
    fences = [fence for page in pages for fence in FENCE.findall(page.read_text("utf-8"))]
    for indent, code in fences:
        text = re.sub(rf"^{indent}", "", code, flags=re.M)
        data = yaml.safe_load(text)
        kinds = {"jobs": "github", "repos": "hook", "pipelines": "bitbucket", "steps": "azure"}
        kind = next((name for key, name in kinds.items() if key in data), "gitlab")
        found[f"{kind}-{sum(one.startswith(kind) for one in found)}"] = text
    return found


RECIPES = _recipes()
WORKFLOWS = [name for name in RECIPES if name.startswith("github")]


@pytest.fixture(scope="module")
def workflows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the action, the project's workflows and the recipes as workflows."""
    root = tmp_path_factory.mktemp("workflows")
    folder = root / ".github" / "workflows"
    folder.mkdir(parents=True)
    shutil.copy(ACTION, root)
    for path in (REPOSITORY / ".github" / "workflows").glob("*.yml"):
        shutil.copy(path, folder)
    for name in WORKFLOWS:
        (folder / f"recipe-{name}.yml").write_text(RECIPES[name], "utf-8")
    return root


def _tool(name: str) -> str:
    found = shutil.which(
        name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def _is_content(
    *command: str | Path, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> None:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_recipes_of_every_kind() -> None:
    kinds = {name.split("-")[0] for name in RECIPES}
    assert kinds == {"github", "gitlab", "hook", "bitbucket", "azure"}
    assert len(WORKFLOWS) == 6


def test_linters_find_nothing(workflows: Path) -> None:
    _is_content(_tool("zizmor"), "--offline", "--no-progress", ".", folder=workflows)
    # Not every package index has it.
    actionlint = shutil.which("actionlint")
    if actionlint:
        files = sorted((workflows / ".github" / "workflows").glob("*.yml"))
        _is_content(actionlint, *files, folder=workflows)


SCHEMAS = {
    "action": ("vendor.github-actions",),
    "azure": ("vendor.azure-pipelines", "--data-transform", "azure-pipelines"),
    "bitbucket": ("vendor.bitbucket-pipelines",),
    "github": ("vendor.github-workflows",),
    "gitlab": ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
}


@pytest.mark.parametrize("kind", SCHEMAS)
def test_they_are_as_the_schema_of_their_service_says(kind: str, tmp_path: Path) -> None:
    # Of the file for GitLab, the schema is that of the part behind the inputs.
    template = TEMPLATE.read_text("utf-8").partition("\n---\n")[2]
    texts = {**RECIPES, "action": ACTION.read_text("utf-8"), "gitlab-template": template}
    paths = [tmp_path / f"{name}.yml" for name in texts if name.startswith(kind)]
    for path in paths:
        path.write_text(texts[path.stem], "utf-8")
    _is_content(_tool("check-jsonschema"), "--builtin-schema", *SCHEMAS[kind], *paths)


def _steps(name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The commands of a recipe with their variables."""
    if name == "action":
        steps = yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"]
        inputs = yaml.safe_load(ACTION.read_text("utf-8"))["inputs"]
        given = {key: one["default"] for key, one in inputs.items()}
        for step in steps:
            if "mkdocs_swimm verify" in step.get("run", ""):
                yield (
                    step["run"],
                    {
                        key: given.get(
                            str(value).removeprefix("${{ inputs.").removesuffix(" }}"), ""
                        )
                        for key, value in step["env"].items()
                    },
                )
        return
    if name == "template":
        data = yaml.safe_load(TEMPLATE.read_text("utf-8").partition("\n---\n")[2])
        job = data["swimm-documents"]
        variables = {**job["variables"], "FAIL_ON": "moved", "PACKAGE": "mkdocs-swimm"}
        yield "set -e\n" + "\n".join(job["script"]), variables
        return
    data = yaml.safe_load(RECIPES[name])
    if name.startswith("github"):
        for job in data["jobs"].values():
            for step in job["steps"]:
                if "run" in step:
                    yield step["run"], step.get("env", {})
    elif name.startswith("gitlab"):
        yield "set -e\n" + "\n".join(data["documents"]["script"]), {}
    elif name.startswith("bitbucket"):
        [step] = data["pipelines"]["pull-requests"]["**"]
        yield "set -e\n" + "\n".join(step["step"]["script"]), {}
    elif name.startswith("azure"):
        for step in data["steps"]:
            if "script" in step:
                yield step["script"], {}
    elif name.startswith("hook"):
        [hook] = data["repos"][0]["hooks"]
        yield hook["entry"], {}


STANDS_IN = """\
#!{python}
import json, os, sys
with open(os.environ["CALLS"], "a") as file:
    print(json.dumps(sys.argv[1:]), file=file)
"""


@pytest.fixture
def clone(project: Project, tmp_path: Path) -> Project:
    """A clone of a bare repository, on a branch that breaks a snippet, with what runs beside it."""
    project.write({"src/app.py": APP, NAME: DOCUMENT, "mkdocs.yml": "site_name: x\nplugins: [swimm]\n", "docs/index.md": "# x\n"})  # fmt: skip
    project.commit()
    bare = tmp_path / "bare.git"
    project.git("clone", "-q", "--bare", ".", str(bare))
    project.git("clone", "-q", str(bare), str(tmp_path / "clone"))
    clone = Project(tmp_path / "clone")
    clone.git("switch", "-q", "-c", "branch")
    clone.write({"src/app.py": APP.replace("= 0", "= 1")})
    clone.commit()
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("pip", "gh", "reviewdog"):
        (tools / name).write_text(STANDS_IN.format(python=sys.executable))
        (tools / name).chmod(0o755)
    command = f'#!/bin/sh\nexec "{sys.executable}" -m mkdocs_swimm "$@"\n'
    (tools / "mkdocs-swimm").write_text(command)
    (tools / "mkdocs-swimm").chmod(0o755)
    return clone


@pytest.mark.skipif(sys.platform == "win32", reason="the recipes are for a shell")
@pytest.mark.parametrize(("name", "site"), [("github-5", "site"), ("gitlab-2", "public")])
def test_their_commands_build_a_site(name: str, site: str, clone: Project, tmp_path: Path) -> None:
    if name.startswith("gitlab"):
        script = "\n".join(yaml.safe_load(RECIPES[name])["pages"]["script"])
    else:
        script = "\n".join(step for step, _ in _steps(name))
    tools = (tmp_path / "tools", Path(sys.executable).parent)
    path = os.pathsep.join([*map(str, tools), os.environ["PATH"]])
    environment = clean_environment(
        PATH=path, PYTHONPATH=str(REPOSITORY), CALLS=str(tmp_path / "calls")
    )
    _is_content("bash", "-ec", script, folder=clone.root, environment=environment)
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
    "template": (1, "documents.json"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="the recipes are for a shell")
@pytest.mark.parametrize("name", RUNS)
def test_their_commands_find_what_a_branch_broke(name: str, clone: Project, tmp_path: Path) -> None:
    status, written = RUNS[name]
    base = clone.git("rev-parse", "origin/main").strip()
    summary, calls = tmp_path / "summary.md", tmp_path / "calls"
    environment = clean_environment(
        PATH=f"{tmp_path / 'tools'}{os.pathsep}{os.environ['PATH']}",
        PYTHONPATH=str(REPOSITORY),
        GITHUB_BASE_REF="main",
        GITHUB_REPOSITORY="acme/tea",
        CI_MERGE_REQUEST_DIFF_BASE_SHA=base,
        BITBUCKET_PR_DESTINATION_BRANCH="main",
        SYSTEM_PULLREQUEST_TARGETBRANCH="refs/heads/main",
        CALLS=str(calls),
    )
    if name.startswith("github") or name == "action":
        environment |= {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    out = ""
    for script, variables in _steps(name):
        own = {key: str(value) for key, value in variables.items()}
        if name == "action":
            own |= {"PYTHON": sys.executable, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=clone.root,
            env=environment | own,
            capture_output=True,
            text=True,
            check=False,
        )
        out += done.stdout + done.stderr
        assert "Traceback" not in out
        if done.returncode:
            break
    assert done.returncode == status, out
    told = (clone.root / written).read_text("utf-8") if written else out
    assert "src/app.py:6-10" in told
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
