"""The file that remembers what was stale already, so that only new drift fails."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ..freshness import STALE, State
from .errors import CanNotRun
from .escaping import json_text
from .quoted import kind_of, quoted_place
from .report import Item, graver

DEFAULT = Path(".swm/freshness-baseline.json")
"""Where a baseline is written to unless it is told, from the root of the repository."""

_VERSION = 1
Known = Mapping[str, State]
"""The worst state that is known of each reference, by its fingerprint."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A reference that is known to be stale.

    Attributes:
        document: The document, for those who read the file.
        path: The code, for the same.
        kind: Snippet, token or path, for the same.
        fingerprint: What it is known by.
        state: The worst state that is nobody's business.
    """

    document: str
    path: str
    kind: str
    fingerprint: str
    state: str


def entries_of(items: Iterable[Item]) -> Sequence[Entry]:
    """The entries for what is stale now, in a stable order, each reference once."""
    worst = known_states((item.fingerprint, item.finding.state) for item in items)
    entries = {
        Entry(
            item.document,
            quoted_place(item.finding.reference).path,
            kind_of(item.finding.reference),
            item.fingerprint,
            worst[item.fingerprint].value,
        )
        for item in items
        if item.finding.state in STALE
    }
    return sorted({entry.fingerprint: entry for entry in sorted(entries)}.values())


def known_states(pairs: Iterable[tuple[str, State]]) -> Known:
    """The worst state for each fingerprint."""
    known: dict[str, State] = {}
    for fingerprint, state in pairs:
        if fingerprint not in known or graver(state, known[fingerprint]):
            known[fingerprint] = state
    return known


def states_in(entries: Iterable[Entry]) -> Known:
    """What a baseline knows."""
    return known_states((entry.fingerprint, State(entry.state)) for entry in entries)


def write_baseline(path: Path, entries: Iterable[Entry]) -> None:
    """Write a baseline, one entry on each line."""
    lines = ",\n".join(json_text(asdict(entry)) for entry in sorted(entries))
    text = f'{{"version": {_VERSION}, "findings": [\n{lines}\n]}}\n'
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise CanNotRun(f"the baseline {path} can not be written: {error.strerror}") from None


def read_baseline(path: Path) -> Sequence[Entry]:
    """Read a baseline."""
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise CanNotRun(
            f"the baseline {path} does not exist; write it with --write-baseline"
        ) from None
    except OSError as error:
        raise CanNotRun(f"the baseline {path} can not be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise CanNotRun(
            f"the baseline {path} is not valid JSON; resolve the conflict in it, or write it again"
        ) from None
    if not isinstance(data, dict) or data.get("version") != _VERSION:
        raise CanNotRun(f"the baseline {path} is of no version that is known; write it again")
    found = data.get("findings")
    return [_entry(path, one) for one in (found if isinstance(found, list) else [None])]


def _entry(path: Path, data: object) -> Entry:
    values = [data.get(field.name) for field in fields(Entry)] if isinstance(data, dict) else []
    if not values or not all(isinstance(value, str) for value in values):
        raise CanNotRun(f"the baseline {path} has an entry that is none; write it again")
    entry = Entry(*map(str, values))
    if entry.state not in [state.value for state in STALE]:
        raise CanNotRun(f"the baseline {path} has an unknown state; write it again")
    return entry
