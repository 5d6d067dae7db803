"""A year → whether it is read: from the first of these to the last. `--help` needs no other dates."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
