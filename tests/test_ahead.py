"""A second process does work ahead, and nothing is lost where it can not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Project

HEAD = """
import logging, os, resource, sys, threading
from mkdocs_swimm import ahead
logging.basicConfig(stream=sys.stdout, format="%(message)s", level=0)
log = logging.getLogger("some.logger")
"""


def alone(code: str, folder: Path | None = None) -> str:
    """What a program prints that is the only thread of its process, as MkDocs is."""
    command = [sys.executable, "-c", HEAD + code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


possible = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2,
    reason="there is no second processor",
)


@possible
def test_results_come_in_order_with_what_was_logged_while_they_were_made() -> None:
    printed = alone("""
def work():
    for number in range(3):
        log.warning("making %d", number)
        yield number, os.getpid()
other = ahead.begin(work)
for number in range(3):
    result, process = other.result(number)
    print(result, process == os.getpid())
print(other.result(3))
other.end()
""")
    assert printed.split("\n")[:-1] == [
        "making 0",
        "0 False",
        "making 1",
        "1 False",
        "making 2",
        "2 False",
        "None",
    ]


@possible
@pytest.mark.parametrize(
    "trouble",
    [
        "os._exit(9)",
        "os.kill(os.getpid(), 9)",
        "raise ValueError",
        "raise SystemExit",
        "yield lambda: 0",
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)); yield 'x' * 100",
    ],
)
def test_where_it_fails_what_it_has_not_done_is_none(trouble: str) -> None:
    printed = alone(f"""
def work():
    yield "done"
    {trouble}
    yield "not done"
other = ahead.begin(work)
print(other.result(1), other.result(0), other.result(2))
other.end()
""")
    assert printed == "None done None\n"


@possible
def test_when_it_is_ended_no_process_is_left() -> None:
    printed = alone("""
import time
def work():
    yield os.getpid()
    time.sleep(60)
other = ahead.begin(work)
process = other.result(0)
other.end()
other.end()
try:
    os.kill(process, 0)
except ProcessLookupError:
    print("gone")
""")
    assert printed == "gone\n"


@possible
def test_large_results_hold_nothing_up() -> None:
    printed = alone("""
def work():
    for number in range(50):
        yield str(number) * 300_000
other = ahead.begin(work)
print(all(other.result(number)[0] == str(number)[0] for number in reversed(range(50))))
other.end()
""")
    assert printed == "True\n"


def test_a_process_with_threads_is_not_copied() -> None:
    printed = alone("""
event = threading.Event()
threading.Thread(target=event.wait).start()
print(ahead.begin(lambda: iter("x")))
event.set()
""")
    assert printed == "None\n"


@possible
def test_each_process_asks_a_git_of_its_own(project: Project) -> None:
    project.write({"a.txt": "one\n", "b.txt": "two\n"})
    commit = project.commit()
    printed = alone(
        f"""
from pathlib import Path
from mkdocs_swimm.git import Git
git = Git(Path.cwd())
print(git.read("{commit}:a.txt"))
def work():
    yield git.read("{commit}:b.txt")
    git.close()
    yield "closed"
other = ahead.begin(work)
print(git.read("{commit}:a.txt"), other.result(0), other.result(1), git.read("{commit}:b.txt"))
other.end()
git.close()
""",
        project.root,
    )
    assert printed == "b'one\\n'\nb'one\\n' b'two\\n' closed b'two\\n'\n"
