"""Documents exported for tests: of a folder, without git."""

from collections.abc import Mapping
from pathlib import Path

from mkdocs_swimm.export.codetour import export_tours
from mkdocs_swimm.export.pages import FLAVOURS, Export, export_pages
from mkdocs_swimm.project.folders import documents_in
from mkdocs_swimm.project.project import Project
from mkdocs_swimm.project.repository import Hosting, Repository


def exported(
    root: Path, flavour: str, fetched: Mapping[str, tuple[str, bytes]] | None = None
) -> Export:
    """Everything below a folder, exported."""
    hosting = Hosting("https://github.com/acme/parcels", revision="main")
    project = Project(root, [Repository(root, None, hosting)], by_part=False)
    project.read(documents_in(root))
    project.check()
    if flavour == "codetour":
        return export_tours(project)
    return export_pages(project, FLAVOURS[flavour], fetched or {})
