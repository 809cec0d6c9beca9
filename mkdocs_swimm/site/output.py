"""Files that the plugin itself writes to a site, beside those that MkDocs writes."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel

from ..safety.files import write_whole


def write_to_site(site_dir: str, uri: str, text: str) -> None:
    """Write a file of the site.

    Args:
        site_dir: The folder of the site.
        uri: Where it is on the site.
        text: Its content.

    Raises:
        PluginError: It can not be written; the build ends with what is in the way.
    """
    home = Path(site_dir).resolve()
    try:
        write_whole(home / uri, text.encode("utf-8", "replace"), home, parents=True)
    except OSError as error:
        raise PluginError(
            f"swimm: {home / uri} can not be written: {error.strerror or error}; make room for it, "
            "or choose another 'site_dir'"
        ) from None


def generated_page(
    config: MkDocsConfig,
    uri: str,
    content: str,
    inclusion: InclusionLevel = InclusionLevel.UNDEFINED,
) -> File:
    """A page that is made, not read.

    It names the place in ``docs_dir`` that it pretends to be from: plugins such as RSS feeds take
    the source of every page for a path, and a path that is not there they survive.
    """
    file = File.generated(config, uri, content=content, inclusion=inclusion)
    file.abs_src_path = str(Path(config.docs_dir, uri))
    return file
