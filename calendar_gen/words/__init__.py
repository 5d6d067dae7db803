"""Values → sentences, in a language."""
