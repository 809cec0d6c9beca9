"""The command ``mkdocs-swimm`` as ``python -m mkdocs_swimm``."""

from __future__ import annotations

from .cli import main

if __name__ == "__main__":
    main(prog_name="mkdocs-swimm")
