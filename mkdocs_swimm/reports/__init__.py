"""The results of checking documents, as commands print and editors show them."""
