"""Everything a developer runs, on a machine with Python alone.

    python3 dev.py serve            serves the sample site
    python3 dev.py docs             serves the documentation site
    python3 dev.py test [options]   runs the tests, with options for pytest; --all for the slow ones
    python3 dev.py check            formatter, linters, type check, freshness of our own documents
    python3 dev.py build            builds both sites, as strictly as possible
    python3 dev.py format           formats the code
    python3 dev.py hosts            runs the tests with ProperDocs, TechDocs and Zensical
    python3 dev.py wheel            builds a site with the built wheel
    python3 dev.py oldest           runs the tests with the wheel and the oldest dependencies

The first run makes a virtual environment in ``.venv`` and installs what is needed. The last three
make environments of their own, see ``noxfile.py``.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SAMPLE = "mkdocs.yml"
DOCUMENTATION = "docs/mkdocs.yml"
QUICK = "not (browser or corpus or hosts or slow)"


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
    # Older pips do not know dependency groups.
    if run(*install, "pip>=25.1") or run(*install, "--editable", ".", "--group", "dev"):
        sys.exit("installing failed, see above")
    STAMP.write_text(wanted.hexdigest())


def test(*options: str) -> int:
    """The tests, as many at a time as there are processors."""
    chosen = ("-m", "not hosts") if "--all" in options else ("-m", QUICK)
    rest = [option for option in options if option != "--all"]
    return run(PYTHON, "-m", "pytest", "-n", "auto", *chosen, *rest)


def check() -> int:
    """Formatter, linters, type check, our own documents; the first that complains decides."""
    return (
        run(PYTHON, "-m", "ruff", "format", "--check", ".")
        or run(PYTHON, "-m", "ruff", "check", ".")
        or run(
            PYTHON,
            "-m",
            "mypy",
            "mkdocs_swimm",
            "dev.py",
            "noxfile.py",
            "benchmarks",
            "docs/beside.py",
            "docs/reference.py",
            "docs/screenshots.py",
        )
        or run(PYTHON.with_name("lint-imports" + PYTHON.suffix))
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
        "test": lambda: test(*arguments[1:]),
        "build": lambda: build(*arguments[1:]),
        "check": check,
        "format": lambda: run(PYTHON, "-m", "ruff", "format", "."),
    }
    for name in ("hosts", "wheel", "oldest"):
        nox = (PYTHON, "-m", "nox", "-s", name, "--", *arguments[1:])
        commands[name] = partial(run, *nox)
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 2
    set_up()
    return commands[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
