"""How large arguments may be. Looked at before anything else, and without recursion."""

from __future__ import annotations

import json
import math
from typing import Any

from llmrec.behaviour.deed import whole
from llmrec.errors import ToolError

MOST_BYTES = 64_000
"""Of the arguments as JSON."""
DEEPEST = 8
LONGEST_LIST = 200
LONGEST_TEXT = 10_000


def check(arguments: object) -> dict[str, Any]:
    """The arguments, when they are an object of JSON within bounds.

    Raises:
        ToolError: they are not.
    """
    if not isinstance(arguments, dict):
        raise refused("The arguments must be one JSON object")
    room = MOST_BYTES
    rest: list[tuple[object, int]] = [(arguments, 1)]
    while rest:
        value, depth = rest.pop()
        room -= _own_size(value)
        if room < 0:
            raise refused(f"The arguments are larger than {MOST_BYTES:,} bytes of JSON")
        if isinstance(value, dict | list):
            if depth > DEEPEST:
                raise refused(f"The arguments are nested deeper than {DEEPEST} levels")
            inner = value if isinstance(value, list) else [*value, *value.values()]
            rest += [(v, depth + 1) for v in inner]
    return arguments


def read(text: str) -> dict[str, Any]:
    """Arguments that came as text, as OpenAI's API gives them.

    Raises:
        ToolError: no JSON object, or out of bounds.
    """
    if len(text) > MOST_BYTES:
        raise refused(f"The arguments are larger than {MOST_BYTES:,} bytes of JSON")
    try:
        return check(json.loads(text or "{}"))
    except (ValueError, RecursionError) as e:
        raise refused("The arguments are not valid JSON") from e


def refused(message: str, remedy: str = "Send less, as the schema of the tool says.") -> ToolError:
    return ToolError("bad_arguments", f"{message}.", remedy=remedy)


def _own_size(value: object) -> int:
    """Bytes of a value in JSON, less what is in it."""
    match value:
        case None | bool():
            return 5
        case str():
            return _text_size(value)
        case int():
            return value.bit_length() // 3 + 2
        case float() if math.isfinite(value):
            return 8
        case dict() | list():
            if len(value) > LONGEST_LIST:
                raise refused(f"A list in the arguments has more than {LONGEST_LIST} entries")
            return 2 + 2 * len(value)
    raise refused("The arguments hold something that is no JSON")


def _text_size(text: str) -> int:
    if len(text) > LONGEST_TEXT:
        raise refused(f"A text in the arguments is longer than {LONGEST_TEXT:,} characters")
    if not whole(text):
        raise refused("A text in the arguments holds half a character")
    return len(text.encode()) + 2
