"""The ground floor: text and facts in, decisions with reasons out."""
