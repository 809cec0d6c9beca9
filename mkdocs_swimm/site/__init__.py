"""Builds an MkDocs site of documents."""
