"""The top: settings, addresses, the database launcher, and the command that starts and supervises it all."""
