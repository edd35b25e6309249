"""Sign-in on the pages: the bar, one's own sessions, people and their roles."""
