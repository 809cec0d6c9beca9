"""Renders a document as Markdown for MkDocs: Swimm's constructs, and the page around them."""

from __future__ import annotations

from .links import CodeLink, CodePlace, Site
from .page import Page, link_problems, render

__all__ = ["CodeLink", "CodePlace", "Page", "Site", "link_problems", "render"]
