"""Every company's state, kept fresh within Codat's limits; incidents, and who is on them."""
