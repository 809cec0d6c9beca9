"""What ``mkdocs-swimm server`` costs: until it is ready, for an answer, in memory. Linux only.

    python benchmarks/editor.py [REPOSITORY] [--documents 500] [--files 2000] [--idle 10]

REPOSITORY has documents in ``.swm`` and the code that they speak of; else both are made from a
seed. Prints seconds until the first answer, with the processor time that it took, milliseconds
for answers (median and longest of many documents, and how many took too long), memory, and the
processor time while nothing happens. Nothing is written.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from samples import Shape, make

_MOST = 100
"""So many documents are opened."""

_BAR = 50
"""So many milliseconds an answer may take."""


def processor(pid: int) -> float:
    """The processor time of a process, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """The most memory that a process held, in MB."""
    rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("VmHWM")) // 1024


class Editor:
    """An editor that measures answers.

    Attributes:
        took: Milliseconds of each answer, by what was asked.
    """

    def __init__(self) -> None:
        self.client = LanguageClient("benchmark", "1")
        self.took: dict[str, list[float]] = {}
        ignore: Callable[[Any], None] = lambda _: None  # noqa: E731
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(ignore)

    async def ask(self, what: str, answer: Awaitable[Any]) -> Any:
        """Wait for an answer."""
        begin = time.perf_counter()
        found = await answer
        self.took.setdefault(what, []).append((time.perf_counter() - begin) * 1000)
        return found

    def open(self, path: Path) -> tuple[types.TextDocumentIdentifier, str]:
        """Open a file."""
        text = path.read_text("utf-8", "replace")
        item = types.TextDocumentItem(path.as_uri(), "any", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return types.TextDocumentIdentifier(path.as_uri()), text

    def type(self, file: types.TextDocumentIdentifier, text: str) -> None:
        """Change an open file."""
        change = types.TextDocumentContentChangeWholeDocument(text)
        version = types.VersionedTextDocumentIdentifier(2, file.uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(version, [change]))

    async def check(self, what: str, file: types.TextDocumentIdentifier) -> None:
        """Have a file checked as it is now."""
        wanted = types.CodeLensParams(file)
        await self.ask(what, self.client.text_document_code_lens_async(wanted))


async def measure(root: Path, idle: float) -> None:
    """Start a server, ask it, print what it took."""
    editor = Editor()
    client = editor.client
    before = {int(name.name) for name in Path("/proc").iterdir() if name.name.isdigit()}
    begin = time.perf_counter()
    await client.start_io(sys.executable, "-m", "mkdocs_swimm", "server")
    pid = min({int(name.name) for name in Path("/proc").iterdir() if name.name.isdigit()} - before)
    folder = types.WorkspaceFolder(root.as_uri(), root.name)
    can = types.ClientCapabilities()
    await client.initialize_async(types.InitializeParams(can, workspace_folders=[folder]))
    client.initialized(types.InitializedParams())
    documents = sorted((root / ".swm").glob("*.sw.md"))
    first, _ = editor.open(documents[0])
    await editor.check("first", first)
    print(f"ready               {time.perf_counter() - begin:5.1f} s", end="")
    print(f", processor time {processor(pid):.1f} s")
    for path in documents[:: max(len(documents) // _MOST, 1)]:
        file, text = editor.open(path)
        await editor.check("open a document", file)
        at = types.Position(text[: text.find("</SwmToken>")].count("\n"), 60)
        await editor.ask("hover", client.text_document_hover_async(types.HoverParams(file, at)))
        definition = types.DefinitionParams(file, at)
        found = await editor.ask("definition", client.text_document_definition_async(definition))
        editor.type(file, f"{text}\nA line more.\n")
        await editor.check("check it again", file)
        if isinstance(found, types.Location) and not found.uri.endswith(".sw.md"):
            code, source = editor.open(Path(found.uri.removeprefix("file://")))
            lenses = types.CodeLensParams(code)
            await editor.ask("lenses of code", client.text_document_code_lens_async(lenses))
            editor.type(code, f"\n{source}")
            await editor.check("check changed code", code)
    for what, took in editor.took.items():
        above = sum(one > _BAR for one in took)
        print(f"{what:20}{statistics.median(took):5.0f} ms, longest {max(took):.0f} ms", end="")
        print(f", {above} of {len(took)} above {_BAR} ms")
    print(f"memory              {memory(pid):5} MB")
    await asyncio.sleep(1)
    spent = processor(pid)
    await asyncio.sleep(idle)
    print(f"{idle:.0f} s of nothing     {processor(pid) - spent:5.2f} s of processor time")
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("repository", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--idle", type=float, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        where = (options.repository or Path(made, "repository")).resolve()
        if not options.repository:
            make(where, Shape(documents=options.documents, files=options.files))
        asyncio.run(measure(where, options.idle))
