"""Swimm's format: from the text of a document to the tokens of its Markdown."""
