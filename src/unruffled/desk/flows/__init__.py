"""What the desk does: one story a file, one transaction a story."""
