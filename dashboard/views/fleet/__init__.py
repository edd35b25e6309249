"""Home and the fleet in words and tables."""
