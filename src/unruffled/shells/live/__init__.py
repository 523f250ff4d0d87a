"""Open pages hear what changed, by name, and ask again: one LISTEN, many pages."""
