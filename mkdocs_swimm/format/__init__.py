"""Swimm's format: parses the text of a document into Markdown tokens."""
