"""A calendar → its site and feeds over HTTP, as a static host would send them, made again on each save."""
