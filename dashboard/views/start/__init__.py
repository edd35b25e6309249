"""The Start page: the form, its warnings, and the outcome of a start."""
