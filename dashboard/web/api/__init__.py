"""Our own routes for scripts and monitors: the health check in full, and History as a file."""
