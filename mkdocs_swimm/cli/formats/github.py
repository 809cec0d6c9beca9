"""For GitHub Actions: workflow commands, which become annotations on lines of files."""

from __future__ import annotations

from collections.abc import Iterator

from ...safety.printable import shown
from ..messages import documented_in, summary
from ..report import Report
from ..telling import told


def as_github(report: Report) -> str:
    """A report as workflow commands, with the summary as a line of the log."""
    return "".join(f"{line}\n" for line in dict.fromkeys(_lines(report)))


def _lines(report: Report) -> Iterator[str]:
    for one in told(report):
        yield _command(one.level, one.text, one.word, one.path, one.line)
        if report.at_code and one.item and one.place:
            message = f"{documented_in(one.item)}: {one.text}"
            place = one.place
            yield _command(one.level, message, one.word, place.path, place.first, place.last)
    yield summary(report)


def _command(
    level: str, message: str, title: str, path: str, first: int | None, last: int | None = None
) -> str:
    properties = [f"file={_property(path)}"]
    properties += [f"line={first}"] if first else []
    properties += [f"endLine={last}"] if last and last != first else []
    properties.append(f"title={_property(f'mkdocs-swimm: {title}')}")
    return f"::{level} {','.join(properties)}::{_data(message)}"


def _data(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return shown(escaped)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
