"""The changes of the tables, in order. `dashboard.store.upgrade` carries them out."""
