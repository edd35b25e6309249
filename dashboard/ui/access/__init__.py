"""Sign-in on the pages: the bar, a person's own sessions, people and their roles."""
