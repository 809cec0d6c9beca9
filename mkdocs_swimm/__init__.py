"""Swimm documents as pages of an MkDocs site.

A document flows through the package like this: ``project`` finds and reads it, ``format`` parses
its text into tokens, ``freshness`` says whether its references still hold in the ``code``,
``rendering`` says what becomes of Swimm's constructs among the tokens, and ``markdown`` writes all
of them so that Python-Markdown renders what CommonMark means. None of that knows MkDocs: ``site``
brings it into a site, and ``plugin`` holds the hooks. ``safety`` decides what documents may do.
"""

__version__ = "0.1.0"
