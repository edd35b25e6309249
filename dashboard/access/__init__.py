"""Who may do what: the person, where they opened the page, and the one function that decides."""
