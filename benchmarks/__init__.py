"""Measurements of this project: `python -m benchmarks NAME [--json]`, one module a benchmark.

A module here is a benchmark by its name. It has a docstring that says what it measures, and

    add_options(parser)     its own options, if it has any
    measure(options) -> dict  do it, print what a person wants to see, return the figures by name

What several of them use is in `support/`.
"""
