"""Swimm documents as pages of an MkDocs site."""

__version__ = "0.1.0"
