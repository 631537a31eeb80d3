"""`python -m policydsl`: the command line."""

import sys

from policydsl.cli import main

if __name__ == "__main__":
    sys.exit(main())
