"""What a page shows, ready as words and drawings: templates only place it, so a row costs next to nothing."""
