"""Results on stdout."""

from __future__ import annotations

import json
import sys


def print_json(data: object) -> None:
    """Indented, in characters as they are."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
