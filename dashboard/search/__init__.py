"""Company search: what someone types, pastes or misspells in, matching companies out. Text only, no HTTP."""
