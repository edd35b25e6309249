"""What people did with the dashboard and what came of it: entries of the record, and filters for them."""
