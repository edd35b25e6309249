"""A company's settings: what is chosen, and what needs fixing."""
