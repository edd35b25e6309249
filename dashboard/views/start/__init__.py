"""The Start page: the form, its warnings, and what became of a start."""
