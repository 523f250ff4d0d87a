"""Trains the packaged reader from public data and our own lines; never needed by users (see README.md here)."""
