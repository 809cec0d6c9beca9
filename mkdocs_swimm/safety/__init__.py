"""Checks paths and values from documents before these are used."""
