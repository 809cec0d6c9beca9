"""Finds, reads, names and checks the documents of repositories."""
