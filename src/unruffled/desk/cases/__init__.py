"""Difficult conversations: the case that opens itself, and the promises that were made."""
