"""Roof: translation only, between the outside and the flows and queries."""
