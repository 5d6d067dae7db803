"""Files → a folder, all or nothing; and what is out there."""
