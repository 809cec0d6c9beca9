"""The words on the pages, in every language."""
