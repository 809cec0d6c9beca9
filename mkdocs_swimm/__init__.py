"""Swimm documents as pages of an MkDocs site.

A document flows through the package like this: ``library`` finds it, ``reading`` makes nodes
(``model``) of its text, ``rendering`` writes them as Markdown, with ``dialect`` to see that
Python-Markdown reads the author's prose as CommonMark does. ``codehost``, ``repo_ids``, ``git`` and
``codebase`` know where the code is. All of that knows nothing of MkDocs; ``mounting``, ``site``,
``repository`` and ``build`` bring it into a site, and ``plugin`` holds the hooks.
"""

__version__ = "0.1.0"
