"""A start as values: what to offer, which days, what a person wants, its outcome."""
