"""Reads of Codat in words: what failed, what was held back, what is left of the day’s quota."""
