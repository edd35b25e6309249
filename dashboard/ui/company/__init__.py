"""The Company page: buttons, and following a running sync."""
