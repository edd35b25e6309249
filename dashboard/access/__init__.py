"""Access control: the person, where they opened the page, and the policy that decides."""
