"""Parcels in a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from .parcel import Event, Parcel, Status

FIND = "SELECT status, place, at FROM event WHERE code = ? ORDER BY at"


class ParcelStore:
    """Reads and writes parcels."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def find(self, code: str) -> Parcel:
        """The parcel with a code, with all of its events."""
        rows = self.connection.execute(FIND, (code,))
        events = [Event(Status(row[0]), row[1], datetime.fromisoformat(row[2])) for row in rows]
        if not events:
            raise KeyError(code)
        return Parcel(code, events)

    def save(self, parcel: Parcel) -> None:
        """Write the events of a parcel that are not written yet."""
        known = {event.at for event in self._events(parcel.code)}
        for event in parcel.events:
            if event.at not in known:
                self.connection.execute(
                    "INSERT INTO event (code, status, place, at) VALUES (?, ?, ?, ?)",
                    (parcel.code, event.status.value, event.place, event.at.isoformat()),
                )
        self.connection.commit()

    def _events(self, code: str) -> Iterator[Event]:
        try:
            yield from self.find(code).events
        except KeyError:
            return
