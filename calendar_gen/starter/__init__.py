"""A few answers → the files of a new calendar, to be written over by what really takes place."""
