"""Contacts, inboxes, conversations and everything said in them."""
