"""iCalendar, both ways: events → its bytes, and bytes → what they say."""
