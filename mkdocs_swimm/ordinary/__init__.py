"""Ordinary Markdown: pages that are no Swimm documents, but link to lines of code.

A page is read as a ``Document`` with nothing but references, so that all checks know it; on the
site, what ties it to code is exchanged in its text. Only pages that options or arguments name.
"""
