"""Random documents: real ones, damaged, and what has to be true of them.

A test runs a few each time; ``SWIMM_CASES=100000 pytest tests/fuzzing`` as many as asked for.
"""
