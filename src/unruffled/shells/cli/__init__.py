"""The command line: arguments in, one call below, text out. No database, no Django."""
