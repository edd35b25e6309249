"""Sign-in in words and as HTML."""
