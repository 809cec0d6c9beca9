"""From code to documents: the text of references, and coordinates that are set anew."""
