"""Search results: what the box on Home has found."""
