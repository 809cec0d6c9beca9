"""The formats that a report can be told in: each is a function from a report to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..report import Report
from .github import as_github
from .json import as_json
from .junit import as_junit
from .sarif import as_sarif
from .text import as_text

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
    "junit": as_junit,
}
"""The formats by name. The text is coloured: see ``click.unstyle``."""
