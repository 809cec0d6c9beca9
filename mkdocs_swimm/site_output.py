"""Files that the plugin itself writes to a site, beside those that MkDocs writes."""

from __future__ import annotations

from pathlib import Path

from mkdocs.exceptions import PluginError

from .whole_files import write_whole


def write_to_site(path: Path, text: str) -> None:
    """Write a file of the site.

    Args:
        path: Where it is.
        text: Its content.

    Raises:
        PluginError: It can not be written; the build ends with what is in the way.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode("utf-8", "replace"))
    except OSError as error:
        raise PluginError(
            f"swimm: {path} can not be written: {error.strerror or error}; make room for it, or "
            "choose another 'site_dir'"
        ) from None
