"""What is installed: entry points that load, and every file that the package reads."""

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
from importlib.metadata import EntryPoint, packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import mkdocs_swimm

from .conftest import REPOSITORY

pytestmark = pytest.mark.xdist_group("packaging")
"""One process builds what they share."""

PACKAGE = Path(mkdocs_swimm.__file__).parent
DATA = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
PROJECT = DATA["project"]


def test_entry_points_load() -> None:
    for group, points in {**PROJECT["entry-points"], "": PROJECT["scripts"]}.items():
        for name, value in points.items():
            assert callable(EntryPoint(name, value, group).load())


def test_everything_that_is_imported_is_declared() -> None:
    required = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["editor"]]
    declared = {name_of(Requirement(one)) for one in required}
    trees = [ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")]
    imported = {name for tree in trees for name in imports(tree)} - set(sys.stdlib_module_names)
    assert "mkdocs" in imported
    providers = packages_distributions()
    for name in imported:
        assert declared & {canonicalize_name(one) for one in providers[name]}, name


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def name_of(requirement: Requirement) -> str:
    return canonicalize_name(requirement.name)


@pytest.mark.source
def test_distributions_hold_all_files(tmp_path: Path) -> None:
    if find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed")
    for home, targets in ((REPOSITORY, ()), (REPOSITORY / "packaging" / "slim", ("-t", "wheel"))):
        build = [sys.executable, "-m", "hatchling", "build", "-d", tmp_path, *targets]
        subprocess.run(build, cwd=home, check=True, capture_output=True)

    def read(wheel: str) -> tuple[set[str], Message]:
        with zipfile.ZipFile(next(tmp_path.glob(f"{wheel}-*.whl"))) as file:
            [said] = [name for name in file.namelist() if name.endswith(".dist-info/METADATA")]
            assert any(name.endswith("/LICENSE") for name in file.namelist())
            own = {name for name in file.namelist() if ".dist-info/" not in name}
            return own, message_from_bytes(file.read(said))

    paths = [path for path in PACKAGE.rglob("*") if path.is_file()]
    own = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in paths
        if "__pycache__" not in path.parts
    }
    assert "mkdocs_swimm/py.typed" in own
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    others = {"LICENSE", "CHANGELOG.md", "tests/conftest.py", "sample_site/.swm/swimm.json"}
    assert names >= own | others
    whole_files, whole = read("mkdocs_swimm")
    assert whole_files >= own
    assert whole["License-Expression"] == "MIT"
    assert {"Framework :: MkDocs", "Typing :: Typed"} <= set(whole.get_all("Classifier", []))
    # The slim wheel is the whole one without MkDocs.
    slim_files, slim = read("mkdocs_swimm_slim")
    assert slim_files == whole_files | {"mkdocs_swimm/LICENSE"}
    for name in ("Version", "Requires-Python", "License-Expression", "Project-URL", "Classifier"):
        assert slim.get_all(name) == whole.get_all(name)
    required, fewer = (
        {str(Requirement(one)) for one in said.get_all("Requires-Dist", [])}
        for said in (whole, slim)
    )
    assert fewer < required
    assert {name_of(Requirement(one)) for one in required - fewer} == {"mkdocs", "mkdocs-material"}


@pytest.mark.source
@pytest.mark.parametrize(("file", "groups"), [("dev", ["dev"]), ("hosts", ["hosts", "test"])])
def test_locked_versions_are_those_that_are_declared(file: str, groups: Sequence[str]) -> None:
    text = (REPOSITORY / "requirements" / f"{file}.txt").read_text("utf-8")
    # Hashes are the same wherever a package comes from; no place is named.
    assert "//" not in text
    assert "--index" not in text
    locked: dict[str, list[Requirement]] = {}
    for line in re.findall(r"^([\w.-]+==[^\\\n]*)\\\n    --hash=sha256:[0-9a-f]{64}", text, re.M):
        locked.setdefault(name_of(Requirement(line)), []).append(Requirement(line))
    assert sum(map(len, locked.values())) == len(re.findall(r"^\S+==", text, re.M))
    wanted = [*PROJECT["dependencies"], *(one for group in groups for one in members(group))]
    for requirement in map(Requirement, wanted):
        for one in locked[name_of(requirement)]:
            [version] = one.specifier
            assert requirement.specifier.contains(version.version), (one, requirement)


def members(name: str) -> Iterator[str]:
    """A group of dependencies with those that it includes."""
    for one in DATA["dependency-groups"][name]:
        if isinstance(one, dict):
            yield from members(one["include-group"])
        else:
            yield one
