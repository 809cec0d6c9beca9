"""``mkdocs serve``: the site follows its documents and the code that they quote."""

import gc
import logging
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from .conftest import Built, Project
from .documents import document, snippet, token

pytestmark = pytest.mark.slow

ONE = f"""---
title: One
---
See <SwmLink doc-title="">[](/.swm/two.two22.sw.md)</SwmLink> and [a dead link](/.swm/no.md).

![A picture](images/a.png)

{snippet("src/app.py", "def run(): pass", comment="Words")}"""
TWO = "---\ntitle: Two\n---\nPlain words.\n"
COUNT = 30
"""More quoted files than a server may have threads."""

MANY = document(
    "Many", "\n\n".join(token(f"src/{n}.py", 1, f"x{n}", f"x{n} = 1") for n in range(COUNT))
)
FILES: dict[str, str | bytes] = {
    ".swm/one.one11.sw.md": ONE,
    ".swm/two.two22.sw.md": TWO,
    "src/app.py": "def run(): pass\n",
}
CODE: dict[str, str | bytes] = {f"src/{number}.py": f"x{number} = 1\n" for number in range(COUNT)}
LINE = "app.py#L"


class Server:
    """``mkdocs serve`` in a process of its own."""

    def __init__(self, project: Project, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        self.log = log
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mkdocs", "serve", "-a", self.address],
                cwd=project.root,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            )

    def page(self, url: str) -> str:
        """A page; empty where there is none."""
        with suppress(OSError), urllib.request.urlopen(f"http://{self.address}/{url}") as answer:
            return str(answer.read().decode())
        return ""

    def until(self, condition: Callable[[], bool], seconds: float = 90) -> None:
        """Wait until the site is as it should be."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.2)

    def shows(self, text: str, url: str = "swimm/one/") -> None:
        """Wait until a page has a text."""
        self.until(lambda: text in self.page(url))


@pytest.fixture
def server(project: Project, tmp_path: Path) -> Iterator[Server]:
    project.write({**FILES, **CODE, ".swm/many.many1.sw.md": MANY})
    project.commit({"docs/page.md": "# Page\n\n[run](../src/app.py#L1)\n"})
    project.build({"pages": ["docs/*.md"]})
    server = Server(project, tmp_path / "serve.log")
    try:
        server.shows("One")
        yield server
    finally:
        server.process.terminate()
        server.process.wait(10)


def test_the_site_follows_documents_and_the_code_that_they_quote(
    server: Server, project: Project
) -> None:
    code = project.root / "src/app.py"
    server.shows(f"{LINE}1")
    tasks = Path(f"/proc/{server.process.pid}/task")
    if tasks.exists():
        assert len(list(tasks.iterdir())) <= 10
    project.write({".swm/two.two22.sw.md": TWO.replace("Plain", "Other")})
    server.shows("Other words", "swimm/two/")
    server.shows(f"{LINE}1", "page/")
    code.write_text("import this\n\ndef run(): pass\n")
    server.shows(f"{LINE}3")
    server.shows(f"{LINE}3", "page/")
    code.unlink()
    server.until(lambda: LINE not in server.page("swimm/one/"))
    # As `git checkout` of another branch and back does it.
    project.git("checkout", "--", "src/app.py")
    server.shows(f"{LINE}1")
    code.write_text("import this\ndef run(): pass\n")
    server.shows(f"{LINE}2")
    (project.root / ".swm/two.two22.sw.md").rename(project.root / ".swm/next.two22.sw.md")
    server.shows("Other words", "swimm/next/")
    assert server.page("swimm/two/") == ""
    project.write({".swm/third.thrd1.sw.md": "---\ntitle: Third\n---\nNew\n"})
    server.shows("Third")
    text = server.log.read_text()
    # What is wrong was so at every save.
    assert text.count("Building documentation") >= 6
    assert text.count("no.md") == 1
    assert max(map(len, text.splitlines())) < 1000


class Rebuilds:
    """Builds a site again and again, as ``mkdocs serve`` does, in this process."""

    def __init__(self, project: Project, *, dirty: bool = False) -> None:
        project.commit(FILES)
        project.build()
        self.path = project.root / "mkdocs.yml"
        self.dirty = dirty
        self.site = tempfile.mkdtemp(dir=project.root)
        self.config = load_config(str(self.path), site_dir=self.site)
        self.config.plugins.on_startup(command="serve", dirty=dirty)

    def build(self, *, strict: bool = False) -> Built:
        """Build once more."""
        config = load_config(str(self.path), site_dir=self.site, strict=strict)
        with suppress(SystemExit):
            build(config, dirty=self.dirty)
        return Built(Path(self.site))

    def end(self) -> None:
        """Stop to serve."""
        self.config.plugins.on_shutdown()


@pytest.fixture
def rebuilds(project: Project) -> Iterator[Rebuilds]:
    rebuilds = Rebuilds(project)
    yield rebuilds
    rebuilds.end()


def test_a_page_of_code_that_goes_and_comes_where_nothing_is_checked(
    rebuilds: Rebuilds, project: Project
) -> None:
    # A document with links to files would be written again each time.
    project.write({".swm/many.many1.sw.md": MANY, **CODE})
    project.build({"freshness": "ignore", "source_pages": True})
    url, page_of_code = "swimm/many/", "../source/src/0.py/#"
    assert page_of_code in rebuilds.build().content(url)
    (project.root / "src/0.py").unlink()
    assert "source/src/0.py" not in rebuilds.build().content(url)
    project.write({"src/0.py": CODE["src/0.py"]})
    assert page_of_code in rebuilds.build().content(url)


def test_previews_of_a_page_follow_the_references_of_another(
    rebuilds: Rebuilds, project: Project
) -> None:
    lines = ["def f():", '    """Doc', *[f"    if {number}" for number in range(12)], '    """']
    project.write({"src/long.py": "\n".join(lines)})
    first, *others = (token("src/long.py", at, "if", lines[at - 1]) for at in (8, 4, 6, 11))
    project.write({".swm/two.two22.sw.md": document("Two", first)})
    project.write({".swm/many.many1.sw.md": document("Many", others[0])})
    # Seven lines alone are no part of a string; where a file is named often, all of it is read.
    assert '<span class="k">if</span>' in rebuilds.build().page("swimm/two/")
    project.write({".swm/many.many1.sw.md": document("Many", "\n\n".join(others))})
    assert '<span class="sd">    if 5</span>' in rebuilds.build().page("swimm/two/")


def test_dirty_builds_write_pages_whose_code_is_newer(project: Project) -> None:
    rebuilds = Rebuilds(project, dirty=True)
    page = rebuilds.build().site / "swimm/one/index.html"
    written = page.stat().st_mtime_ns
    rebuilds.build()
    assert page.stat().st_mtime_ns == written
    project.write({"src/app.py": "import this\n\ndef run(): pass\n"})
    later = time.time() + 5
    os.utime(project.root / "src/app.py", (later, later))
    assert f"{LINE}3" in rebuilds.build().content("swimm/one/")
    rebuilds.end()


def test_nothing_of_an_old_build_stays_in_memory(rebuilds: Rebuilds, project: Project) -> None:
    def ours() -> int:
        gc.collect()
        modules = (str(getattr(type(one), "__module__", "")) for one in gc.get_objects())
        return sum(module.startswith("mkdocs") for module in modules)

    for number in range(2):
        project.write({".swm/two.two22.sw.md": f"{TWO}<b>{number}</b>\n"})
        rebuilds.build()
    before = ours()
    for number in range(2, 5):
        project.write({".swm/two.two22.sw.md": f"{TWO}<b>{number}</b>\n"})
        rebuilds.build()
    assert ours() <= before


def test_a_save_reports_only_what_is_new(
    rebuilds: Rebuilds, project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    def messages(*, strict: bool = False) -> list[str]:
        caplog.clear()
        with caplog.at_level(logging.INFO):
            rebuilds.build(strict=strict)
        return [one.getMessage() for one in caplog.records if "mkdocs_swimm" in one.name]

    first = messages()
    assert any("no.md" in message for message in first)
    still = "2 earlier warnings still stand; 'mkdocs build' lists all of them"
    assert messages() == [still]
    assert messages() == [still]
    project.write({".swm/two.two22.sw.md": TWO + "[Another](/.swm/none.md)\n"})
    [new, _] = messages()
    assert "none.md" in new
    assert messages() == [still.replace("2", "3")]
    # A problem that was corrected is reported again when it returns.
    project.write({".swm/two.two22.sw.md": TWO})
    assert messages() == [still]
    project.write({".swm/two.two22.sw.md": TWO + "[Another](/.swm/none.md)\n"})
    assert messages() == [new, still]
    # A strict build fails by what it logs.
    assert {*first, new} <= set(messages(strict=True))
