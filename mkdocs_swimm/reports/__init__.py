"""What checks of documents have found, as commands print it and editors show it."""
