"""What is read of each company, when, and how it is stored."""
