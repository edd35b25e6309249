"""What stands behind the pages: settings, the rules, views, session, the starting door, the web guard."""
