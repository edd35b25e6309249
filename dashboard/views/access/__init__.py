"""Sign-in for people: who is signed in, sessions, roles, and events of access, in words and as HTML."""
