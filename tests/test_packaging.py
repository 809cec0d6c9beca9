"""What is installed: entry points that load, and every file that the package reads."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import EntryPoint, metadata
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
POINTS = {**PROJECT["entry-points"], "console_scripts": PROJECT["scripts"]}
NAMES = [(group, name) for group, points in POINTS.items() for name in points]


@pytest.mark.parametrize(("group", "name"), NAMES)
def test_entry_points_load(group: str, name: str) -> None:
    assert callable(EntryPoint(name, POINTS[group][name], group).load())


def test_the_package_says_what_it_is() -> None:
    said = metadata("mkdocs-swimm")
    assert said["License-Expression"] == "MIT"
    classifiers = said.get_all("Classifier") or []
    assert {"Framework :: MkDocs", "Typing :: Typed"} <= set(classifiers)
    required = said.get_all("Requires-Dist") or []
    # No other builder is needed, only tried.
    assert not [one for one in required if "properdocs" in one and "extra ==" not in one]
    assert any(one.startswith("mkdocs<2,>=1.6") for one in required)


@pytest.mark.source
def test_wheel_and_sdist_hold_all_files(tmp_path: Path) -> None:
    if find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed")
    build = [sys.executable, "-m", "hatchling", "build", "-d", tmp_path]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    own = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "mkdocs_swimm").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert "mkdocs_swimm/py.typed" in own
    wheel = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert own <= set(wheel)
    assert [name for name in wheel if name.endswith("licenses/LICENSE")]
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert own <= names
    assert {"LICENSE", "CHANGELOG.md", "tests/conftest.py", "sample_site/.swm/swimm.json"} <= names


def test_a_build_does_without_what_few_sites_need() -> None:
    code = "import sys, mkdocs_swimm.plugin; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = set(done.stdout.split())
    few = {"site.llms", "export.plain", "cli"}
    assert "mkdocs_swimm.site.build" in names
    assert not names & {"mkdocs.livereload", "watchdog", *(f"mkdocs_swimm.{one}" for one in few)}
