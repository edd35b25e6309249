"""Why a sync ended as it did, and what fixes it."""
