"""The parts of a shared status view, each put into words by one module."""
