"""The Find page: what the search found."""
