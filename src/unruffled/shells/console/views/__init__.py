"""One file a noun: each view finds what it may see, calls one flow, and shows the answer."""
