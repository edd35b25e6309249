"""Share status views: read-only links."""
