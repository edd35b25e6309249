"""What people did with the dashboard and the outcomes: entries of the record, and filters for them."""
