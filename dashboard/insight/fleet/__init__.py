"""The fleet: what is known of every company, its order by urgency, incidents, and what changed."""
