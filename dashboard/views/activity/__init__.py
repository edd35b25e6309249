"""The record in words: what happened, who did it, filters."""
