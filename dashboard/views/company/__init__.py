"""The rest of the Company page."""
