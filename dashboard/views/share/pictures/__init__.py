"""Pictures of a status view: where marks go, and what draws them."""
