"""Activity, a company's part of it, notes, and the line about starts under way."""
