"""What is installed: entry points that load, and every file that the package reads."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.message import Message
from importlib.metadata import EntryPoint, metadata, packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import mkdocs_swimm

pytestmark = pytest.mark.xdist_group("packaging")
"""One process builds what they share."""

ROOT = Path(__file__).parents[1]
PACKAGE = Path(mkdocs_swimm.__file__).parent
DATA = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = DATA["project"]
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


def test_everything_that_is_imported_is_declared() -> None:
    required = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["editor"]]
    declared = {_name(Requirement(one)) for one in required}
    texts = [path.read_text("utf-8") for path in PACKAGE.rglob("*.py")]
    imported = {name for text in texts for name in _imports(ast.parse(text))}
    others = imported - set(sys.stdlib_module_names)
    assert "mkdocs" in others
    providers = packages_distributions()
    for name in others:
        assert declared & {canonicalize_name(one) for one in providers[name]}, name


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def _name(requirement: Requirement) -> str:
    return canonicalize_name(requirement.name)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the source distribution and both wheels."""
    if find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed")
    folder = tmp_path_factory.mktemp("dist")
    for home, targets in ((ROOT, ()), (ROOT / "packaging" / "slim", ("-t", "wheel"))):
        build = [sys.executable, "-m", "hatchling", "build", "-d", folder, *targets]
        subprocess.run(build, cwd=home, check=True, capture_output=True)
    return folder


OWN = {
    path.relative_to(PACKAGE.parent).as_posix()
    for path in PACKAGE.rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
}


@pytest.mark.source
def test_wheel_and_sdist_hold_all_files(built: Path) -> None:
    assert "mkdocs_swimm/py.typed" in OWN
    wheel = zipfile.ZipFile(next(built.glob("mkdocs_swimm-*.whl"))).namelist()
    assert set(wheel) >= OWN
    assert [name for name in wheel if name.endswith("licenses/LICENSE")]
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert names >= OWN
    assert {"LICENSE", "CHANGELOG.md", "tests/conftest.py", "sample_site/.swm/swimm.json"} <= names


@pytest.mark.source
def test_the_slim_wheel_is_the_whole_one_without_mkdocs(built: Path) -> None:
    def read(wheel: str) -> tuple[set[str], Message]:
        with zipfile.ZipFile(next(built.glob(f"{wheel}-*.whl"))) as file:
            [said] = [name for name in file.namelist() if name.endswith(".dist-info/METADATA")]
            own = {name for name in file.namelist() if ".dist-info/" not in name}
            return own, message_from_bytes(file.read(said))

    whole_files, whole = read("mkdocs_swimm")
    slim_files, slim = read("mkdocs_swimm_slim")
    assert slim_files == whole_files | {"mkdocs_swimm/LICENSE"}
    for name in ("Version", "Requires-Python", "License-Expression", "Project-URL", "Classifier"):
        assert slim.get_all(name) == whole.get_all(name)
    heavy = {"mkdocs", "mkdocs-material"}
    required = {
        name: {str(Requirement(one)) for one in said.get_all("Requires-Dist", [])}
        for name, said in (("whole", whole), ("slim", slim))
    }
    assert required["slim"] < required["whole"]
    assert {_name(Requirement(one)) for one in required["whole"] - required["slim"]} == heavy


@pytest.mark.source
@pytest.mark.parametrize(("file", "groups"), [("dev", ["dev"]), ("hosts", ["hosts", "test"])])
def test_locked_versions_are_those_that_are_declared(file: str, groups: Sequence[str]) -> None:
    text = (ROOT / "requirements" / f"{file}.txt").read_text("utf-8")
    # Hashes are the same wherever a package comes from; no place is named.
    assert "//" not in text
    assert "--index" not in text
    locked: dict[str, list[Requirement]] = {}
    for line in re.findall(r"^([\w.-]+==[^\\\n]*)\\\n    --hash=sha256:[0-9a-f]{64}", text, re.M):
        locked.setdefault(_name(Requirement(line)), []).append(Requirement(line))
    assert sum(map(len, locked.values())) == len(re.findall(r"^\S+==", text, re.M))
    wanted = [*PROJECT["dependencies"], *(one for group in groups for one in _group(group))]
    for requirement in map(Requirement, wanted):
        found = locked[_name(requirement)]
        for one in found:
            [version] = one.specifier
            assert requirement.specifier.contains(version.version), (one, requirement)


def _group(name: str) -> Iterator[str]:
    """A group of dependencies with those that it includes."""
    for one in DATA["dependency-groups"][name]:
        if isinstance(one, dict):
            yield from _group(one["include-group"])
        else:
            yield one


def test_a_build_does_without_what_few_sites_need() -> None:
    code = "import sys, mkdocs_swimm.plugin; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = set(done.stdout.split())
    few = {"site.llms", "export.plain", "cli"}
    assert "mkdocs_swimm.site.build" in names
    assert not names & {"mkdocs.livereload", "watchdog", *(f"mkdocs_swimm.{one}" for one in few)}
