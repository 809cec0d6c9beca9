"""For merge requests of GitLab: a report of Code Quality."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ...reports.diagnostics import diagnostics_of
from ...reports.identity import problem_fingerprint
from ...reports.report import Report
from ...safety.printable import json_text
from ...safety.untrusted import inert

_SEVERITIES: Mapping[str, str] = {
    "unreadable": "critical",
    "gone": "critical",
    "changed": "major",
    "moved": "minor",
}


def as_gitlab(report: Report) -> str:
    """A report as JSON: what is known by the same fingerprint is one to GitLab."""
    seen: Counter[str] = Counter()
    issues = []
    for one in diagnostics_of(report):
        name = one.item.fingerprint if one.item else problem_fingerprint(one.path, one.text)
        seen[name] += 1
        issues.append(
            {
                "description": inert("; ".join(one.lines)),
                "check_name": f"mkdocs-swimm/{one.word.replace(' ', '-')}",
                "fingerprint": name if seen[name] == 1 else f"{name}-{seen[name]}",
                "severity": _SEVERITIES.get(one.word, "info"),
                "location": {"path": one.path, "lines": {"begin": one.line}},
            }
        )
    return json_text(issues, indent=2) + "\n"
