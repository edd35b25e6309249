"""A start as values: what to offer, which days, what a person wants, what became of it."""
