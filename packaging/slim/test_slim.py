"""The built wheel in an environment of its own, where MkDocs and Material are not installed."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path

import pytest
from lsprotocol import types
from markdown import markdown
from pygls.lsp.client import LanguageClient

ROOT = Path(__file__).parents[2]
PARCEL = "sample_site/src/tracking/parcel.py"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The sample site: documents, code, and an ``mkdocs.yml`` above them."""
    shutil.copytree(ROOT / "sample_site", tmp_path / "sample_site")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = shutil.which("mkdocs-swimm", path=str(Path(sys.executable).parent))
    assert command
    done = subprocess.run(
        [command, *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8"
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_mkdocs_is_not_there() -> None:
    assert find_spec("mkdocs_swimm")
    assert not find_spec("mkdocs")
    assert not find_spec("material")
    names = {one.name for one in distributions()}
    assert {name for name in names if "mkdocs" in name.lower()} == {"mkdocs-swimm-slim"}


@pytest.mark.parametrize(
    ("arguments", "status", "printed"),
    [
        (["verify"], 1, "telling-who-waits.s3t6l9dr.sw.md:18: moved: snippet"),
        (["which", PARCEL], 0, ".sw.md:"),
        (["coverage"], 0, "%"),
        (["quote", f"{PARCEL}:1-3"], 0, "<SwmSnippet"),
        (["path", PARCEL], 0, "<SwmPath>"),
        (["renumber"], 1, "sw.md"),
        (["--help"], 0, "verify"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_commands_follow_the_configuration_of_the_site(
    repository: Path, arguments: Sequence[str], status: int, printed: str
) -> None:
    done = run(repository, *arguments)
    assert printed in done.stdout
    assert done.returncode == status


@pytest.mark.parametrize("flavour", ["github", "material", "zensical", "docusaurus", "codetour"])
def test_documents_are_exported(repository: Path, flavour: str) -> None:
    done = run(repository, "export", flavour, "exported")
    assert done.returncode == 0, done.stderr
    assert any((repository / "exported").rglob("*.*"))


def test_a_configuration_is_written(repository: Path) -> None:
    (repository / "mkdocs.yml").unlink()
    assert run(repository, "init").returncode == 0
    assert "swimm" in (repository / "mkdocs.yml").read_text("utf-8")


def test_what_needs_mkdocs_says_so(repository: Path) -> None:
    done = run(repository, "schema")
    assert (done.returncode, done.stdout) == (2, "")
    assert "install mkdocs-swimm" in done.stderr


def test_the_language_server_tells_what_is_stale(repository: Path) -> None:
    document = next((repository / "sample_site" / ".swm").glob("telling-who-waits.*"))
    told = asyncio.run(asyncio.wait_for(_diagnostics(repository, document), 120))
    assert "snippet src/tracking/store.py:16-18 is now at src/tracking/store.py:20-22" in told


async def _diagnostics(folder: Path, document: Path) -> str:
    client = LanguageClient("tests", "1")
    await client.start_io(sys.executable, "-m", "mkdocs_swimm", "server")
    await client.initialize_async(
        types.InitializeParams(types.ClientCapabilities(), root_uri=folder.as_uri())
    )
    client.initialized(types.InitializedParams())
    uri, text = document.as_uri(), document.read_text("utf-8")
    opened = types.TextDocumentItem(uri, "markdown", 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(opened))
    asked = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
    told = await client.text_document_diagnostic_async(asked)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return str(told)


def test_the_markdown_extension_makes_pages(repository: Path) -> None:
    document = next((repository / "sample_site" / ".swm").glob("how-a-parcel-is-tracked.*"))
    needed = ["pymdownx.superfences", "pymdownx.highlight", "attr_list", "md_in_html", "tables"]
    html = markdown(
        document.read_text("utf-8"),
        extensions=[*needed, "admonition", "pymdownx.details", "swimm"],
        extension_configs={"swimm": {"path": str(document)}},
    )
    assert 'class="admonition swimm-snippet"' in html
    assert "<SwmSnippet" not in html
