"""Swimm documents as pages of an MkDocs site.

How a document becomes a page: ``project`` finds and reads it, ``format`` parses its text into
tokens, ``freshness`` compares its references with the ``code``, ``rendering`` writes Swimm's
constructs, and ``markdown`` writes all other tokens so that Python-Markdown renders what CommonMark
means. None of these knows MkDocs: ``site`` adds the pages to a site, and ``plugin`` contains the
hooks. ``safety`` decides what documents may do.
"""

__version__ = "0.1.0"
