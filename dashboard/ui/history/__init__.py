"""The History page: filters, table, sections, files."""
