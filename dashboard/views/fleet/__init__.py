"""Home in words and HTML: the fleet's headline, counts, rows and freshness."""
