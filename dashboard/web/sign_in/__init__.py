"""Sign-in: its routes and pages, the provider, and the middleware that admits only who has signed in."""
