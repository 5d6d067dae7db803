"""Options → one call → what is printed → an exit code."""
