"""The language of an answer, and what the chat says in it."""

from __future__ import annotations

import re

from llmrec.chat.state import Session
from llmrec.chat.words import LANGUAGES
from llmrec.text import HAN, clean, language
from llmrec.wording.wording import Wording

_LETTERS = re.compile(r"[A-Za-z]{2,}")


class Phrases(Wording):
    """Says what a catalogue's fields hold, and all else that the chat says."""

    says = LANGUAGES


def tongue(said: str, session: Session) -> str:
    """The language to answer in: the turn's own, where it says enough to tell; else as before."""
    text = clean(said[:1000])
    if HAN.search(text) and language(text) in ("zh", "ja"):
        return "zh"
    if _LETTERS.search(text):
        return "en"
    before = next((t.said for t in reversed(session.turns) if _LETTERS.search(t.said)
                   or HAN.search(t.said)), "")  # fmt: skip
    return tongue(before, Session(id="", catalogue="")) if before else "en"
