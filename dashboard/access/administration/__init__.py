"""What people and leads do with sessions and roles: list, end, leave."""
