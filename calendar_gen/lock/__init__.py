"""What is published: revisions, cancellations, news."""
