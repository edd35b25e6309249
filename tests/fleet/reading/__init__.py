"""What is read when, and how it is stored."""
