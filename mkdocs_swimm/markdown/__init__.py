"""Writes CommonMark tokens as Markdown for Python-Markdown, and for other readers.

Swimm's text is CommonMark with GitHub's tables, strikethrough and bare URLs. MkDocs uses
Python-Markdown, whose rules differ, so the text is written again for it with the same structure.
This package knows neither files nor MkDocs; a ``Renderer`` writes Swimm's constructs.
"""
