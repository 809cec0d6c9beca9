"""Swimm documents as pages of an MkDocs site.

A document flows through the package like this: ``library`` finds it, ``format`` parses its text
into tokens, ``rendering`` says what becomes of Swimm's constructs among them, and ``markdown``
writes all of them so that Python-Markdown renders what CommonMark means. ``codehost``,
``repo_ids``, ``git`` and ``codebase`` know where the code is, ``freshness`` whether it is still
as a document says. All of that knows nothing of MkDocs; ``mounting``, ``site``, ``repository``
and ``build`` bring it into a site, and ``plugin`` holds the hooks.
"""

__version__ = "0.1.0"
