"""`unruffled demo`: makes the demo organisation where there is none, and says how to sign in."""

import sys

from unruffled.site import demo


def main(argv: list[str]) -> int:
    """Print how to sign in; exit status 2 where a real organisation lives, which a demo must not mix with."""
    if argv:
        print("unruffled demo: makes Harbour Lane, the demo organisation, and says how to sign in. No arguments.")
        return 0 if argv[0] in ("-h", "--help") else 2
    lines = demo.prepare()
    if not lines:
        print("unruffled demo: a real organisation lives here; give the demo another UNRUFFLED_HOME.", file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 0
