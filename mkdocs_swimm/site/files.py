"""MkDocs' files of documents and images."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from ..project.problems import log


class DocumentFile(File):
    """MkDocs' file of a document.

    Attributes:
        code: The files of code that it quotes.
    """

    code: Collection[Path] = ()

    def is_documentation_page(self) -> bool:
        """It is a page, whatever its name ends in."""
        return True

    def is_modified(self) -> bool:
        """Whether the document or its code is newer than its page; ``--dirty`` builds ask that."""
        page = Path(self.abs_dest_path)
        return super().is_modified() or any(
            path.is_file() and path.stat().st_mtime > page.stat().st_mtime for path in self.code
        )


class _Image(File):
    """MkDocs' file of an image."""

    def copy_file(self, dirty: bool = False) -> None:
        """Copy it; where it is no longer there, the rest of the site is written all the same."""
        try:
            super().copy_file(dirty)
        except (FileNotFoundError, PermissionError) as error:
            log.warning(
                "%s: the image can not be read: %s; it is not on the site",
                self.abs_src_path,
                error.strerror,
            )


def asset(files: Files, config: MkDocsConfig, path: Path, uri: str) -> File:
    """Add an image to a site, or take the file that is there already."""
    known = files.get_file_from_path(uri)
    if known:
        return known
    file = _Image(
        uri,
        None,
        config.site_dir,
        config.use_directory_urls,
        dest_uri=uri,
        inclusion=InclusionLevel.INCLUDED,
    )
    file.abs_src_path = str(path)
    files.append(file)
    return file
