"""Commands in a terminal: colours, progress, ``verify --watch``, and people who have enough."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME, Run, clean_environment

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has other terminals and signals"),
    pytest.mark.slow,
]
WELL = "1 document, 3 references: 3 up to date"


class Screen:
    """A running command and what it has printed."""

    def __init__(self, project: Project, *arguments: str, **environment: str | None) -> None:
        import pty

        self.text = ""
        self.terminal, end = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs_swimm", "verify", *arguments],
            cwd=project.root,
            env=clean_environment(PYTHONUNBUFFERED="1", TERM="xterm", **environment),
            stdout=end,
            stderr=end,
        )
        os.close(end)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        # On Linux, reading fails when the command has ended.
        with suppress(OSError):
            while part := os.read(self.terminal, 65536):
                self.text += part.decode()

    def shows(self, *texts: str) -> str:
        """Wait until some texts were printed; returns the output since the last call."""
        end = time.monotonic() + 60
        while not all(text in self.text for text in texts):
            assert time.monotonic() < end, self.text
            time.sleep(0.05)
        shown, self.text = self.text, ""
        return shown

    def whole(self) -> str:
        """All that the command has printed when it has ended."""
        self.process.wait(60)
        self.reader.join()
        return self.text.replace("\r\n", "\n")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        os.close(self.terminal)


@pytest.fixture
def start(numbers: Project) -> Iterator[Callable[..., Screen]]:
    """Run ``mkdocs-swimm verify`` in a terminal."""
    screens = []

    def run(*arguments: str, **environment: str | None) -> Screen:
        screens.append(Screen(numbers, *arguments, **environment))
        return screens[-1]

    yield run
    for screen in screens:
        screen.close()


def test_colours_in_a_terminal(numbers: Project, run: Run, start: Callable[..., Screen]) -> None:
    numbers.write({"src/app.py": "# head\n" + APP.replace("= 0", "= 1")})
    coloured = [
        f"\x1b[1m{NAME}:4\x1b[0m: \x1b[36mmoved\x1b[0m: token 'parse' in src/app.py:3 is now at src/app.py:4",
        f"\x1b[1m{NAME}:13\x1b[0m: \x1b[33mchanged\x1b[0m: snippet src/app.py:6-10, now at lines 7-11; "
        "was 'result = 0', is 'result = 1'",
    ]
    assert start().whole().splitlines()[:2] == coloured
    assert run(FORCE_COLOR="1").lines[:2] == coloured
    assert "\x1b" not in start(NO_COLOR="1").whole() + run().out


def test_progress_is_shown(numbers: Project, run: Run, start: Callable[..., Screen]) -> None:
    assert "Checking" not in start().whole()
    numbers.write({f".swm/d{n}.abc{n}.sw.md": DOCUMENT for n in range(60)})
    assert "Checking" in start().whole()
    assert "Checking" not in start("--no-progress").whole()
    assert run().err == ""


def test_what_is_saved_is_checked(numbers: Project, start: Callable[..., Screen]) -> None:
    screen = start("--watch", NO_COLOR="1")
    screen.shows(WELL, "checked at")
    numbers.write({"src/app.py": APP.replace("= 0", "= 1")})
    screen.shows(f"{NAME}:13: changed: ", "1 changed", "checked at")
    # A new file, which was not watched, makes a stale reference a moved one.
    numbers.write(
        {
            "src/app.py": APP.replace("def parse(text):", ""),
            "src/new/parse.py": "def parse(text):\n",
        }
    )
    screen.shows("1 document, 3 references: ", "checked at")
    numbers.write({"src/app.py": APP, ".swm/more.a1b2.sw.md": "<SwmPath>[a.py](a.py)</SwmPath>\n"})
    screen.shows("a.py no longer exists", "2 documents, 4 references: 3 up to date, 1 gone")
    (numbers.root / ".swm/more.a1b2.sw.md").unlink()
    screen.shows(WELL)
    (numbers.root / NAME).unlink()
    screen.shows("no Swimm documents")
    numbers.write({NAME: DOCUMENT.replace("src/app.py", "src/none.py")})
    screen.shows("3 moved")
    screen.process.send_signal(signal.SIGINT)
    assert screen.process.wait(60) == 1
    assert "Traceback" not in screen.text


def test_watching_shows_what_the_terminal_has_room_for(
    numbers: Project, start: Callable[..., Screen]
) -> None:
    gone = {f".swm/d{n}.abc{n}.sw.md": f"<SwmPath>[x{n}.py](x{n}.py)</SwmPath>\n" for n in range(9)}
    numbers.write(gone)
    screen = start("--watch", NO_COLOR="1", COLUMNS="200", LINES="8")
    shown = screen.shows("more lines", "10 documents, ", "checked at")
    assert "d0.abc0" in shown
    assert "d8.abc8" not in shown
    assert shown.count("\n") <= 8


def test_watching_is_for_a_terminal(numbers: Project, run: Run) -> None:
    done = run("--watch", "--format", "json")
    assert (done.status, done.err.splitlines()[-1]) == (
        2,
        "Error: --watch cannot be combined with --write-baseline, --output or a --format but text",
    )
    done = run("--watch")
    assert (done.status, done.out) == (0, f"{WELL}\n")
    assert done.err == "--watch needs a terminal: checking once\n"


def test_ctrl_c(numbers: Project) -> None:
    code = (
        "import os, signal, mkdocs_swimm.cli.options as options\n"
        "options.find_documents = lambda *_: os.kill(os.getpid(), signal.SIGINT)\n"
        "from mkdocs_swimm.cli import main\n"
        "main(['verify'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=numbers.root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "\nInterrupted\n")


def test_a_closed_pipe(numbers: Project) -> None:
    numbers.write(
        {NAME: '<SwmPath repo-id="abc" repo-name="other">[x.py](x.py)</SwmPath>\n' * 5000}
    )
    with subprocess.Popen(
        [sys.executable, "-m", "mkdocs_swimm", "verify", "--verbose"],
        cwd=numbers.root,
        # Unbuffered, Python itself would not notice.
        env=clean_environment(PYTHONUNBUFFERED=None),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read().decode() == ""
    assert process.returncode == 0
