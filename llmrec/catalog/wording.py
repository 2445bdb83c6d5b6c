"""What fields and values are called in another language: the model proposes, a person looks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llmrec.catalog.building import OnProgress, Report, silent
from llmrec.catalog.catalogue import Catalogue
from llmrec.llm import LLM, Answer, Ask
from llmrec.prompts import load, one_line
from llmrec.text import HAN

PROMPTS = {"zh": "words_zh"}
"""By language; code reads denials and numbers of these."""
LETTERS = r"[\u4e00-\u9fffA-Za-z0-9-]{1,12}(、[\u4e00-\u9fffA-Za-z0-9-]{1,12}){0,2}"
FEW_VALUES = 40
VALUE_CHARS = 40
AT_ONCE = 16
_CUT = re.compile(r"[、，,;；/]")

Words = dict[str, dict[str, tuple[str, ...]]]
"""As `Schema.words`."""


class Named(NamedTuple):
    field: str
    value: str
    """The field's own name for the field itself."""
    ask: Ask


def propose(
    catalogue: Catalogue,
    llm: LLM,
    language: str,
    on_progress: OnProgress = silent,
) -> tuple[Words, int]:
    """Words for each field, and for each value of fields that have few; and how many answers
    failed or held no word of the language.

    A word that two values of a field would share is left out of both.
    """
    asked = list(_asked(catalogue, language))
    answers: list[Answer] = []
    for at in range(0, len(asked), AT_ONCE):
        answers += llm.ask_all([n.ask for n in asked[at : at + AT_ONCE]])
        on_progress(Report("wording", len(answers), len(asked)))
    said = [_words(a) for a in answers]
    found: Words = {}
    for n, words in zip(asked, _told_apart(asked, said), strict=True):
        if words:
            found.setdefault(n.field, {})[n.value] = words
    return found, sum(not words for words in said)


def _asked(catalogue: Catalogue, language: str) -> Iterator[Named]:
    prompt, domain = load(PROMPTS[language]), catalogue.schema.domain or "items"
    for field, spec in catalogue.schema.attributes.items():
        plain = one_line(field.replace("_", " "), VALUE_CHARS)
        own = "yes" if spec.type == "boolean" else field
        yield Named(field, own, Ask(prompt, {"domain": domain, "name": plain}, regex=LETTERS))
        if spec.type not in ("category", "list"):
            continue
        values = [v for v, _ in catalogue.vocabulary(field, FEW_VALUES + 1)]
        for value in values if len(values) <= FEW_VALUES else []:
            if value == one_line(value, VALUE_CHARS) and not HAN.search(value):
                name = value if len(value.split()) > 1 else f"{plain}: {value}"
                ask = Ask(prompt, {"domain": domain, "name": name}, regex=LETTERS)
                yield Named(field, value, ask)


def _words(answer: Answer) -> tuple[str, ...]:
    words = [w.strip() for w in _CUT.split(answer.text)] if answer.ok else []
    return tuple(dict.fromkeys(w for w in words if HAN.search(w) and len(w) > 1))


def _told_apart(
    asked: Sequence[Named], said: Sequence[tuple[str, ...]]
) -> Iterator[tuple[str, ...]]:
    used = Counter((n.field, w) for n, words in zip(asked, said, strict=True) for w in words)
    for n, words in zip(asked, said, strict=True):
        yield tuple(w for w in words if used[n.field, w] == 1)
