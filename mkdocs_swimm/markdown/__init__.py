"""From the tokens of CommonMark to Markdown for Python-Markdown, and for other readers.

Swimm's prose is CommonMark with GitHub's tables, strikethrough and bare addresses; MkDocs renders
with Python-Markdown, whose rules differ: it is written again so that Python-Markdown sees the same
structure. Knows neither files nor MkDocs; a renderer says what becomes of Swimm's constructs.
"""
