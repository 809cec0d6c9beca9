"""Ordinary Markdown: pages that options or arguments name, and that link to lines of code.

A page is read as a ``Document`` with nothing but references, so that it is checked like any other;
on the site, these references are replaced in its text.
"""
