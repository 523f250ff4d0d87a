"""Unruffled: sees a support conversation getting difficult, and helps the agent with the one next move."""

__version__ = "0.1.0"
