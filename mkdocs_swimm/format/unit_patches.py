"""The oldest JSON units: exercises as patches from the finished code to what is to be done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from .unit_cells import block, marked_rows

_HUNK = re.compile(r"@@ -(\d{1,9})(?:,\d{1,9})? \+\d{1,9}(?:,\d{1,9})? @@")
_FILE = re.compile(r"^diff --git ", re.M)
_PATHS = re.compile(r"^(?:---|\+\+\+) (?:[ab]/)?([^\t\n]+)", re.M)
_TICKS = re.compile(r"`{3,}")


def patch_cells(patch: Mapping[str, object], order: object) -> Iterator[tuple[str, str]]:
    """The hunks of a patch, as snippets with their comments.

    Args:
        patch: What the unit has under ``swimmPatch``, by path. Lines with a minus are the finished
            code, those with a plus are the stub.
        order: The order of the hunks, as ``path_number``; others follow.

    Yields:
        The Markdown of a hunk and the path in the patch that it is from.
    """
    hunks = {
        f"{path}_{index}": (path, hunk)
        for path, change in patch.items()
        for index, hunk in enumerate(_hunks(change))
    }
    named = [key for key in order if isinstance(key, str)] if isinstance(order, list) else []
    for key in dict.fromkeys([*(key for key in named if key in hunks), *hunks]):
        path, hunk = hunks[key]
        lines = [line for line in _list(hunk.get("hunkDiffLines")) if isinstance(line, str)]
        head = _HUNK.match(lines[0]) if lines else None
        if head is None:
            yield _diff("\n".join(lines), [path]), path
            continue
        data = hunk.get("swimmHunkMetadata")
        comments = _list(data.get("hunkComments")) if isinstance(data, dict) else ()
        told = [one for one in comments if isinstance(one, str) and one.strip()]
        # What says that a file has no line end at its end is no line of it.
        rows = [line for line in lines[1:] if not line.startswith("\\")]
        yield block(path, marked_rows(rows, max(int(head[1]), 1), "-"), told), path


def diff_cells(diff: str) -> Iterator[str]:
    """The files of a unified diff.

    Which of its sides is the finished code is not told: it is shown as the diff that it is.
    """
    starts = [found.start() for found in _FILE.finditer(diff)] or [0]
    for start, end in zip(starts, [*starts[1:], len(diff)], strict=True):
        part = diff[start:end].strip("\n")
        paths = [path.strip() for path in _PATHS.findall(part)]
        if part:
            yield _diff(part, list(dict.fromkeys(one for one in paths if one != "/dev/null")))


def _diff(text: str, paths: Sequence[str]) -> str:
    longest = max((len(run) for run in _TICKS.findall(text)), default=2)
    fence = "`" * (longest + 1)
    head = "".join(f"`\N{PAGE FACING UP} {path}`\n\n" for path in paths)
    return f"{head}{fence}diff\n{text}\n{fence}"


def _hunks(change: object) -> Sequence[Mapping[str, object]]:
    found = change.get("hunks") if isinstance(change, dict) else None
    return [one for one in _list(found) if isinstance(one, dict)]


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
