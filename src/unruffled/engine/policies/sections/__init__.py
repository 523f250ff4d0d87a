"""The sections of house.toml that have numbers of their own: one module each, read word by word."""
