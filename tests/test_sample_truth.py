"""The sample documents are up to date with the sample code; one is stale on purpose."""

import json
from collections import Counter
from pathlib import Path

from mkdocs_swimm.format.constructs import Diagram
from mkdocs_swimm.project.documents import Doc, DocumentCache
from mkdocs_swimm.project.folders import documents_in

from .cli.conftest import invoke
from .conftest import REPOSITORY, Project

SAMPLE = REPOSITORY / "sample_site"


def documents() -> list[Doc]:
    read = [DocumentCache().read(path) for path in documents_in(SAMPLE / ".swm")]
    return [entry for entry in read if isinstance(entry, Doc)]


def test_one_document_is_stale() -> None:
    report = json.loads(invoke(SAMPLE, "verify", "--format", "json", ".swm").out)
    assert not any(document["problems"] for document in report["documents"])
    findings = [one for one in report["findings"] if one["state"] != "not checked"]
    names = {Path(finding["document"]).name for finding in findings}
    assert names == {"telling-who-waits.s3t6l9dr.sw.md"}
    states = Counter((finding["state"], finding["kind"]) for finding in findings)
    assert states == {
        ("moved", "token"): 1, ("moved", "snippet"): 1, ("changed", "token"): 1,
        ("changed", "snippet"): 1, ("gone", "token"): 1, ("gone", "snippet"): 1, ("gone", "path"): 1,
    }  # fmt: skip
    # Empty snippets, leaked symbols, and references of every kind to another repository.
    assert (report["summary"]["up_to_date"], report["summary"]["not_checked"]) == (131, 11)


def test_diagrams_open_lines_that_exist() -> None:
    diagrams = [one for doc in documents() for one in doc.document.constructs]
    clicks = [click for one in diagrams if isinstance(one, Diagram) for click in one.clicks]
    assert clicks
    for click in clicks:
        assert click.path or click.heading
        if click.path:
            lines = (SAMPLE / click.path).read_text("utf-8").split("\n")
            assert 1 <= (click.first or 1) <= (click.last or click.first or 1) <= len(lines), click


def test_versions_of_files_are_git_s_own() -> None:
    fields = [doc.document.front_matter for doc in documents()]
    blobs = [field.data.get("file_blobs") or {} for field in fields if field]
    assert any(blobs)
    for name, blob in (item for one in blobs if isinstance(one, dict) for item in one.items()):
        assert Project(SAMPLE).git("hash-object", name) == blob, name
