"""Code of whole repositories moves; ``renumber --write`` follows, and changes nothing else."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mkdocs_swimm.cli import main
from mkdocs_swimm.format.document import read

from ..conftest import NO_REPOSITORIES, REPOSITORIES, REPOSITORY, Project

COORDINATES = re.compile(
    rb'(<SwmSnippet\b[^\n]*?\spath=")[^"\n]*("[^\n]*?\sline=")\d+'
    rb'|(<SwmToken path=")[^"\n]*(" pos=")\d+'
    rb'|(data-swm-token="[^:"]*:)[^:"]*:\d+'
    rb"|(<SwmPath>)\[[^\n]*?\]\([^)\n]*\)(</SwmPath>)"
    rb'|(- ")[^"\n]*(" L)\d+'
    b"|(\xf0\x9f\x93\x84) [^`\n]*"
    b"|^((?:\xe2\xac\x9c |\xf0\x9f\x9f\xa9 )?)\\d+ *",
    re.M,
)
"""What may change in a document; not taken from the command, which knows more."""


def _without_coordinates(data: bytes) -> bytes:
    return COORDINATES.sub(lambda found: b"#".join(one or b"" for one in found.groups()), data)


def _run(*arguments: str) -> Any:
    done = CliRunner().invoke(main, [*arguments, "--format", "json", "."])
    assert done.exit_code in (0, 1), done.stderr
    return json.loads(done.stdout)


def _move_code(project: Project, documents: dict[Path, bytes]) -> None:
    """Push the code of some files down, and rename others."""
    texts = [data.decode("utf-8", "replace") for data in documents.values()]
    quoted = {one.path for text in texts for one in read(text).references}
    files = [project.root / path for path in sorted(quoted)]
    for number, path in enumerate(one for one in files if one.is_file() and not one.is_symlink()):
        if number % 3 == 0:
            path.write_bytes(b"moved down\n" * 7 + path.read_bytes())
        elif number % 3 == 1:
            path.rename(path.with_name(f"renamed {path.name}"))
    project.commit()


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param(REPOSITORY / "sample_site", marks=pytest.mark.source),
        *(
            pytest.param(REPOSITORIES / name, marks=pytest.mark.corpus, id=name)
            for name in (
                "Swimm-Demo+hip-service",
                "Swimm-Demo+dreamhouse-lwc",
                "Swimm-Demo+svm-2.7.20241107",
                "Noaozer+NoaRepo",
            )
        ),
    ],
)
@pytest.mark.slow
def test_moved_code_is_followed(
    project: Project, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    if not folder.is_dir():
        pytest.skip(NO_REPOSITORIES)
    shutil.copytree(folder, project.root, symlinks=True, dirs_exist_ok=True)
    monkeypatch.chdir(project.root)
    project.commit()
    paths = [path for path in project.root.rglob("*.sw.md") if path.is_file()]
    documents = {path: path.read_bytes() for path in paths}
    before = _run("verify")["summary"]
    _move_code(project, documents)
    between = _run("verify")["summary"]
    shown = _run("renumber")
    assert {path: path.read_bytes() for path in paths} == documents

    written = _run("renumber", "--write")
    left = [one for document in written["documents"] for one in document["left"]]
    made = [one for document in written["documents"] for one in document["set"]]
    assert written == shown | {"written": True}
    assert len(made) + len(left) == between["moved"]
    after = _run("verify")["summary"]
    assert after["moved"] == len(left)
    assert after["up_to_date"] == between["up_to_date"] + len(made)
    assert [after[state] for state in ("changed", "gone")] == [
        between[state] for state in ("changed", "gone")
    ]
    assert not any(document["set"] for document in _run("renumber")["documents"])
    for path, data in documents.items():
        assert _without_coordinates(path.read_bytes()) == _without_coordinates(data), path
    figures = {"up to date before": before["up_to_date"], "moved": between["moved"]}
    print(folder.name, figures | {"set": len(made), "left": len(left)})
    assert len(made) > 0.9 * between["moved"]
