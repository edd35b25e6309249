"""The record of an account: what people did, the outcomes, and their notes."""
