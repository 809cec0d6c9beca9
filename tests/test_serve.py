"""``mkdocs serve`` notices what a page is made of."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from .conftest import Project
from .test_build import FILES


def _until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.2)


def test_documents_and_quoted_code_refresh_the_site(project: Project, tmp_path: Path) -> None:
    project.write(FILES)
    project.build(dev_addr=f"127.0.0.1:{_free_port()}")
    address = next(
        line.split(": ")[1]
        for line in (project.root / "mkdocs.yml").read_text().split("\n")
        if line.startswith("dev_addr")
    )
    log = tmp_path / "serve.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve"],
            cwd=project.root,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )
    try:
        _until(lambda: "Serving on" in log.read_text())

        def page() -> str:
            with urllib.request.urlopen(f"http://{address}/swimm/first-steps/") as answer:
                return str(answer.read().decode())

        assert "It does nothing" in page()
        path = project.root / ".swm/first-steps.abc12.sw.md"
        path.write_text(path.read_text().replace("It does nothing", "It does little"))
        _until(lambda: "It does little" in page())
        rebuilds = log.read_text().count("Building documentation")
        (project.root / "src/app.py").write_text("def run(): return 1\n")
        _until(lambda: log.read_text().count("Building documentation") > rebuilds)
        (project.root / ".swm/third.thrd1.sw.md").write_text("---\ntitle: Third\n---\nNew\n")
        _until(lambda: "Third" in page())
    finally:
        server.terminate()
        server.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
