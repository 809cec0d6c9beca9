"""Subclasses of MkDocs' ``File``, and files that the plugin writes itself."""

from __future__ import annotations

from collections.abc import Collection
from html import escape
from pathlib import Path
from urllib.parse import quote

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from ..export.site import file_url
from ..i18n.strings import Strings
from ..markdown.contract import Target
from ..project.problems import log
from ..safety.files import write_whole


class DocumentFile(File):
    """The file of a document."""

    code: Collection[Path] = ()  # the files of code that it quotes

    def is_documentation_page(self) -> bool:
        """True, with any suffix."""
        return True

    def is_modified(self) -> bool:
        """Whether the document or its code is newer than its page, for ``--dirty`` builds."""
        page = Path(self.abs_dest_path)
        return super().is_modified() or any(
            path.is_file() and path.stat().st_mtime > page.stat().st_mtime for path in self.code
        )


class ImageFile(File):
    """The file of an image."""

    def copy_file(self, dirty: bool = False) -> None:
        """Copy the image, unless it has been deleted meanwhile."""
        try:
            super().copy_file(dirty)
        except (FileNotFoundError, PermissionError) as error:
            log.warning(
                "%s: the image cannot be read: %s; it is not on the site",
                self.abs_src_path,
                error.strerror,
            )


def write_to_site(site_dir: str, uri: str, text: str) -> None:
    """Write a file of the site; raise PluginError if that fails."""
    home = Path(site_dir).resolve()
    try:
        write_whole(home / uri, text.encode("utf-8", "replace"), home, parents=True)
    except OSError as error:
        raise PluginError(
            f"swimm: {home / uri} cannot be written: {error.strerror or error}; make room for it, "
            "or choose another 'site_dir'"
        ) from None


def target_of(file: File, here: File, anchor: str = "", title: str = "") -> Target:
    """The target of a link from a page to a file of the site."""
    markdown = file_url(file.src_uri, here.src_uri)
    return Target(markdown + anchor, file.url_relative_to(here) + anchor, title)


_REDIRECT = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>{words}</title>
<link rel="canonical" href="{url}">
<meta http-equiv="refresh" content="0; url={url}">
</head>
<body><p>{words} <a href="{url}">{title}</a></p></body>
</html>
"""


def redirect(url: str, title: str, strings: Strings) -> str:
    """A page that redirects to another."""
    return _REDIRECT.format(
        url=escape(quote(url, safe="/.#%~")),
        title=escape(title),
        words=escape(strings.moved),
        language=strings.language,
    )
