"""What a mistake of ours raises: told apart from bad input, and no reason to leave other conversations unread."""

from typing import Final

PROGRAM_FAULTS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
