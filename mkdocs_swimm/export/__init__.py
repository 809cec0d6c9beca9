"""Export of documents as plain files for other tools, without MkDocs."""
