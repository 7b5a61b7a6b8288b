"""The command `avrocheck`: `python -m avrocheck` is the same."""

import signal
import sys

from . import _native


def main() -> int:
    """Runs the command line with the arguments of the process, and returns the exit code."""
    # Ctrl+C ends the program, as it does where Python is not: there is no Python code that would look at a flag.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.run(["avrocheck", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
