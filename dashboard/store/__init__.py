"""Persistence: tables, transactions, migrations, backups. No rules."""
