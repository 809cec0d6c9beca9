#!/usr/bin/env -S uv run --script
# /// script
# dependencies = ["nox>=2024.10"]
# ///
"""What a developer runs: ``python3 dev.py COMMAND``, or with nox at hand ``nox -s COMMAND``.

The first sessions work in ``.venv``, which ``dev.py`` makes; the last ones in environments of their
own, with other builders, the built wheels, or the oldest dependencies.
"""

from __future__ import annotations

import os
import re
import shutil
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
PYTHON = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PROJECT = nox.project.load_toml("pyproject.toml")
TESTS = nox.project.dependency_groups(PROJECT, "test")
SITES = ("mkdocs.yml", "docs/mkdocs.yml")
TYPED = (
    "mkdocs_swimm",
    "dev.py",
    "noxfile.py",
    "packaging/slim/hatch_build.py",
    "benchmarks",
    "docs/beside.py",
    "docs/reference.py",
    "docs/screenshots.py",
)
LOCKS = {"dev": ("dev",), "hosts": ("build", "hosts", "test")}
"""The groups of dependencies in each file of ``requirements``."""
NEWEST = bool(os.environ.get("NEWEST"))
QUICK = "not (browser or corpus or hosts or slow)"
"""The tests that a developer waits for."""
BROWSER = ("--ignore", "tests/test_look.py")
FASTER = "not (browser or corpus or hosts or source)"
"""The tests that need nothing but the package."""


@nox.session(venv_backend="none", default=False)
def serve(session: nox.Session) -> None:
    """Serve the sample site."""
    _python(session, "mkdocs", "serve", "--config-file", SITES[0], *session.posargs)


@nox.session(venv_backend="none", default=False)
def docs(session: nox.Session) -> None:
    """Serve the documentation."""
    _python(session, "mkdocs", "serve", "--config-file", SITES[1], *session.posargs)


@nox.session(venv_backend="none")
def test(session: nox.Session) -> None:
    """Run the quick tests, with options for pytest; all but those of other builders with --all."""
    options = [option for option in session.posargs if option != "--all"]
    chosen = QUICK if options == session.posargs else "not hosts"
    _python(session, "pytest", "-n", "auto", "--dist", "loadgroup", "-m", chosen, *options)


@nox.session(venv_backend="none")
def check(session: nox.Session) -> None:
    """Check format, style, types, imports, and our own documents."""
    _python(session, "ruff", "format", "--check", ".")
    _python(session, "ruff", "check", ".")
    _python(session, "mypy", *TYPED)
    # What Windows does not have is no attribute there.
    windows = ("--platform", "win32", "--no-warn-unreachable", "--cache-dir", ".mypy_cache/win32")
    _python(session, "mypy", *windows, "mkdocs_swimm")
    session.run(str(PYTHON.with_name("lint-imports" + PYTHON.suffix)), external=True)
    _python(session, "mkdocs_swimm", "verify", "--fail-on", "changed", "docs/.swm")


@nox.session(venv_backend="none", name="format", default=False)
def format_(session: nox.Session) -> None:
    """Format the code."""
    _python(session, "ruff", "format", ".")


@nox.session(venv_backend="none")
def build(session: nox.Session) -> None:
    """Build the sample site and the documentation, strictly."""
    for site in SITES:
        _python(session, "mkdocs", "build", "--config-file", site, "--strict", *session.posargs)


@nox.session(venv_backend="none", default=False)
def dist(session: nox.Session) -> None:
    """Build the packages of a release into a folder, `dist` if none is named."""
    folder = session.posargs[0] if session.posargs else "dist"
    _python(session, "build", "--no-isolation", "--outdir", folder)
    _python(session, "build", "--no-isolation", "--outdir", folder, "--wheel", "packaging/slim")


@nox.session(default=False)
def hosts(session: nox.Session) -> None:
    """Run the tests with other builders, and with plugins beside this one."""
    try:
        if NEWEST:
            session.install("--editable", ".", *TESTS)
            session.install(*nox.project.dependency_groups(PROJECT, "hosts"))
        else:
            session.install("--require-hashes", "--requirement", "requirements/hosts.txt")
            session.install("--no-deps", "--no-build-isolation", "--editable", ".")
    except nox.command.CommandFailed:
        if os.environ.get("CI"):
            raise
        session.skip("the other builders can not be had here")
    session.run("pytest", "-n", "auto", "-m", "hosts", *BROWSER, *session.posargs)


@nox.session(default=False)
def wheel(session: nox.Session) -> None:
    """Build and export the sample site with the built wheel and the newest dependencies."""
    with _distributions(session) as (source, built):
        session.install(built)
        session.chdir(source)
        session.run("mkdocs", "build", "--strict", "-f", "mkdocs.yml")
        exported = str(source.with_name("exported"))
        session.run("mkdocs-swimm", "export", "github", exported, "sample_site/.swm")


@nox.session(default=False)
def slim(session: nox.Session) -> None:
    """Run commands, language server and Markdown extension without MkDocs and Material."""
    with _distributions(session, "mkdocs_swimm_slim") as (source, built):
        session.install(f"{built}[editor]", "pytest")
        session.chdir(source / "packaging" / "slim")
        # The settings of the other tests are not for these.
        session.run("pytest", "-q", "-c", os.devnull, "--rootdir", ".", ".", *session.posargs)


@nox.session(default=False)
def oldest(session: nox.Session) -> None:
    """Run the source distribution's tests with the built wheel and the oldest dependencies."""
    versions = [re.sub(r">=([\d.]+).*", r"==\1", one) for one in PROJECT["project"]["dependencies"]]
    with _distributions(session) as (source, built):
        constraints = source.with_name("oldest.txt")
        constraints.write_text("\n".join(versions))
        session.install("--constraint", str(constraints), built, *TESTS)
        session.chdir(source)
        session.run("pytest", "-q", "-n", "auto", "-m", FASTER, *BROWSER, *session.posargs)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Bring the files in `requirements` in step with `pyproject.toml`; --upgrade renews all."""
    session.install("uv")
    for name, groups in LOCKS.items():
        chosen = [part for group in groups for part in ("--group", group)]
        session.run(
            *("uv", "pip", "compile", "pyproject.toml", *chosen, *session.posargs),
            *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"),
            *("--custom-compile-command", "python3 dev.py lock"),
            *("--output-file", f"requirements/{name}.txt", "--quiet"),
        )


def _python(session: nox.Session, *module: str) -> None:
    """Run a module in the environment of developers."""
    if not PYTHON.exists():
        session.error("there is no .venv yet: python3 dev.py")
    # Both forks of MkDocs print notices about each other otherwise.
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    session.run(str(PYTHON), "-m", *module, env=quiet, external=True)


@contextmanager
def _distributions(session: nox.Session, name: str = "mkdocs_swimm") -> Iterator[tuple[Path, str]]:
    """The unpacked source distribution without the package itself, and a wheel.

    They are outside of the repository, where git ignores what it does not know.
    """
    with tempfile.TemporaryDirectory() as home:
        _python(session, "build", "--no-isolation", "--outdir", home)
        _python(session, "build", "--no-isolation", "--outdir", home, "--wheel", "packaging/slim")
        shutil.unpack_archive(next(Path(home).glob("*.tar.gz")), home)
        source = next(path for path in Path(home).iterdir() if path.is_dir())
        # What is in the folder would be imported before what is installed.
        shutil.rmtree(source / "mkdocs_swimm")
        yield source, str(next(Path(home).glob(f"{name}-*.whl")))
        session.chdir(ROOT)


if __name__ == "__main__":
    nox.main()
