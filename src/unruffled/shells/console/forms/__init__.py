"""What people fill in, checked and turned into what the flows take."""
