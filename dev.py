"""Everything a developer runs, on a machine with Python alone.

    python3 dev.py serve            serves the sample site
    python3 dev.py docs             serves the documentation site
    python3 dev.py test [options]   runs the tests, with options for pytest
    python3 dev.py hosts            runs the tests with ProperDocs, TechDocs and Zensical
    python3 dev.py wheel            runs the tests with the built wheel and the oldest dependencies
    python3 dev.py check            formatter, linter, type check, freshness of our own documents
    python3 dev.py build            builds both sites, as strictly as possible
    python3 dev.py format           formats the code

The first run makes a virtual environment in ``.venv`` and installs what is needed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)
SAMPLE = "mkdocs.yml"
DOCUMENTATION = "docs/mkdocs.yml"
FASTER = "not (browser or corpus or hosts or source)"
"""The tests that need nothing but the package."""


def run(*command: str | Path, folder: Path = ROOT) -> int:
    """Run a command in a folder, the project's own by default; give its exit status."""
    environment = {
        **os.environ,
        # Both forks of MkDocs print notices about each other otherwise.
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
    }
    return subprocess.run([str(part) for part in command], cwd=folder, env=environment).returncode


def set_up() -> None:
    """Make the virtual environment, or bring it up to date with ``pyproject.toml``."""
    if sys.version_info < OLDEST:
        sys.exit(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, this is {sys.version}")
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + sys.version.encode())
    if STAMP.exists() and STAMP.read_text() == wanted.hexdigest() and PYTHON.exists():
        return
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        sys.exit("this Python has no ensurepip; on Debian: apt-get install python3-venv")
    # Over an environment that is there already, this mends what is missing of it.
    if subprocess.run([sys.executable, "-m", "venv", VENV]).returncode:
        sys.exit("the virtual environment could not be made")
    install = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if run(*install, "--editable", ".[dev]"):
        sys.exit("installing failed, see above")
    # Tests beside each other are a comfort: where the package can not be had, they go one by one.
    run(*install, "--editable", ".[fast]")
    STAMP.write_text(wanted.hexdigest())


def test(*options: str) -> int:
    """The tests, as many at a time as there are processors where that is possible."""
    known = run(PYTHON, "-c", "import importlib.util as u, sys; sys.exit(not u.find_spec('xdist'))")
    beside = () if known or any(option.startswith("-n") for option in options) else ("-n", "auto")
    return run(PYTHON, "-m", "pytest", *beside, *options)


def hosts(*options: str) -> int:
    """The tests with other builders, which are not to be beside MkDocs in every environment."""
    venv = ROOT / ".venv-hosts"
    python = venv / PYTHON.relative_to(VENV)
    install = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if run(PYTHON, "-m", "venv", venv) or run(*install, "--editable", ".[dev]"):
        return 1
    if run(*install, "--editable", ".[hosts]"):
        print("the other builders can not be had here: their tests did not run")
        return 0
    return run(python, "-m", "pytest", "-m", "hosts", *options)


def wheel(*options: str) -> int:
    """The built wheel in empty environments: with the newest dependencies, and the oldest declared.

    The newest build the sample site and export its documents; the oldest run the tests of the
    source distribution, from which the package is taken out.
    """
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        if run(PYTHON, "-m", "hatchling", "build", "-d", home):
            return 1
        [built] = home.glob("*.whl")
        with tarfile.open(next(home.glob("*.tar.gz"))) as sdist:
            sdist.extractall(home, filter="data")
        source = next(path for path in home.iterdir() if path.is_dir())
        # What is in the folder would be imported before what is installed.
        shutil.rmtree(source / "mkdocs_swimm")
        (home / "oldest.txt").write_text("\n".join(oldest()))
        newest, low = ((home / one / PYTHON.relative_to(VENV)) for one in ("newest", "low"))
        browser = ("--ignore", "tests/test_look.py")
        export = ("--to", "github", "--output", home / "exported")
        needed = ("pytest", "hypothesis", "jsonschema", "pytest-xdist")
        there = partial(run, folder=source)
        return (
            there(PYTHON, "-m", "venv", home / "newest")
            or there(newest, *install, built)
            or there(newest, "-m", "mkdocs", "build", "--strict", "-f", SAMPLE)
            or there(newest.with_name("mkdocs-swimm"), "export", *export, "sample_site/.swm")
            or there(PYTHON, "-m", "venv", home / "low")
            or there(low, *install, "--constraint", home / "oldest.txt", built, *needed)
            or there(low, "-m", "pytest", "-q", "-n", "auto", "-m", FASTER, *browser, *options)
        )


def oldest() -> list[str]:
    """The oldest versions of the dependencies that ``pyproject.toml`` declares, for pip."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = (re.match(r"([\w-]+)>=([\d.]+)", one) for one in project["dependencies"])
    return [f"{one[1]}=={one[2]}" for one in declared if one]


def check() -> int:
    """Formatter, linter, type check, our own documents; the first that complains decides."""
    return (
        run(PYTHON, "-m", "ruff", "format", "--check", ".")
        or run(PYTHON, "-m", "ruff", "check", ".")
        or run(PYTHON, "-m", "mypy", "mkdocs_swimm", "dev.py", "benchmarks", "docs/beside.py")
        or run(PYTHON, "-m", "mkdocs_swimm", "verify", "--fail-on", "changed", "docs/.swm")
    )


def mkdocs(command: str, site: str, *options: str) -> int:
    """Let MkDocs serve or build a site, by its configuration file."""
    return run(PYTHON, "-m", "mkdocs", command, "--config-file", site, *options)


def build(*options: str) -> int:
    """Both sites; the first that fails decides."""
    return mkdocs("build", SAMPLE, "--strict", *options) or mkdocs(
        "build", DOCUMENTATION, "--strict", *options
    )


def main(arguments: list[str]) -> int:
    """Do what the command line says."""
    commands: dict[str, Callable[[], int]] = {
        "serve": lambda: mkdocs("serve", SAMPLE, *arguments[1:]),
        "docs": lambda: mkdocs("serve", DOCUMENTATION, *arguments[1:]),
        "build": lambda: build(*arguments[1:]),
        "test": lambda: test(*arguments[1:]),
        "hosts": lambda: hosts(*arguments[1:]),
        "wheel": lambda: wheel(*arguments[1:]),
        "check": check,
        "format": lambda: run(PYTHON, "-m", "ruff", "format", "."),
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 2
    set_up()
    return commands[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
