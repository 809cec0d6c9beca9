"""A document as Markdown for MkDocs: what its constructs become, and the page around them."""

from __future__ import annotations

from .links import CodeLink, CodePlace, Site
from .page import Page, link_problems, render

__all__ = ["CodeLink", "CodePlace", "Page", "Site", "link_problems", "render"]
