"""The Sync page: what happened to one sync."""
