"""The review door: what somebody wrote in public, with their stars."""
