"""The chat door: what a widget, an app or another desk posts, one message at a time."""
