"""The stage: cheap reading, then the model's answers, merged and checked."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from llmrec.context import Context
from llmrec.llm import Answer, Ask
from llmrec.prompts import load
from llmrec.text import clean, find_words, key_phrases, language, negated_spans
from llmrec.types import Constraint, Mention, Profile, Request, Span, Tag
from llmrec.understand import limits
from llmrec.understand.limits import guard_line
from llmrec.understand.mentions import as_constraints, find_mentions
from llmrec.understand.numbers import read_numbers

LANGUAGES = {
    "en": "English", "zh": "Chinese", "es": "Spanish", "de": "German", "fr": "French",
    "ja": "Japanese", "ko": "Korean", "ru": "Russian", "it": "Italian", "pt": "Portuguese",
}  # fmt: skip


class UnderstandConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    short: int = 4
    """A request in the catalogue's language of at most so many words is read by code alone."""


class Understand:
    """Request -> Profile. `cheap` never asks the model; calling it does."""

    def __init__(self, config: UnderstandConfig | None = None) -> None:
        self.config = config or UnderstandConfig()

    def cheap(self, request: Request, context: Context) -> Profile:
        """What code reads: language, numbers, the catalogue's words, key phrases."""
        text = clean(request.text)
        lang = language(text) if text.strip() else (request.language or context.catalogue.language)
        numbers = read_numbers(text, context.catalogue.schema)
        mentions = find_mentions(text, context.catalogue, lang)
        constraints = [*numbers.constraints, *as_constraints(mentions, text, context.catalogue)]
        earlier = request.state.constraints if request.state else []
        return Profile(
            language=lang,
            search_text=search_text(text, lang, constraints, request),
            tags=_tags(text, lang),
            constraints=[*_kept(earlier, constraints), *constraints],
            assumed=numbers.assumed,
        )

    def needs_model(self, request: Request, cheap: Profile, context: Context) -> bool:
        words = len(clean(request.text).split())
        return bool(request.text.strip()) and not (
            words <= self.config.short and cheap.language == context.catalogue.language
        )

    def __call__(self, request: Request, context: Context, cheap: Profile | None = None) -> Profile:
        """The cheap profile, refined by the model where there is one."""
        cheap = cheap or self.cheap(request, context)
        if context.llm is None or not self.needs_model(request, cheap, context):
            return cheap
        text = clean(request.text)
        found = {c.field for c in cheap.constraints}
        questions = limits.questions(text, context.catalogue, skip=found)
        asks = [*_asks(text, context), *(q.ask for q in questions)]
        answers = context.ask_all("understand", asks, to="patterns and the catalogue's words")
        if not any(a.ok for a in answers):
            return cheap
        search, tags, likes = answers[:3]
        more = list(limits.read(text, questions, answers[3:], context.catalogue))
        return cheap.model_copy(
            update={
                "search_text": _search(search) or cheap.search_text,
                "tags": _model_tags(tags) or cheap.tags,
                "constraints": [*cheap.constraints, *more],
            }
            | _likes(likes, text)
        )


def _asks(text: str, context: Context) -> list[Ask]:
    domain = context.catalogue.schema.domain or "items"
    lang = LANGUAGES.get(context.catalogue.language, "English")
    request = guard_line(text)
    return [
        Ask(load("search_text"), {"domain": domain, "language": lang, "request": request}),
        Ask(load("tags"), {"domain": domain, "language": lang, "request": request}),
        Ask(load("likes"), {"request": request}),
    ]


def search_text(text: str, lang: str, constraints: Sequence[Constraint], request: Request) -> str:
    """The request less the words that are limits or refused; they match what is not wanted."""
    drop = [(c.span.start, c.span.end) for c in constraints if c.span and _is_number(c)]
    drop += negated_spans(text, lang)
    kept = "".join(ch for i, ch in enumerate(text) if not any(s <= i < e for s, e in drop))
    said = [t.content for t in request.dialogue if t.role == "user"][-3:]
    whole = " ".join([*said, kept])
    return " ".join(whole.split()) or text


def _is_number(c: Constraint) -> bool:
    return c.op in ("lt", "le", "gt", "ge")


def _kept(earlier: Sequence[Constraint], new: Sequence[Constraint]) -> list[Constraint]:
    """Limits of earlier turns stay unless this turn speaks of the same field."""
    fields = {c.field for c in new}
    return [c for c in earlier if c.field not in fields]


def _tags(text: str, lang: str) -> list[Tag]:
    negated = negated_spans(text, lang)
    tags: dict[str, Tag] = {}
    for p in key_phrases(text, lang):
        if p.kind in ("noun", "name"):
            refused = any(s < p.end and p.start < e for s, e in negated)
            span = Span(start=p.start, end=p.end)
            tags.setdefault(
                p.text.lower(),
                Tag(tag=p.text.lower(), polarity=-1 if refused else 1, span=span),
            )
    return list(tags.values())[:8]


def _search(answer: Answer) -> str:
    return " ".join(answer.text.split()).strip("\"' .") if answer.ok else ""


def _model_tags(answer: Answer) -> list[Tag]:
    if not answer.ok:
        return []
    try:
        said = answer.json()
    except Exception:
        return []
    names = dict.fromkeys(str(t).strip().lower() for t in said if str(t).strip())
    return [Tag(tag=t, weight=1.0 - 0.15 * n) for n, t in enumerate(list(names)[:4])]


def _likes(answer: Answer, text: str) -> dict[str, list[Mention]]:
    """Likes and dislikes whose words stand in the request; the others are dropped and counted."""
    if not answer.ok:
        return {}
    try:
        said = answer.json()
    except Exception:
        return {}
    out: dict[str, list[Mention]] = {}
    for side in ("likes", "dislikes"):
        out[side] = []
        for phrase in said.get(side, []):
            if place := find_words(str(phrase), text):
                span = Span(start=place[0], end=place[1])
                out[side].append(Mention(text=str(phrase), span=span))
            else:
                answer.call.outcome = "malformed"
    return out
