"""The console: the pages that people work in, translated from the desk's queries and flows."""
