"""What the sample documents say of the sample code is true."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from mkdocs_swimm.code.codebase import WorkTree
from mkdocs_swimm.code.ownership import own_repository
from mkdocs_swimm.format.constructs import Diagram, PathRef, Snippet, Token
from mkdocs_swimm.format.document import Document
from mkdocs_swimm.freshness import Checker, State
from mkdocs_swimm.project.documents import Doc, DocumentCache
from mkdocs_swimm.project.folders import documents_in, repo_id_of

SAMPLE = Path(__file__).parent.parent / "sample_site"
OWN = repo_id_of(SAMPLE / ".swm")
STALE = "telling-who-waits.s3t6l9dr.sw.md"
DOCUMENTS = [path for path in documents_in(SAMPLE / ".swm") if path.name != STALE]
every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)


def _document(path: Path) -> Document:
    entry = DocumentCache().read(path)
    assert isinstance(entry, Doc)
    return entry.document


def _lines(path: str) -> list[str]:
    return (SAMPLE / path).read_text("utf-8").split("\n")


def _is_own(reference: Snippet | Token | PathRef) -> bool:
    return reference.repo is None or reference.repo.id == OWN


@every_document
def test_diagrams_open_lines_that_exist(path: Path) -> None:
    document = _document(path)
    for diagram in document.constructs:
        for click in diagram.clicks if isinstance(diagram, Diagram) else ():
            assert click.path or click.heading
            if click.path:
                last = click.last or click.first or 1
                assert 1 <= (click.first or 1) <= last <= len(_lines(click.path)), click


@every_document
def test_versions_of_files_are_git_s_own(path: Path) -> None:
    front_matter = _document(path).front_matter
    assert front_matter
    blobs = front_matter.data.get("file_blobs", {})
    assert isinstance(blobs, Mapping)
    for name, blob in blobs.items():
        data = (SAMPLE / name).read_bytes()
        content = b"blob %d\0" % len(data) + data
        assert hashlib.sha1(content, usedforsecurity=False).hexdigest() == blob


def test_references_are_true() -> None:
    checker = Checker(WorkTree(SAMPLE), own=own_repository(frozenset([OWN or ""]), None))
    for path in DOCUMENTS:
        document = _document(path)
        assert not document.flaws
        for finding in checker.check(document, path.name):
            expected = {State.UP_TO_DATE} if _is_own(finding.reference) else {State.NOT_CHECKED}
            # Empty snippets and leaked symbols name no place.
            assert finding.state in expected or finding.reason == "no place", finding


def test_one_document_is_stale_on_purpose() -> None:
    checker = Checker(WorkTree(SAMPLE))
    findings = checker.check(_document(SAMPLE / ".swm" / STALE), STALE)
    assert [(finding.state.value, str(finding.place or "")) for finding in findings] == [
        ("changed", "src/tracking/parcel.py:56"),
        ("moved", "src/tracking/parcel.py:39"),
        ("gone", ""),
        ("gone", ""),
        ("moved", "src/tracking/store.py:20-22"),
        ("changed", "src/tracking/parcel.py:49-54"),
        ("gone", ""),
    ]


def test_there_is_something_to_check() -> None:
    own: Counter[str] = Counter()
    foreign: Counter[str] = Counter()
    for path in DOCUMENTS:
        for reference in _document(path).references:
            (own if _is_own(reference) else foreign)[type(reference).__name__] += 1
    assert OWN
    assert len(DOCUMENTS) >= 14
    assert own["Snippet"] >= 20
    assert own["Token"] >= 80
    assert own["PathRef"] >= 20
    assert set(foreign) == {"Snippet", "Token", "PathRef"}
