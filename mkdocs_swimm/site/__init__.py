"""Everything that makes an MkDocs site of documents."""
