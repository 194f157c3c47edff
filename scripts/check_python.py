"""Refuse an interpreter that coachbot doesn't support, in words. Runs on any Python 3."""

import sys

if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    found = ".".join(str(part) for part in sys.version_info[:2])
    sys.exit(
        "coachbot needs Python 3.11, 3.12 or 3.13; "
        + sys.executable
        + " is "
        + found
        + ". Install one of those, or name it: make PYTHON=/path/to/python3.12 coach"
    )
