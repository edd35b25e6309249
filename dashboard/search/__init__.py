"""Company search: parse what someone types or pastes, and match it against company names. No HTTP."""
