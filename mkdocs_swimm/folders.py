"""Folders of documents: the documents, images and settings in them.

Reads folders; no link is followed out of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from .names import SUFFIX, UNIT
from .reading import NotJsonError, decode, is_unit
from .safe_files import is_within, read_whole

_IMAGES = frozenset(
    (".apng", ".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")
)
LARGEST = 20 * 1024 * 1024
"""Files with more bytes than this are not read."""


def is_document(path: Path) -> bool:
    """Whether a file is a document: by its name, and of JSON by what is in it.

    A file that should be a unit and is no JSON at all is taken for one, so that it is told.
    """
    if not path.name.endswith(UNIT):
        return path.name.endswith(SUFFIX)
    try:
        text = decode(read_whole(path, LARGEST)).text
    except OSError:
        return False
    try:
        return is_unit(text)
    except NotJsonError:
        return text.lstrip().startswith("{")


def documents_in(folder: Path) -> Sequence[Path]:
    """The documents below a folder in a stable order; links out of the folder are not followed."""
    found = (path for path in files_in(folder, (SUFFIX, UNIT)) if is_document(path))
    return sorted(found, key=attrgetter("parts"))


def images_in(folder: Path) -> Sequence[Path]:
    """The images below the ``images`` folder of a folder of documents, in a stable order.

    Where ``images`` is a link out of the folder, there are none.
    """
    images = folder / "images"
    if not is_within(images, folder):
        return ()
    return sorted(path for path in files_in(images) if is_image(path))


def is_image(path: Path) -> bool:
    """Whether a file is an image by its name."""
    return path.suffix.lower() in _IMAGES


def files_in(folder: Path, endings: tuple[str, ...] = ("",)) -> Iterator[Path]:
    """The files below a folder whose names end like one of some; no link out is followed."""
    home = folder.resolve()
    folders = [str(home)]
    while folders:
        try:
            with os.scandir(folders.pop()) as found:
                present = list(found)
        except OSError:
            continue
        for one in present:
            try:
                if one.is_dir(follow_symlinks=False):
                    if one.name not in (".git", "node_modules"):
                        folders.append(one.path)
                elif one.name.endswith(endings) and _is_inside(one, home):
                    yield Path(one.path)
            except OSError:
                continue


def _is_inside(found: os.DirEntry[str], home: Path) -> bool:
    """Whether what was found is a file, and no link out of a folder; raises OSError."""
    linked = found.is_symlink()
    return found.is_file() and (not linked or is_within(Path(found.path), home))


def settings_in(folder: Path, name: str) -> object:
    """The JSON of one of Swimm's own files in a folder of documents; None where there is none.

    A link that leads out of the folder is not followed.
    """
    path = folder / name
    try:
        if not is_within(path, folder):
            return None
        data: object = json.loads(read_whole(path, LARGEST).decode("utf-8-sig"))
        # Surrogates that stand alone are JSON, but no text.
        text = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")
        data = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return None
    return data


def repo_id_of(folder: Path) -> str | None:
    """The id that ``swimm.json`` in a folder of documents gives to its repository."""
    data = settings_in(folder, "swimm.json")
    value = data.get("repo_id") if isinstance(data, dict) else None
    return value if isinstance(value, str) and value else None
