"""The verdict on one company: which state it is in, since when, why, and who acts."""
