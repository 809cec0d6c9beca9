"""The documents of the sample site in every flavour: ``tests/export/goldens/<flavour>/``.

Of real documents, nothing of Swimm's is left, and every link leads somewhere.

``SWIMM_UPDATE=1`` rewrites the expected files; the difference is to be read before it is committed.
"""

import os
from pathlib import Path

import pytest

from ..conftest import REPOSITORY
from .checks import faults
from .exporting import exported

GOLDENS = Path(__file__).parent / "goldens"


@pytest.mark.parametrize("flavour", ["material", "github", "docusaurus", "codetour"])
def test_sample_site(flavour: str) -> None:
    made = exported(REPOSITORY / "sample_site", flavour)
    folder = GOLDENS / flavour
    texts = {name: content for name, content in made.files.items() if not name.endswith(".png")}
    if os.environ.get("SWIMM_UPDATE"):
        for old in folder.rglob("*.*"):
            old.unlink()
        for name, content in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    known = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert known == set(texts)
    for name, content in texts.items():
        assert content.decode() == (folder / name).read_text("utf-8"), name


@pytest.mark.corpus
@pytest.mark.parametrize("flavour", ["material", "zensical", "github", "docusaurus", "codetour"])
def test_every_document(corpus: Path, flavour: str) -> None:
    found = []
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
        made = exported(folder.resolve(), flavour)
        assert len(made.pages) == len(set(made.pages.values()))
        found += [f"{folder.name}/{fault}" for fault in faults(made, flavour)]
    assert not found
