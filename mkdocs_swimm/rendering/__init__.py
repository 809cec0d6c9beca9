"""What becomes of the constructs of a document, and the page around them, as Markdown for MkDocs; knows nothing of files."""

from __future__ import annotations

from .context import CodeLink, Problem, Site
from .page import Page, render

__all__ = ["CodeLink", "Page", "Problem", "Site", "render"]
