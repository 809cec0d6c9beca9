"""A parcel and the events of its journey."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class Status(Enum):
    """Where a parcel is on its journey."""

    ACCEPTED = "accepted"
    IN_TRANSIT = "in transit"
    OUT_FOR_DELIVERY = "out for delivery"
    DELIVERED = "delivered"
    RETURNED = "returned"


ALLOWED: dict[Status, set[Status]] = {
    Status.ACCEPTED: {Status.IN_TRANSIT, Status.RETURNED},
    Status.IN_TRANSIT: {Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY},
    Status.OUT_FOR_DELIVERY: {Status.DELIVERED, Status.IN_TRANSIT},
    Status.DELIVERED: {Status.RETURNED},
    Status.RETURNED: set(),
}


@dataclass(frozen=True)
class Event:
    """Something that happened to a parcel."""

    status: Status
    place: str
    at: datetime


@dataclass
class Parcel:
    """A parcel that somebody waits for."""

    code: str
    events: list[Event] = field(default_factory=list)

    @property
    def status(self) -> Status | None:
        return self.events[-1].status if self.events else None

    def record(self, event: Event) -> None:
        """Add an event, unless a parcel in this state can not have it."""
        current = self.status
        if current is not None and event.status not in ALLOWED[current]:
            raise ValueError(f"{current.value} parcels are never {event.status.value}")
        self.events.append(event)

    def is_late(self, now: datetime, promised: datetime) -> bool:
        """Whether the parcel should have arrived (1) by now and (2) has not."""
        return now > promised and self.status is not Status.DELIVERED
