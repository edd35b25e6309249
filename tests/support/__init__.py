"""Real things for tests: a running sandbox, and later others."""
