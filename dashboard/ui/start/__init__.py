"""The Start page: the form, and following a start."""
