"""Home: the fleet's rows, filters, freshness and files."""
