"""ProperDocs and Backstage's TechDocs build the pages that MkDocs does; Zensical builds the export.

They are installed by the group ``hosts``; ``pytest -m hosts`` runs these tests.
"""

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from .cli.conftest import run_module
from .conftest import REPOSITORY, Project, need
from .test_beside_other_plugins import FILES
from .test_neighbours import QUIET

pytestmark = pytest.mark.hosts
_GENERATOR = re.compile(r'<meta name="generator"[^>]*>|<!--\s*(?:MkDocs|ProperDocs)[^>]*-->')


def build(command: str, configuration: Path, site: Path) -> dict[str, str]:
    """The pages that a command line makes, by their paths."""
    arguments = (command, "build", "--strict", "-f", configuration, "-d", site)
    done = run_module(configuration.parent, *arguments, **QUIET)
    assert done.returncode == 0, done.stderr
    return {
        path.relative_to(site).as_posix(): _GENERATOR.sub("", path.read_text("utf-8"))
        for path in site.rglob("*.html")
    }


def test_properdocs_makes_the_same_pages(tmp_path: Path) -> None:
    need("properdocs")
    ours = build("mkdocs", REPOSITORY / "mkdocs.yml", tmp_path / "mkdocs")
    theirs = build("properdocs", REPOSITORY / "mkdocs.yml", tmp_path / "properdocs")
    assert "swimm-snippet" in "".join(ours.values())
    assert ours.keys() == theirs.keys()
    assert [name for name, page in ours.items() if theirs[name] != page] == []


def test_techdocs_shows_documents_as_its_whole_site(project: Project) -> None:
    need("techdocs_core")
    project.write(FILES)
    project.commit(
        {
            ".swm/swimm.json": '{"repo_id": "x"}',
            "mkdocs.yml": "site_name: Tea\nrepo_url: https://github.com/acme/tea\n"
            "docs_dir: .swm\nplugins: [techdocs-core, swimm]\n",
        }
    )
    html = build("mkdocs", project.root / "mkdocs.yml", project.root / "site")["kettle/index.html"]
    assert "https://github.com/acme/tea/blob/" in html
    assert "src/kettle.py#L1-L2" in html
    assert "<strong>first</strong>" in html
    assert "Powered by" not in html
    assert 'class="mermaid"' in html
    assert not (project.root / "site" / "swimm.json").exists()


class Zensical:
    """The command ``mkdocs-swimm zensical`` in a repository of two documents."""

    def __init__(self, project: Project) -> None:
        self.root, self.write = project.root, project.write
        self.write(FILES)
        project.commit()

    def command(self, *arguments: str) -> list[str]:
        command = [sys.executable, "-m", "mkdocs_swimm", "zensical", *arguments]
        return [*command, "--repo-url", "https://github.com/acme/tea"]

    def __call__(self, *arguments: str) -> tuple[int, str]:
        """Run it; returns its exit status and output."""
        done = run_module(self.root, *self.command(*arguments)[2:])
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def zensical(project: Project) -> Zensical:
    need("zensical")
    return Zensical(project)


def test_zensical_builds_a_site_of_the_documents(zensical: Zensical) -> None:
    site = zensical.root / "site"
    zensical.write({".swm/more.ab12cd99.sw.md": "See [it](kettle.aaaaa.sw.md#none).\n"})
    status, reported = zensical("build", "--strict")
    assert status == 1
    assert "anchor does not exist" in reported
    assert not site.exists()
    assert zensical("build")[0] == 0
    (zensical.root / ".swm/more.ab12cd99.sw.md").unlink()
    status, reported = zensical("build", "--strict")
    assert status == 0, reported
    html = (site / "kettle" / "index.html").read_text("utf-8")
    assert "swimm-snippet" in html
    assert "https://github.com/acme/tea/blob/" in html
    assert "Powered by" not in html
    assert sorted(path.name for path in zensical.root.iterdir()) == [".git", ".swm", "site", "src"]
    # No folder is replaced but a site.
    status, reported = zensical("build", "-o", "src")
    assert status == 2
    assert "src exists and is not a site" in reported
    assert (zensical.root / "src" / "kettle.py").exists()


def test_zensical_serves_what_was_saved_last(zensical: Zensical) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with subprocess.Popen(
        zensical.command("serve", "--dev-addr", address),
        cwd=zensical.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            wait_for(f"http://{address}/kettle/", "src/kettle.py#L1-L2")
            zensical.write({"src/kettle.py": "# a head\ndef boil():\n    return water.hot()\n"})
            wait_for(f"http://{address}/kettle/", "src/kettle.py#L2-L3")
            zensical.write({".swm/more.ab12cd99.sw.md": "---\ntitle: More\n---\nAnd more.\n"})
            wait_for(f"http://{address}/more/", "And more.")
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(30)
            finally:
                # In the background of a shell it ignores Ctrl-C, and this would wait forever.
                server.kill()


def wait_for(url: str, text: str) -> None:
    end = time.monotonic() + 90
    shown = ""
    while text not in shown:
        assert time.monotonic() < end, shown[-2000:]
        time.sleep(0.2)
        with suppress(OSError), urllib.request.urlopen(url, timeout=10) as answer:
            shown = answer.read().decode()
