"""What is on record of an account: everything that people did and what came of it, and their notes."""
