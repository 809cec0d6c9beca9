"""The names of style sheets and scripts change with what is in them."""

from __future__ import annotations

import zlib
from pathlib import Path

from mkdocs_swimm.site.styles_and_scripts import Asset


def test_every_part_of_a_large_file_counts(tmp_path: Path) -> None:
    file = tmp_path / "a.js"

    def name(text: str) -> str:
        file.write_text(text)
        return Asset(str(file)).uri

    large = "a" * 300_000
    changed = [f"{large[:at]}b{large[at + 1 :]}" for at in (0, 65_535, 65_536, 150_000, 299_999)]
    texts = ["", "a", large, large + "a", *changed]
    assert len({name(text) for text in texts}) == len(texts)
    assert name(large) == f"assets/a.{zlib.crc32(large.encode()):08x}.js"
    assert name(large) == Asset("a.js", large).uri
