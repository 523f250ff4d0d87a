"""Golden conversations: turn by turn, which signals, stages and moves."""
