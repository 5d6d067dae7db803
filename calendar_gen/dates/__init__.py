"""Days, spans, rules and hours: as people write them → values."""
