"""Everything a developer runs, on a machine with Python alone.

    python3 dev.py                  lists the commands
    python3 dev.py test [options]   runs one of them, such as the tests, with options for it

The first run makes a virtual environment in ``.venv``: of what ``requirements/dev.txt`` names, or
with NEWEST=1 in the environment of the newest versions that ``pyproject.toml`` allows. The commands
are sessions of nox, see ``noxfile.py``.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements" / "dev.txt"
NEWEST = os.environ.get("NEWEST", "")


def run(*command: str | Path) -> int:
    """Run a command in the folder of the project; give its exit status."""
    return subprocess.run([str(part) for part in command], cwd=ROOT).returncode


def set_up() -> None:
    """Make the virtual environment, or bring it up to date."""
    wanted = hashlib.sha256((sys.version + NEWEST).encode())
    for path in (ROOT / "pyproject.toml", LOCK):
        wanted.update(path.read_bytes())
    if STAMP.exists() and STAMP.read_text() == wanted.hexdigest() and PYTHON.exists():
        return
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        sys.exit("this Python has no ensurepip; on Debian: apt-get install python3-venv")
    # Over an environment that is there already, this mends what is missing of it.
    if run(sys.executable, "-m", "venv", VENV):
        sys.exit("the virtual environment could not be made")
    locked = (
        ("--require-hashes", "--requirement", LOCK),
        ("--no-deps", "--no-build-isolation", "--editable", "."),
    )
    # Older pips do not know dependency groups.
    newest = (("--upgrade", "pip>=25.1"), ("--upgrade", "--editable", ".", "--group", "dev"))
    for step in newest if NEWEST else locked:
        if run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *step):
            sys.exit("installing failed, see above")
    STAMP.write_text(wanted.hexdigest())


def main(arguments: list[str]) -> int:
    """Do what the command line says."""
    set_up()
    if not arguments:
        return run(PYTHON, "-m", "nox", "--list")
    command, *options = arguments
    try:
        return run(PYTHON, "-m", "nox", "--session", command, "--", *options)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
