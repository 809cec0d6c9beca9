"""Documents exported for tests: of a folder, without git."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mkdocs_swimm.code.codebase import WorkTree
from mkdocs_swimm.code.codehost import Revision, code_host
from mkdocs_swimm.code.ownership import own_repository
from mkdocs_swimm.export.codetour import export_tours
from mkdocs_swimm.export.pages import FLAVOURS, Export, export_pages
from mkdocs_swimm.freshness import Checker
from mkdocs_swimm.project.folders import documents_in, repo_id_of
from mkdocs_swimm.project.library import Entry, Shelf
from mkdocs_swimm.project.linked_code import Code


def exported(
    root: Path, flavour: str, fetched: Mapping[str, tuple[str, bytes]] | None = None
) -> Export:
    """Everything below a folder, exported."""
    shelf = Shelf()
    entries = [one for path in documents_in(root) if isinstance(one := shelf.read(path), Entry)]
    host = code_host("https://github.com/acme/parcels", Revision("main", "branch"))
    ids = frozenset(id for folder in root.glob("**/.swm") if (id := repo_id_of(folder)))
    own = own_repository(ids, "https://github.com/acme/parcels")
    code = Code(WorkTree(root), root, host, "", own, {}, lambda url: None)
    checker = Checker(code.base, None, own=own)
    findings = {entry.path: checker.check(entry.document, entry.path.name) for entry in entries}
    codes = {entry.path: code for entry in entries}
    if flavour == "codetour":
        return export_tours(entries, codes, root, findings)
    return export_pages(entries, FLAVOURS[flavour], codes, root, findings, fetched or {})
