"""The one guarded door through which every sync is started: permission, lock, look, call, follow."""
