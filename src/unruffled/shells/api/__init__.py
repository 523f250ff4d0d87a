"""The REST API: one file per resource; each only translates between HTTP and the desk's queries and flows."""
