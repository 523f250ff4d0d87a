"""Beside the desk: files become stories and readings, without a database."""
