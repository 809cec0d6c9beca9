#!/usr/bin/env -S uv run --script
# /// script
# dependencies = ["nox>=2024.10"]
# ///
"""What needs an environment of its own: other builders, and the built wheel.

``python3 dev.py hosts`` and ``python3 dev.py wheel`` run them; with nox at hand, so does ``nox``.
"""

from __future__ import annotations

import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nox
import nox.command

nox.needs_version = ">=2024.10"
nox.options.default_venv_backend = "venv"
nox.options.error_on_external_run = True

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml("pyproject.toml")
TESTS = nox.project.dependency_groups(PROJECT, "test")
BROWSER = ("--ignore", "tests/test_look.py")
FASTER = "not (browser or corpus or hosts or source)"
"""The tests that need nothing but the package."""


@nox.session
def hosts(session: nox.Session) -> None:
    """Tests with other builders, which are not to be beside MkDocs in every environment."""
    session.install("--editable", ".", *TESTS)
    try:
        session.install(*nox.project.dependency_groups(PROJECT, "hosts"))
    except nox.command.CommandFailed:
        session.skip("the other builders can not be had here")
    session.run("pytest", "-n", "auto", "-m", "hosts", *BROWSER, *session.posargs)


@nox.session
def wheel(session: nox.Session) -> None:
    """The built wheel with the newest dependencies: the sample site, and its export."""
    with _distributions(session) as (source, built):
        session.install(built)
        session.chdir(source)
        session.run("mkdocs", "build", "--strict", "-f", "mkdocs.yml")
        exported = str(source.with_name("exported"))
        session.run("mkdocs-swimm", "export", "github", exported, "sample_site/.swm")


@nox.session
def oldest(session: nox.Session) -> None:
    """The source distribution's tests with the built wheel and the oldest dependencies declared."""
    versions = [re.sub(r">=([\d.]+).*", r"==\1", one) for one in PROJECT["project"]["dependencies"]]
    with _distributions(session) as (source, built):
        constraints = source.with_name("oldest.txt")
        constraints.write_text("\n".join(versions))
        session.install("--constraint", str(constraints), built, *TESTS)
        session.chdir(source)
        session.run("pytest", "-q", "-n", "auto", "-m", FASTER, *BROWSER, *session.posargs)


@contextmanager
def _distributions(session: nox.Session) -> Iterator[tuple[Path, str]]:
    """The unpacked source distribution without the package itself, and the wheel.

    They are outside of the repository, where git ignores what it does not know.
    """
    with tempfile.TemporaryDirectory() as home:
        session.install("build")
        session.run("python", "-m", "build", "--outdir", home, silent=True)
        with tarfile.open(next(Path(home).glob("*.tar.gz"))) as sdist:
            sdist.extractall(home, filter="data")
        source = next(path for path in Path(home).iterdir() if path.is_dir())
        # What is in the folder would be imported before what is installed.
        shutil.rmtree(source / "mkdocs_swimm")
        yield source, str(next(Path(home).glob("*.whl")))
        session.chdir(ROOT)


if __name__ == "__main__":
    nox.main()
