"""The fleet over time: incidents as their readers see them, what changed overnight, trends."""
