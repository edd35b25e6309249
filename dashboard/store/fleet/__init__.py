"""What is stored of the fleet: its companies' states and history, who is on them, and its refreshes."""
