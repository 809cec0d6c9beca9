"""``verify --watch``: the screen follows what is saved."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME, Run, clean_environment

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals"),
    pytest.mark.slow,
]


class Screen:
    """A running command and what it has printed."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        import pty

        self.text = ""
        self.terminal, end = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs_swimm", "verify", "--watch", *arguments],
            cwd=folder,
            env=clean_environment(PYTHONUNBUFFERED="1", TERM="xterm", NO_COLOR="1"),
            stdout=end,
            stderr=end,
        )
        os.close(end)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        # When the command has ended, Linux says that there is an error.
        with suppress(OSError):
            while part := os.read(self.terminal, 65536):
                self.text += part.decode()

    def shows(self, *texts: str) -> None:
        """Wait until some texts were printed; what was printed before them is forgotten."""
        end = time.monotonic() + 60
        while not all(text in self.text for text in texts):
            assert time.monotonic() < end, self.text
            time.sleep(0.05)
        self.text = ""


@pytest.fixture
def screen(numbers: Project, request: pytest.FixtureRequest) -> Iterator[Screen]:
    screen = Screen(numbers.root, *getattr(request, "param", ()))
    yield screen
    screen.process.kill()
    screen.process.wait()
    screen.reader.join()
    os.close(screen.terminal)


@pytest.mark.parametrize("screen", [("-q",)], indirect=True)
def test_without_remarks(numbers: Project, screen: Screen) -> None:
    screen.shows("1 document, 3 references: 3 up to date", "Nothing is stale.")
    numbers.write({"src/app.py": APP.replace("= 0", "= 1")})
    screen.shows("1 changed", f"{NAME}:13: changed: ")


def test_what_is_saved_is_checked(numbers: Project, screen: Screen) -> None:
    screen.shows("1 document, 3 references: 3 up to date", "Nothing is stale.")
    numbers.write({"src/app.py": APP.replace("= 0", "= 1")})
    screen.shows("1 changed", f"{NAME}:13: changed: ")
    # What is stale comes to rights by a file that nobody watched.
    numbers.write(
        {
            "src/app.py": APP.replace("def parse(text):", ""),
            "src/new/parse.py": "def parse(text):\n",
        }
    )
    screen.shows("1 document, 3 references: ")
    numbers.write({"src/app.py": APP, ".swm/more.a1b2.sw.md": "<SwmPath>[a.py](a.py)</SwmPath>\n"})
    screen.shows("2 documents, 4 references: 3 up to date, 1 gone", "a.py does not exist any more")
    (numbers.root / ".swm/more.a1b2.sw.md").unlink()
    screen.shows("1 document, 3 references: 3 up to date")
    (numbers.root / NAME).unlink()
    screen.shows("there is no Swimm document")
    numbers.write({NAME: DOCUMENT.replace("src/app.py", "src/none.py")})
    screen.shows("3 moved")
    screen.process.send_signal(signal.SIGINT)
    assert screen.process.wait(60) == 1
    assert "Traceback" not in screen.text


def test_it_is_for_a_terminal(numbers: Project, run: Run) -> None:
    done = run("--watch", "--format", "json")
    assert done.status == 2
    assert done.err.splitlines()[-1] == (
        "Error: --watch is for a terminal: it goes with text alone"
    )


def test_elsewhere_it_is_checked_once(numbers: Project, run: Run) -> None:
    numbers.write({"src/app.py": APP.replace("= 0", "= 1")})
    once = run()
    done = run("--watch")
    assert (done.status, done.out) == (1, once.out)
    assert done.err == "--watch is for a terminal; this is checked once\n"
