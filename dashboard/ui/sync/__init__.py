"""The Sync page: finding and reading one sync."""
