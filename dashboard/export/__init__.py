"""Syncs as files: one company's syncs as CSV, Excel or JSON Lines."""
