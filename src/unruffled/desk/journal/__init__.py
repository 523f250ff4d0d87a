"""What happened, append-only; jobs to be done later; and the pulse that tells open pages what changed."""
