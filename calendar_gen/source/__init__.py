"""YAML → a document, every problem at its place."""
