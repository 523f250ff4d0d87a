"""What shows in a customer's turn: signals, conduct and heat."""
