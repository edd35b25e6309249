"""A stand-in for Codat's Sync for Commerce API: a real HTTP server with invented merchants.

It shares no code with the client or the dashboard. If they shared a model, both could be wrong in the same
way and every test would still pass. `python -m sandbox --help` says how to start it; README.md says what it
imitates, what we guessed and what is left out.
"""
