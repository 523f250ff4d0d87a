"""The latest situation and advice of a conversation, stored, with what the agent did about it."""
