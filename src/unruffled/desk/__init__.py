"""First floor: what is stored and what happens."""
