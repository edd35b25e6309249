"""Rules for many syncs: filters, groups of failures, trends, and when it broke."""
