"""What shows in one of our turns: what was done well, what was not, and what was promised."""
