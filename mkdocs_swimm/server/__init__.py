"""A language server: what the checks know of documents and code, in an editor.

It reads, answers and tells; nothing is ever written. Imports pygls and lsprotocol, the package's
extra ``editor``, in the modules that speak the protocol.
"""
