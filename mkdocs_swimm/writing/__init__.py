"""Writes references to code, and updates their places."""
