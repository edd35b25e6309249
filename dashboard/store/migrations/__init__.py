"""Migrations of the tables, in order. `dashboard.store.upgrade` runs them."""
