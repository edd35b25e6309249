"""The words and tables of the fleet: Home, incidents, the digest, trends."""
