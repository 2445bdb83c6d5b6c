"""Calls of tools in what a model writes: in tags, fenced, or bare.

Small models are asked for `<tool_call>` tags and write fenced JSON instead, in which vLLM's own
readers see no call; some double the braces around it. Text is read as it grows, so the same reader
serves whole answers and streams.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

TAG, TAG_END, FENCE, DOUBLED = "<tool_call>", "</tool_call>", "```", "{{"
_ENDS = ("}", TAG_END, FENCE)
_OPENS = re.compile(rf"{TAG}\s*|{FENCE}[a-z_]*\s*")
_BARE = re.compile(r"\s*[{\[]")
_DECODER = json.JSONDecoder(strict=False)
_LITERAL = len("false")
"""An error so near the end may be a word of JSON that is not written out yet."""


@dataclass(frozen=True)
class Call:
    """One call, its arguments as they stand in the text."""

    name: str
    arguments: dict[str, Any]


@dataclass
class CallReader:
    """Takes an answer apart as it grows.

    Args:
        tools: names that may be called; an object that only looks like a call stays text.
    """

    tools: Collection[str]
    at: int = 0
    """How much of the text is told."""
    called: bool = False
    """What was told last is a call: blanks behind it say nothing."""
    open: bool = False
    """A call was read whose closing tag or fence may follow."""

    def read(self, text: str, *, whole: bool = False) -> list[str | Call]:
        """What can be told of `text`, the answer so far, beyond what was told: texts and calls.

        Args:
            whole: no more comes, so nothing is held back.
        """
        out: list[str | Call] = []
        while self.at < len(text):
            told = self._next(text, whole)
            if told is None:
                break
            out += told
        return out

    def _next(self, text: str, whole: bool) -> list[str | Call] | None:
        """The next piece, None where more of the text is needed to tell."""
        if self.open:
            return self._close(text, whole)
        begin, body = self._opening(text)
        if begin is None:
            end = len(text) if whole else len(text) - _overlap(text[self.at :])
            return self._tell(text, end) if end > self.at else None
        if begin > self.at:
            return self._tell(text, begin)
        if text[body : body + 1] in ("{", "["):
            return self._object(text, body, whole)
        return self._tell(text, body) if body < len(text) or whole else None

    def _opening(self, text: str) -> tuple[int | None, int]:
        """Where what may hold a call begins, and where its inside does."""
        if (self.at == 0 or self.called) and (bare := _BARE.match(text, self.at)):
            return self.at, bare.end() - 1
        found = _OPENS.search(text, self.at)
        return (found.start(), found.end()) if found else (None, 0)

    def _object(self, text: str, at: int, whole: bool) -> list[str | Call] | None:
        if text[at:] == "{" and not whole:
            return None
        at += text.startswith(DOUBLED, at)
        try:
            found, length = _DECODER.raw_decode(text[at:])
        except RecursionError:
            return self._tell(text, len(text))
        except json.JSONDecodeError as e:
            grows = e.msg.startswith("Unterminated") or e.pos + _LITERAL >= len(text) - at
            return None if grows and not whole else self._tell(text, max(at + e.pos, at + 1))
        made = [self._call(one) for one in (found if isinstance(found, list) else [found])]
        if not made or None in made:
            return self._tell(text, at + length)
        self.at, self.called, self.open = at + length, True, True
        return [call for call in made if call]

    def _close(self, text: str, whole: bool) -> list[str | Call] | None:
        inner = text[self.at :].lstrip()
        for end in _ENDS:
            if inner.startswith(end):
                self.at, self.open = len(text) - len(inner) + len(end), end == "}"
                return []
        if not whole and any(end.startswith(inner) for end in _ENDS):
            return None
        self.open = False
        return []

    def _tell(self, text: str, end: int) -> list[str | Call]:
        told, self.at = text[self.at : end], end
        if self.called and not told.strip():
            return []
        self.called = False
        return [told]

    def _call(self, one: Any) -> Call | None:
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            return None
        arguments = one.get("arguments", one.get("parameters", {}))
        if isinstance(arguments, str):
            arguments = _loads(arguments)
        if one["name"] not in self.tools or not isinstance(arguments, dict):
            return None
        return Call(one["name"], arguments)


def calls(text: str, tools: Collection[str]) -> tuple[list[Call], str]:
    """The calls in a whole answer, and the text around them."""
    told = CallReader(tools).read(text, whole=True)
    around = "".join(one for one in told if isinstance(one, str))
    return [one for one in told if isinstance(one, Call)], around.strip()


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _overlap(text: str) -> int:
    """How much of the end of a text may be the beginning of a tag or a fence."""
    begins = (TAG, FENCE)
    longest = min(len(text), len(TAG))
    return next(
        (n for n in range(longest, 0, -1) if any(b.startswith(text[-n:]) for b in begins)), 0
    )
