"""Everything but the plugin itself works where there is no MkDocs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import mkdocs_swimm

BLOCKED = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("mkdocs", "properdocs", "material"):
            raise ImportError(f"{name} is not here")

sys.meta_path.insert(0, Blocker())
import mkdocs_swimm.format.document, mkdocs_swimm.rendering, mkdocs_swimm.freshness
import mkdocs_swimm.markdown.writing, mkdocs_swimm.markdown_extension
import mkdocs_swimm.export.pages, mkdocs_swimm.export.codetour
import mkdocs_swimm.cli.verify, mkdocs_swimm.cli.which, mkdocs_swimm.cli.coverage
import mkdocs_swimm.cli.export, mkdocs_swimm.cli.init
"""


def test_the_core_needs_no_mkdocs() -> None:
    done = subprocess.run([sys.executable, "-c", BLOCKED], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


FORBIDDEN = re.compile(
    r"\b(?:os\.fork|multiprocessing|pickle|ctypes|import gc|gc\.\w)|__class__ ="
    r"|\bre\._"
)
"""More processes, switches of Python's memory, classes of others changed behind their back."""


def test_there_is_one_process_and_memory_is_left_to_python() -> None:
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in sorted(Path(mkdocs_swimm.__file__).parent.rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert found == []
