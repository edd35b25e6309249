"""The Find page: the search box and its answer."""
