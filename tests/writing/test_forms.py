"""A reference that is written for a place in the code names that place, and is up to date."""

import os
import random
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from mkdocs_swimm.code.codebase import WorkTree
from mkdocs_swimm.code.codehost import CodeHost, Revision
from mkdocs_swimm.code.source_file import SourceFile
from mkdocs_swimm.code.words import split_words
from mkdocs_swimm.format.constructs import PathRef, Snippet, Token
from mkdocs_swimm.format.document import read
from mkdocs_swimm.freshness import Checker, Place, State
from mkdocs_swimm.ordinary.permalinks import LinkedPlace, LinkReader
from mkdocs_swimm.ordinary.reading import read_markdown
from mkdocs_swimm.writing import forms

from ..conftest import NO_REPOSITORIES, REPOSITORIES, REPOSITORY

HOST = CodeHost("github", "https://github.com/acme/tea", Revision("0123456789" * 4))
STRANGE = {
    "backticks.md": b"Text\n```\ncode\n```\n````` five `````\n~~~\n`\n",
    "comments.html": b'<!-- one -->\n<a href="x">"&lt;" &amp;amp; &copy; \'s\'</a> <SwmToken>\n',
    "swimm.md": b'<SwmSnippet path="/x" line="1">\n\n---\n\n```\nx\n```\n\n---\n\n</SwmSnippet>\n',
    "tabs.mk": b"all:\n\tcc -o x\t\ttrailing \t \n   \t\n\n",
    "windows.bat": b"@echo off\r\nrem two\r\n\r\nexit /b\r\n",
    "mark.cs": b"\xef\xbb\xbfusing System;\r\nclass A { }  \r\n",
    "no_end.py": b"a = 1\nb = 2",
    "latin.c": b"/* caf\xe9 na\xefve */ int x;\nchar y = '\xdf';\n",
    "both.c": "/* ü */ int x;\n".encode() + b"/* \xe9\xe9 */ int y;\n",
    "wide.txt": "grüße, имя = 名前; naïve_1\n".encode("utf-16"),
    "huge.js": b"var x=" + b"f(1);" * 40_000 + b"\n",
    "ends.txt": "form\x0cfeed \x85 \u2028 end\n\x1c\n".encode(),
    "blank first.py": b"\n\n  \nx = 1\n\n",
    "with (some) [odd] & 'names'/100% né_x_.ts": b"export const a$b = `$" + b"{c}`;\n",
    "__init__/_a_.py": b"__all__ = ['x', 'x', 'x']\nfoo->bar->bar();\n",
}


def _places(file: SourceFile, chance: random.Random) -> Iterator[Callable[[], str]]:
    """What writes some references to a file."""
    yield partial(forms.path, file.path, folder=False)
    lines = range(1, len(file.raw) + 1)
    for _ in range(3 if lines else 0):
        first = chance.choice(lines)
        last = min(len(lines), first + chance.choice((0, 1, 5, 20)))
        if any(row.strip() for row in file.raw[first - 1 : last]):
            yield partial(forms.snippet, file, first, last)
    for number in chance.sample(lines, min(4, len(lines))):
        words = split_words(file.raw[number - 1].removesuffix("\r"))
        names = [at for at, word in enumerate(words) if word.strip()]
        if names:
            start = chance.choice(names)
            stop = chance.choice([at for at in names if start <= at <= start + 4])
            yield partial(forms.token, file, number, (start, stop))


def _written(files: list[SourceFile]) -> Iterator[str]:
    """References to files; none to those that no document can name or hold."""
    chance = random.Random(7)
    for file in files:
        for write in _places(file, chance):
            try:
                yield write()
            except forms.CannotWriteError:
                text = "\n".join((file.path, *file.raw))
                assert re.search(r"Swm|[\r\0]|^ | $", text), write


def _check(code: WorkTree, files: list[SourceFile]) -> int:
    """Write references to files; all are read as they are meant, and are up to date."""
    written = list(_written(files))
    document = read("\n\n".join(f"{one}\n\n&nbsp;" for one in written))
    assert document.flaws == ()
    references = list(document.references)
    assert len(references) == len(written)
    findings = Checker(code).check(document, ".swm/x.abcde.sw.md")
    for text, reference, finding in zip(written, references, findings, strict=True):
        assert finding.state is State.UP_TO_DATE, (text, finding)
        file = code.read(reference.path)
        if isinstance(reference, PathRef):
            assert code.kind(reference.path) == "file"
            continue
        assert isinstance(file, SourceFile)
        if isinstance(reference, Token):
            assert reference.target_line
            assert reference.words
            line = file.raw[reference.target_line - 1].removesuffix("\r")
            first, last = reference.words
            assert reference.line_text == line
            assert "".join(split_words(line)[first : last + 1]) == reference.text
        elif isinstance(reference, Snippet):
            first = reference.rows[0].number
            lines = [line.removesuffix("\r") for line in file.raw[first - 1 :]]
            assert [row.code for row in reference.rows] == lines[: len(reference.rows)]
            assert all(line in text for line in lines[: len(reference.rows)])
    return len(written)


def _plain(file: SourceFile, chance: random.Random) -> Iterator[tuple[str, Place]]:
    """Some references to a file as plain Markdown, and what each is to."""
    lines = range(1, len(file.raw) + 1)
    filled = [number for number in lines if file.raw[number - 1].strip()]
    for first in chance.sample(filled, min(3, len(filled))):
        last = min(len(lines), first + chance.choice((0, 1, 5, 20)))
        with suppress(forms.CannotWriteError):
            first, last = forms.line_span(file, first, last)
            text = forms.plain_snippet(file, first, last, HOST.file_url(file.path, first, last))
            yield text, Place(file.path, first, last)
    for number in chance.sample(filled, min(4, len(filled))):
        with suppress(forms.CannotWriteError):
            forms.line_span(file, number, number)
            words = [word for word in split_words(file.raw[number - 1]) if word.strip()]
            url = HOST.file_url(file.path, number, number)
            yield forms.plain_link(chance.choice(words), url), Place(file.path, number, number)


def _check_plain(code: WorkTree, files: list[SourceFile]) -> int:
    """Write references as plain Markdown; all are read as they are meant, and are up to date."""
    chance = random.Random(7)
    written = [one for file in files for one in _plain(file, chance)]

    def lines(address: str, link: LinkedPlace) -> Sequence[str] | None:
        file = code.read(link.path)
        return file.raw[(link.first or 1) - 1 : link.last] if isinstance(file, SourceFile) else None

    text = "\n\n".join(f"{one}\n\nWords between." for one, _ in written)
    document = read_markdown(text, LinkReader(HOST, "a.md", "", lambda _: False), lines)
    assert document.flaws == ()
    findings = Checker(code).check(document, "a.md")
    for (text, place), finding in zip(written, findings, strict=True):
        assert (finding.state, finding.place) == (State.UP_TO_DATE, place), (text, finding)
        assert isinstance(finding.reference, Token if text.startswith("[") else Snippet), text
    return len(written)


def _files(root: Path) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True
    ).stdout
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]


def test_strange_files(tmp_path: Path) -> None:
    for name, data in STRANGE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    code = WorkTree(tmp_path)
    files = [code.read(name) for name in STRANGE]
    known = [file for file in files if isinstance(file, SourceFile)]
    assert _check(code, known) > 60
    assert _check_plain(code, known) > 50


@pytest.mark.source
@pytest.mark.parametrize("folder", ["sample_site", "mkdocs_swimm/format", "docs/examples"])
def test_own_files(folder: str) -> None:
    code = WorkTree(REPOSITORY / folder)
    paths = sorted(
        path.relative_to(code.root).as_posix()
        for path in code.root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    files = [file for path in paths if isinstance(file := code.read(path), SourceFile)]
    assert _check(code, files) > 50
    assert _check_plain(code, files) > 40


@pytest.mark.corpus
@pytest.mark.skipif(not REPOSITORIES.is_dir(), reason=NO_REPOSITORIES)
def test_files_of_real_repositories() -> None:
    reported = {}
    for root in sorted(REPOSITORIES.iterdir()):
        code = WorkTree(root)
        read = (code.read(path) for path in _files(root)[::3])
        files = [file for file in read if isinstance(file, SourceFile)]
        reported[root.name] = (len(files), _check(code, files), _check_plain(code, files[::5]))
    print(reported)


@pytest.mark.parametrize(
    "name", ["back\\slash.py", " blank.py", "a\nb.py", 'quote".py', "bad\udcff"]
)
def test_names_of_files(name: str) -> None:
    """A name that the format can hold comes back; for another one nothing is written."""
    file = SourceFile(name, ["x = 1"])
    writes: list[Callable[[], str]] = [
        lambda: forms.snippet(file, 1, 1),
        lambda: forms.token(file, 1, (0, 0)),
        lambda: forms.path(name, folder=False),
    ]
    for write in writes:
        try:
            text = write()
        except forms.CannotWriteError:
            continue
        [reference] = read(text).references
        assert reference.path == name


@pytest.mark.parametrize(
    "title", ["A [b](c) _d_ `e`", '"<h1>" & &amp; \\', "Ünï | ~~x~~ *y* __z__"]
)
def test_a_link(title: str) -> None:
    text = forms.link(".swm/a (b) é.k2x9.sw.md", title)
    [link] = read(text).constructs
    assert (link.source, getattr(link, "title", None)) == (text, title)
    tokens = read(text).tokens[1].children or ()
    assert "".join(token.content for token in tokens if token.type.startswith("text")) == title


def test_words_at_columns() -> None:
    line = "  ab->cd(ef, gh)"
    assert "".join(split_words(line)[2:4]) == "->cd"
    assert forms.words_between(line, 0, 3) == (1, 1)
    assert forms.words_between(line, 6, 6) == forms.words_between(line, 7, 7) == (3, 3)
    assert forms.words_between(line, 2, 8) == (1, 3)
    assert forms.words_between(line, 0, 0) is forms.words_between(line, 40, 41) is None
    assert forms.occurrences("a.b(a.b, ab)", "a.b") == [(0, 2), (4, 6)]
    assert forms.occurrences("a..b", "a.b") == forms.occurrences("x", "") == []
