"""What is published → pages for people who never saw YAML: when something is, where, and how to subscribe."""
