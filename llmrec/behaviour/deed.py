"""What somebody did with an item, as a row of a file, a command or the store states it.

One schema for every catalogue: `user` and `item` are needed; `time` is a Unix time or a date,
`kind` one of `KINDS`, `rating` a number on any scale, `text` a review or a comment, `request` what
was asked for in words before.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from datetime import UTC, datetime
from time import time
from typing import Any, NamedTuple

from llmrec.types import Event

KINDS = ("view", "click", "like", "dislike", "rating", "purchase", "share", "follow")
DAY = 86_400.0
MOST_TEXT = 10_000
"""Characters of a text that are kept."""
UNTIMED = 0.0


class Unfit(Exception):
    """Why something cannot be used as an event."""


class Deed(NamedTuple):
    """One person's event."""

    user: str
    item: str
    time: float = UNTIMED
    kind: str = ""
    rating: float | None = None
    text: str = ""
    request: str = ""
    """What the person had asked for in words, before taking the item."""

    @property
    def event(self) -> Event:
        """As a request's history has it."""
        when = None if self.time == UNTIMED else self.time
        return Event(item=self.item, rating=self.rating, time=when, event=self.kind or None)

    def row(self) -> dict[str, str | float]:
        """What was said, as a line of a file that is read back has it."""
        said = {k: v for k, v in self._asdict().items() if v is not None and v != ""}
        return {k: v for k, v in said.items() if k != "time" or v != UNTIMED}


def parse(data: Mapping[str, Any], known: Container[str]) -> Deed:
    """What a row says.

    Args:
        known: ids of the catalogue's items.

    Raises:
        Unfit: it cannot be used.
    """
    user, item, kind = (_text(data.get(name)) for name in ("user", "item", "kind"))
    if not user or not item:
        raise Unfit("no user or no item")
    if not whole(user):
        raise Unfit("a user that holds half a character")
    if item not in known:
        raise Unfit("an item that the catalogue lacks")
    if kind and kind not in KINDS:
        raise Unfit(f"a kind that is none of {', '.join(KINDS)}")
    said, asked = (_words(data.get(name)) for name in ("text", "request"))
    when, rating = moment(data.get("time")), _rating(data.get("rating"))
    return Deed(user, item, when, kind, rating, said, asked)


def whole(text: str) -> bool:
    """Whether it is text, and not half of a character as JSON can spell it."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _words(value: object) -> str:
    return _text(value)[:MOST_TEXT].encode("utf-8", "replace").decode()


def _rating(value: object) -> float | None:
    if value is None or value == "":
        return None
    try:
        found = float(str(value))
    except ValueError as e:
        raise Unfit("a rating that is no number") from e
    if not math.isfinite(found):
        raise Unfit("a rating that is no number")
    return found


def moment(value: object) -> float:
    """Unix time of what a row says of it; `UNTIMED` where it says nothing.

    Raises:
        Unfit: neither a number nor a date, or in the future.
    """
    if value is None or value == "":
        return UNTIMED
    try:
        found = float(str(value))
    except ValueError:
        try:
            day = datetime.fromisoformat(str(value))
        except ValueError as e:
            raise Unfit("a time that is neither a number nor a date") from e
        found = (day if day.tzinfo else day.replace(tzinfo=UTC)).timestamp()
    if not math.isfinite(found):
        raise Unfit("a time that is neither a number nor a date")
    if found > time() + DAY:
        raise Unfit("a time in the future")
    return found
