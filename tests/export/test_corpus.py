"""Every real document in every flavour: nothing of Swimm's left, every link leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from .checks import faults
from .exporting import exported

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize("flavour", ["material", "zensical", "github", "docusaurus", "codetour"])
def test_every_document(corpus: Path, flavour: str) -> None:
    found = []
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
        made = exported(folder.resolve(), flavour)
        assert len(made.pages) == len(set(made.pages.values()))
        found += [f"{folder.name}/{fault}" for fault in faults(made, flavour)]
    assert not found
