"""What ``mkdocs-swimm-slim`` shares with the whole package: everything but what is heavy."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

WHOLE = Path(__file__).resolve().parents[2] / "pyproject.toml"
HEAVY = {"mkdocs", "mkdocs-material"}
OWN = {"name", "description", "readme", "license-files", "dynamic"}


class Shared(MetadataHookInterface):
    """Gives the wheel the metadata of the whole package."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in all fields that ``pyproject.toml`` beside this leaves open, but the version."""
        whole = tomllib.loads(WHOLE.read_text("utf-8"))["project"]
        metadata.update({name: value for name, value in whole.items() if name not in OWN})
        metadata["dependencies"] = [
            one for one in whole["dependencies"] if re.split("[<>=]", one)[0] not in HEAVY
        ]
