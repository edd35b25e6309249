"""The only service that starts syncs: permission, lock, checks, request, follow-up."""
