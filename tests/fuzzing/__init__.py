"""Documents as nobody writes them: mutations of real ones, and what has to be true of them.

``python -m tests.fuzzing --cases 1000000`` runs as many as asked for; a test runs a few each time.
``python -m tests.fuzzing.guided`` lets coverage choose them (the group ``guided``).
"""
