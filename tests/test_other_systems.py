"""What other systems do otherwise, simulated here: line ends, links, encodings, paths, capitals."""

from __future__ import annotations

import builtins
import io
import ntpath
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
from click import ClickException

import mkdocs_swimm
from mkdocs_swimm.cli import options
from mkdocs_swimm.project.problems import shown_path

from .cli.conftest import APP, DOCUMENT, NAME, clean_environment, invoke
from .conftest import REPOSITORY, Project, build_site, files_in

PACKAGE = Path(mkdocs_swimm.__file__).parent
GREETING = "# Grüße – ещё\n"
"""Letters that no code page has all of."""
SITE = "site_name: x\ntheme: {name: material, font: false}\nplugins: [swimm]\n"


@pytest.fixture
def stale(project: Project) -> Project:
    """A repository with text beyond ASCII, whose code has moved."""
    project.commit(
        {
            "src/app.py": APP,
            NAME: DOCUMENT.replace("Adds up.", "Zählt zusammen – всё."),
            "docs/index.md": GREETING,
            "mkdocs.yml": SITE.replace("x", "Грüße", 1),
            ".gitattributes": "",
        }
    )
    project.commit({"src/app.py": GREETING + APP})
    return project


def _pages(project: Project) -> dict[str, str]:
    built = build_site(project.root / "mkdocs.yml")
    assert built.warnings == []
    paths = sorted(built.site.rglob("*.html"))
    return {path.relative_to(built.site).as_posix(): path.read_text("utf-8") for path in paths}


def test_a_checkout_with_windows_line_ends_gives_the_same_output(
    stale: Project, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    stale.git("clone", "-q", "-c", "core.autocrlf=true", ".", str(clone))
    assert b"\r\n" in (clone / "src/app.py").read_bytes()
    assert b"\r\n" in (clone / NAME).read_bytes()
    reported = invoke(stale.root, "verify")
    assert reported.status == 1
    for arguments in (["verify"], ["verify", "--base", "HEAD~"], ["verify", "--ref", "HEAD"]):
        assert invoke(clone, *arguments).out == invoke(stale.root, *arguments).out
    for arguments in (["which", "src/app.py:7"], ["quote", "src/app.py:7-8"], ["coverage"]):
        assert invoke(clone, *arguments).out == invoke(stale.root, *arguments).out
    assert _pages(Project(clone)) == _pages(stale)
    # Only the lines that name a place are written, and they end as before.
    for root in (stale.root, clone):
        assert invoke(root, "renumber", "--write").status == 0
    written = (clone / NAME).read_bytes()
    assert written.count(b"\n") == written.count(b"\r\n")
    assert written.replace(b"\r\n", b"\n") == (stale.root / NAME).read_bytes()


def test_links_checked_out_as_files_with_their_target(project: Project, tmp_path: Path) -> None:
    project.write({"src/app.py": APP, "shared/numbers.x1y2.sw.md": DOCUMENT, "mkdocs.yml": SITE})
    project.write({".swm/sums.s1u2.sw.md": DOCUMENT.replace("src/app.py", "src/link.py")})
    (project.root / "src/link.py").symlink_to("app.py")
    (project.root / NAME).symlink_to("../shared/numbers.x1y2.sw.md")
    project.commit({"docs/index.md": "# Home\n"})
    clone = tmp_path / "clone"
    project.git("clone", "-q", "-c", "core.symlinks=false", ".", str(clone))
    assert (clone / NAME).read_text("utf-8") == "../shared/numbers.x1y2.sw.md"
    reported = invoke(clone, "verify")
    assert reported.status == 1
    assert ".swm/sums.s1u2.sw.md:13: gone: snippet src/link.py:6-10" in reported.out
    assert not [line for line in reported.lines if line.startswith(NAME)]
    assert "numbers/index.html" in str(_pages(Project(clone)).keys())


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp437", "cp1252"])
def test_a_console_without_some_characters_gets_escapes(stale: Project, encoding: str) -> None:
    stale.git("mv", NAME, ".swm/größe – всё.x1y2.sw.md")
    reported = invoke(stale.root, "verify").out
    assert "größe – всё" in reported
    options = ("mkdocs_swimm", "verify", "--exit-zero")
    there = _run(stale.root, *options, PYTHONIOENCODING=encoding)
    assert there == reported.encode(encoding, "backslashreplace")
    # Output to be pasted into a document keeps its characters.
    pasted = _run(stale.root, "mkdocs_swimm", "quote", "src/app.py:1", PYTHONIOENCODING=encoding)
    assert GREETING in pasted.decode()


@pytest.mark.slow
def test_files_are_utf_8_whatever_the_system_writes(stale: Project, tmp_path: Path) -> None:
    # Where the locale knows ASCII alone, a file that is opened without an encoding fails.
    poor = {
        "LC_ALL": "C",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "utf-8",
    }
    rich = {"PYTHONUTF8": "1"}
    found = []
    for name, variables in (("poor", poor), ("rich", rich)):
        home = tmp_path / name
        stale.git("clone", "-q", ".", str(home))
        _run(home, "mkdocs_swimm", "verify", "--exit-zero", "--output", "report.txt", **variables)
        for flavour in ("github", "material", "codetour"):
            _run(home, "mkdocs_swimm", "export", flavour, f"out/{flavour}", **variables)
        _run(home, "mkdocs_swimm", "renumber", "--write", **variables)
        _run(home, "mkdocs", "build", "-q", **variables)
        texts = files_in(home)
        found.append({at: text for at, text in texts.items() if not at.endswith((".gz", ".xml"))})
    assert found[0] == found[1]
    assert "всё".encode() in found[0]["site/swimm/numbers/index.html"]


def _run(folder: Path, *module: str, **environment: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=folder,
        env=clean_environment(PYTHONPATH=str(REPOSITORY), **environment),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


@pytest.fixture
def any_capitals(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make the file system take names in any capitals, as those of Windows and macOS do."""
    lstat, listdir = os.lstat, os.listdir

    def real(path: Any) -> Any:
        if not isinstance(path, str | Path):
            return path
        found = Path(Path(path).anchor)
        for part in Path(path).parts[1 if found.name or found.anchor else 0 :]:
            try:
                lstat(found / part)
            except OSError:
                try:
                    names = listdir(found)
                except OSError:
                    return path
                part = next((one for one in names if one.casefold() == part.casefold()), part)
            found /= part
        return str(found)

    def blind(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda path, *rest, **named: function(real(path), *rest, **named)

    def begin() -> None:
        for name in ("lstat", "stat", "open", "scandir", "listdir", "readlink"):
            monkeypatch.setattr(os, name, blind(getattr(os, name)))
        for module in (builtins, io):
            monkeypatch.setattr(module, "open", blind(module.open))

    return begin


def test_capitals_count_where_the_file_system_takes_any(
    stale: Project, any_capitals: Callable[[], None]
) -> None:
    text = DOCUMENT.replace("src/app.py", "Src/App.py") + "\n<SwmPath>[SRC/](SRC/)</SwmPath>\n"
    stale.commit({NAME: text, "src/app.py": APP})
    reported, pages = invoke(stale.root, "verify"), _pages(stale)
    assert reported.out.count(": moved: ") == 4
    any_capitals()
    assert (stale.root / "SRC/APP.py").read_text("utf-8") == APP
    assert invoke(stale.root, "verify") == reported
    assert _pages(stale) == pages


class WindowsPath(PureWindowsPath):
    """A path as it is on Windows, in the folder ``C:\\code\\tea\\docs``."""

    def __new__(cls, *parts: object) -> WindowsPath:
        return super().__new__(cls, *(str(one) for one in parts))

    @classmethod
    def cwd(cls) -> WindowsPath:
        return cls(r"C:\code\tea\docs")

    def exists(self) -> bool:
        return False

    def resolve(self) -> WindowsPath:
        return WindowsPath(ntpath.normpath(self))


@pytest.mark.parametrize(
    ("given", "path", "lines"),
    [
        (r"..\src\app.py:5-9", "src/app.py", (5, 9)),
        (r"C:\code\tea\src\app.py:5", "src/app.py", (5, 5)),
        (r"c:\CODE\tea\src\app.py", "src/app.py", None),
        ("C:/code/tea/src/app.py:5:3", "src/app.py", (5, 5)),
        (r"C:\code\tea", "", None),
        ("page.md", "docs/page.md", None),
        (r"D:\code\tea\src\app.py", None, None),
        (r"..\..\secret.py", None, None),
        (r"..\.git\config", None, None),
    ],
)
def test_places_with_backslashes_and_drives(
    monkeypatch: pytest.MonkeyPatch, given: str, path: str | None, lines: tuple[int, int] | None
) -> None:
    monkeypatch.setattr(options, "Path", WindowsPath)
    root: Any = WindowsPath(r"C:\code\tea")
    if path is None:
        with pytest.raises(ClickException, match="is not in"):
            options.read_place(given, root)
    else:
        assert options.read_place(given, root) == (path, lines)


def test_paths_are_printed_with_slashes() -> None:
    root: Any = PureWindowsPath(r"C:\code\tea")
    assert shown_path(root / r"src\app.py", root) == "src/app.py"
    assert shown_path(PureWindowsPath(r"c:\code\tea\src\app.py"), root) == "src/app.py"
    assert shown_path(PureWindowsPath(r"D:\app.py"), root) == "D:/app.py"
    # What is only cut off and written keeps its backslashes.
    written = re.compile(r"\bstr\([^()]*\brelative_to\(|\{[^{}]*\brelative_to\([^()]*\)[^{}.]*\}")
    assert [
        f"{path.name}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if written.search(line)
    ] == []
