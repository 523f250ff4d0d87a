"""The doors that mail goes through: where each inbox fetches and sends, how far it has come, and every mail it kept."""
