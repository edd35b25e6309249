"""The verdict in words: headline, reason, steps, key figures, and the texts to copy."""
