"""A compiler for curated event calendars: one YAML file in, iCalendar feeds out."""

__version__ = "0.1.0"
