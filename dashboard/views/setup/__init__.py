"""The Set-up page: what is chosen, and what needs fixing."""
