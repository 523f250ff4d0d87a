"""The `unruffled` command: one word after it says which room answers; nothing is imported before it is needed."""

import sys


def main() -> int:
    """Run the named sub-command; exit status 2 and a sentence for a wrong one."""
    print("unruffled: not there yet", file=sys.stderr)
    return 2
