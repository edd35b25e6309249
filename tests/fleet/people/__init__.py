"""The fleet: what is read when, and what is stored."""
