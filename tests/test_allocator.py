"""Memory that is given back."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from mkdocs_swimm import allocator

HOLES = """
import os, sys
from mkdocs_swimm.allocator import LARGE, give_back, give_back_all

def held():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000

first = "a" * 3_000_000
if sys.argv[1] == "large":
    give_back(LARGE)
del first
large, small = [], []
for number in range(100):
    large.append(b"a" * 500_000)
    small.append(b"a" * 2_000)
before = held()
large.clear()
if sys.argv[1] == "all":
    give_back_all()
print(before - held())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
@pytest.mark.parametrize(("way", "given"), [("not", False), ("large", True), ("all", True)])
def test_holes_are_given_back(way: str, *, given: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOLES, way], capture_output=True, text=True, check=True
    )
    assert (int(done.stdout) > 40) == given


@pytest.mark.parametrize("trouble", [OSError("no such library"), AttributeError("no mallopt")])
def test_other_libraries_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def refuse(_: object) -> None:
        raise trouble

    monkeypatch.setattr("ctypes.CDLL", refuse)
    allocator.give_back(allocator.LARGE)
    allocator.give_back_all()


def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("ctypes.CDLL", lambda _: pytest.fail("the library was asked for"))
    allocator.give_back(allocator.LARGE)
    allocator.give_back_all()


def test_the_measure_of_the_user_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_MMAP_THRESHOLD_", "65536")
    monkeypatch.setattr("ctypes.CDLL", lambda _: pytest.fail("the library was asked for"))
    allocator.give_back(allocator.LARGE)
