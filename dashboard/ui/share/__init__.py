"""Share, where a link or a file of a view is made, and Shared, the list of all links."""
