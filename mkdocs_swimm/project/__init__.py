"""Documents and code of a repository: found, read, named, checked."""
