"""Names, paths, addresses, colours and HTML: what all that is read on the web has in common."""
