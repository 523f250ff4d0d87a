"""The door of played customers: what the engine's persona says, so that a demo or a rehearsal needs nobody outside."""
