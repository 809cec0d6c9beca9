"""The file that remembers what was stale already."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ..freshness import STALE
from ..project.folders import LARGEST
from ..safety.files import read_whole, write_whole
from ..safety.printable import json_text
from .output import CanNotRun

DEFAULT = Path(".swm/freshness-baseline.json")
"""Where a baseline is written to unless it is told, from the root of the repository."""

_VERSION = 1
_STATES = frozenset(state.value for state in STALE)


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A reference that is known to be stale.

    Attributes:
        document: The path of the document.
        path: The code that it refers to, for those who read the file.
        kind: Snippet, token or path, for the same.
        fingerprint: What the reference is known by.
        state: The worst state that is nobody's business.
    """

    document: str
    path: str
    kind: str
    fingerprint: str
    state: str


def write_baseline(path: Path, entries: Iterable[Entry], home: Path) -> None:
    """Write a baseline, one entry on each line: what was added or dropped is easy to see."""
    lines = ",\n".join(json_text(asdict(entry)) for entry in sorted(entries))
    text = f'{{"version": {_VERSION}, "findings": [\n{lines}\n]}}\n'
    try:
        write_whole(path, text.encode(), home, parents=True)
    except OSError as error:
        raise CanNotRun(f"the baseline {path} can not be written: {error.strerror}") from None


def read_baseline(path: Path) -> Sequence[Entry]:
    """Read a baseline; raises CanNotRun where it is none."""
    try:
        data = json.loads(read_whole(path, LARGEST).decode("utf-8-sig"))
    except FileNotFoundError:
        problem = "does not exist; write it with --write-baseline"
    except OSError as error:
        problem = f"can not be read: {error.strerror}"
    except (ValueError, RecursionError):
        problem = "is not valid JSON; resolve the conflict in it, or write it again"
    else:
        known = isinstance(data, dict) and data.get("version") == _VERSION
        found = data.get("findings") if known else None
        entries = [_entry(one) for one in found] if isinstance(found, list) else [None]
        if None not in entries:
            return [entry for entry in entries if entry]
        problem = "has content that is not known; write it again"
    raise CanNotRun(f"the baseline {path} {problem}")


def _entry(data: object) -> Entry | None:
    values = [data.get(field.name) for field in fields(Entry)] if isinstance(data, dict) else [None]
    if not all(isinstance(value, str) for value in values):
        return None
    entry = Entry(*map(str, values))
    return entry if entry.state in _STATES else None
