"""Documents, names and files that mean harm."""
