"""Documents as plain files for other tools: nothing of MkDocs is needed to make or to read them."""

from __future__ import annotations
