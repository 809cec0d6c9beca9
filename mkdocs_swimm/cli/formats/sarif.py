"""For code scanning: SARIF 2.1.0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePath
from urllib.parse import quote

from ... import __version__
from ...freshness import Place
from ...reports.diagnostics import Diagnostic, diagnostics_of
from ...reports.messages import PROBLEM, STATES, UNREADABLE, documented_in
from ...reports.report import LEVELS, Level, Report
from ...safety.printable import json_text
from ...safety.untrusted import sarif_text

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Mapping[Level, str] = {"error": "error", "warning": "warning", "notice": "note"}
_RULES: Mapping[str, tuple[str, Level]] = {
    **{state.value: (text, LEVELS[state]) for state, text in STATES.items()},
    "unreadable": (UNREADABLE, "error"),
    "problem": (PROBLEM, "notice"),
}
_IDS = {word: word.replace(" ", "-") for word in _RULES}


def as_sarif(report: Report) -> str:
    """A report as SARIF."""
    rules = [
        {
            "id": _IDS[word],
            "shortDescription": {"text": text},
            "defaultConfiguration": {"level": _LEVELS[level]},
        }
        for word, (text, level) in _RULES.items()
    ]
    driver = {"name": "mkdocs-swimm", "version": __version__, "rules": rules}
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, seen) for one in diagnostics_of(report)],
    }
    data = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(data, indent=2) + "\n"


def _result(one: Diagnostic, seen: Counter[str]) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": _IDS[one.word],
        "ruleIndex": list(_RULES).index(one.word),
        "level": _LEVELS[one.level],
        "message": {"text": sarif_text("; ".join(one.lines))},
        "locations": [{"physicalLocation": _location(Place(one.path, one.line))}],
    }
    if one.item:
        # The same reference may stand several times in a document: each is one of its own.
        name = one.item.fingerprint
        seen[name] += 1
        result["partialFingerprints"] = {"primaryLocationLineHash": f"{name}:{seen[name]}"}
        if one.place:
            result["relatedLocations"] = [
                {
                    "id": 1,
                    "physicalLocation": _location(one.place),
                    "message": {"text": sarif_text(documented_in(one.item))},
                }
            ]
    return result


def _location(place: Place) -> dict[str, object]:
    artifact = {"uri": _uri(place.path)}
    if not PurePath(place.path).is_absolute():
        artifact["uriBaseId"] = "%SRCROOT%"
    location: dict[str, object] = {"artifactLocation": artifact}
    if place.first:
        location["region"] = {"startLine": place.first, "endLine": place.last or place.first}
    return location


def _uri(path: str) -> str:
    """A path as a URI: relative, or of the scheme ``file`` for a path that is not."""
    given = Path(path)
    if given.is_absolute():
        return given.as_uri()
    return quote(path, safe="/", errors="surrogateescape")
