"""What leaves the dashboard as a file: the syncs of one company as CSV, Excel or JSON Lines."""
