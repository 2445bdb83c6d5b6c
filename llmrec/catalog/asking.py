"""Asking the served model about items, and checking what it says of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from llmrec.catalog.lexical import simple_tokens
from llmrec.catalog.profiles import ProfileLine, reading, reading_sha
from llmrec.catalog.values import clean_text, fold
from llmrec.errors import BadModelOutput, LLMRecError
from llmrec.llm import LLM, Answer, Ask
from llmrec.prompts import Prompt, load, one_line
from llmrec.types import Item, ItemTag

TAG_CHARS = 60
MOST_WORDS = 4
"""A tag of more words is half a sentence, as a small model writes them; cut off, most often."""
_TAGS = TypeAdapter(list[ItemTag])


class Reading(NamedTuple):
    """What came of one item."""

    line: ProfileLine | None
    """None: the item is left for another run."""
    dropped: int = 0
    """Tags whose quote does not stand in the item, or that say nothing."""
    malformed: bool = False
    error: LLMRecError | None = None


def read_items(items: Sequence[Item], llm: LLM, domain: str) -> list[Reading]:
    """Ask about items at once, and check what is said of each."""
    prompt = load("item_profile")
    asks = [Ask(prompt, {"domain": domain, "text": reading(item)}) for item in items]
    answers = llm.ask_all(asks)
    return [
        read_answer(answer, item, prompt, llm.model)
        for answer, item in zip(answers, items, strict=True)
    ]


def read_answer(answer: Answer, item: Item, prompt: Prompt, model: str) -> Reading:
    """The profile that an answer gives, with only those tags whose quote stands in the item."""
    if answer.error is not None:
        return Reading(None, malformed=isinstance(answer.error, BadModelOutput), error=answer.error)
    try:
        said = _TAGS.validate_python(_entries(answer))
    except (BadModelOutput, ValidationError):
        answer.call.outcome = "malformed"
        return Reading(None, malformed=True)
    kept: dict[str, ItemTag] = {}
    dropped = 0
    for tag in said:
        name = clean_text(one_line(tag.tag, TAG_CHARS))
        quote = verbatim(tag.quote, item)
        if quote and says_something(name, item):
            kept.setdefault(fold(name), ItemTag(tag=name, quote=quote))
        else:
            dropped += 1
    line = ProfileLine(
        id=item.id,
        tags=list(kept.values()),
        model=model,
        prompt=prompt.id,
        prompt_sha=prompt.sha,
        text_sha=reading_sha(item),
    )
    return Reading(line, dropped)


def _entries(answer: Answer) -> Any:
    """The answer as JSON; of a list that was cut off at the limit, the whole entries."""
    if answer.call.outcome == "truncated" and "}" in answer.text:
        answer.text = answer.text[: answer.text.rindex("}") + 1] + "]"
    return answer.json()


def says_something(tag: str, item: Item) -> bool:
    """Whether a tag is a tag: a few words that title and categories do not say already."""
    words = set(simple_tokens(tag))
    known = " ".join([item.title, *(v for v in item.attributes.values() if isinstance(v, str))])
    return bool(words - set(simple_tokens(known))) and len(tag.split()) <= MOST_WORDS


def verbatim(quote: str, item: Item) -> str:
    """The quote if it stands word for word in the title or a text field, else nothing.

    White space is the one thing that may differ.
    """
    plain = " ".join(quote.split())
    texts = (" ".join(text.split()) for text in (item.title, *item.fields.values()))
    return plain if any(plain in text for text in texts) else ""
