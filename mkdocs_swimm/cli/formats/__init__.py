"""The formats that a report can be written in: each is a function from a report to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...reports.report import Report
from .github import as_github, step_summary
from .gitlab import as_gitlab
from .json import as_json
from .junit import as_junit
from .markdown import as_markdown
from .sarif import as_sarif
from .text import as_text

__all__ = ["FORMATS", "step_summary"]

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "gitlab": as_gitlab,
    "markdown": as_markdown,
    "sarif": as_sarif,
    "junit": as_junit,
}
"""The formats by name. The text is coloured: see ``click.unstyle``."""
