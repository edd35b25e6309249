"""Who is on a company, saved views, and the last look: as Home and Company draw them."""
