"""A language server that shows the results of checking documents in an editor.

It never writes files. Its modules import pygls and lsprotocol, of the package's extra ``editor``.
"""
