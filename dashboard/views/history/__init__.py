"""The History page: its table, filters and sections."""
