"""What Home, the digest and the trends draw, by functions that need no page."""
