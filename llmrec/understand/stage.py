"""The stage: cheap reading, then the model's answers, merged and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import Schema, kind_field
from llmrec.context import Context
from llmrec.llm import Answer, Ask
from llmrec.prompts import load, one_line
from llmrec.text import HAN, find_words, heard, key_phrases, language, negated_spans, tokens
from llmrec.types import Constraint, Mention, Op, Profile, Request, Span, Tag
from llmrec.understand import clauses, limits, translate
from llmrec.understand.interests import find_interests, half_named, named_interests, widen
from llmrec.understand.limits import guard_line
from llmrec.understand.mentions import as_constraints, find_mentions
from llmrec.understand.named import compared, in_title, named_items, outside
from llmrec.understand.numbers import read_numbers
from llmrec.understand.refusals import by_meaning
from llmrec.understand.spoken import spoken_of

SEARCH_CHARS = 200
_BRACKET = re.compile(r"[\[\]{}<>\"]")
TAG_CHARS = 40
FEW_TITLES = 2_000
LANGUAGES = {
    "en": "English", "zh": "Chinese", "es": "Spanish", "de": "German", "fr": "French",
    "ja": "Japanese", "ko": "Korean", "ru": "Russian", "it": "Italian", "pt": "Portuguese",
}  # fmt: skip


class UnderstandConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    short: int = 4
    """A request in the catalogue's language of at most so many words is read by code alone."""


class Understand:
    """Request -> Profile. `cheap` never asks the language model; calling it does."""

    def __init__(self, config: UnderstandConfig | None = None) -> None:
        self.config = config or UnderstandConfig()

    def cheap(self, request: Request, context: Context) -> Profile:
        """What code reads: language, numbers, the catalogue's words, key phrases; and, by
        embedding, kinds that are refused in other words."""
        text = heard(request.text)
        lang = language(text) if text.strip() else (request.language or context.catalogue.language)
        numbers = read_numbers(text, context.catalogue.schema)
        items = named_items(text, context.catalogue)
        measured = [
            *(c for c in numbers.constraints if not in_title(c, items)),
            *compared(text, items, context.catalogue),
        ]
        mentions = outside(find_mentions(text, context.catalogue, lang), items)
        mentions += by_meaning(text, lang, context, mentions)
        named = as_constraints(mentions, text, context.catalogue, measured)
        constraints = [*measured, *named]
        earlier = request.state.constraints if request.state else []
        return Profile(
            language=lang,
            search_text=_named_first(
                search_text(text, lang, constraints, request), lang, named, context.catalogue
            )
            or _liked(request, context),
            tags=_tags(text, lang),
            interests=named_interests(text, constraints, context.catalogue),
            constraints=[*_kept(earlier, constraints, context.catalogue.schema), *constraints],
            assumed=numbers.assumed,
            likes=list(request.state.likes) if request.state else [],
            dislikes=list(request.state.dislikes) if request.state else [],
            spoken_of=spoken_of(request, context.catalogue)
            if _titles_count(request, context)
            else [],
        )

    def needs_model(self, request: Request, cheap: Profile, context: Context) -> bool:
        return bool(request.text.strip()) and not (
            _length(heard(request.text)) <= self.config.short
            and cheap.language == context.catalogue.language
        )

    def __call__(self, request: Request, context: Context, cheap: Profile | None = None) -> Profile:
        """The cheap profile, refined by the model where there is one."""
        cheap = cheap or self.cheap(request, context)
        if context.llm is None or not self.needs_model(request, cheap, context):
            return cheap
        text = heard(request.text)
        earlier = request.state.constraints if request.state else []
        mine = [c for c in cheap.constraints if c not in earlier]
        foreign = cheap.language != context.catalogue.language
        general = _asks(text, context)
        pieces = translate.unread(text, context.catalogue, mine, foreign=foreign)
        doubts = limits.questions(text, context.catalogue, mine)
        asks = [*general, *pieces.asks, *(q.ask for q in doubts)]
        answers = context.ask_all("understand", asks, to="patterns and the catalogue's words")
        if not any(a.ok for a in answers):
            return cheap
        search, tags, likes, *rest = answers
        said, doubted = rest[: len(pieces.asks)], rest[len(pieces.asks) :]
        spoken = limits.spoken_of(doubts, doubted, limits.AGREES)
        translated = translate.read(text, pieces, said, context.catalogue, mine, spoken)
        guessed = limits.read(text, doubts, doubted, context.catalogue)
        new = {c.field for c in translated.constraints}
        more = [*translated.constraints, *(c for c in guessed if c.field not in new)]
        before = [c for c in cheap.constraints if c in earlier]
        kept = [*_kept(before, more, context.catalogue.schema), *mine]
        wanted = _search(search) or translated.text or cheap.search_text
        named = _interesting(_model_tags(tags), text, cheap.constraints)
        limits_ = [*kept, *more]
        found = find_interests(wanted, [t.tag for t in named], limits_, context)
        interests = found if len(found) > 1 else cheap.interests
        kinds = interests or half_named(found, text)
        return cheap.model_copy(
            update={
                "search_text": wanted,
                "tags": named or cheap.tags,
                "interests": interests,
                "constraints": widen(limits_, kinds, context.catalogue),
                "assumed": [*cheap.assumed, *translated.assumed],
            }
            | _likes(likes, text, cheap)
        )


LINE = r"[^\n]{1,90}"
LIKES = r"\+ [^\n]{1,120}\n-( [^\n]{1,80})?"
"""The form of the answer: what is liked after a plus, what is not after a minus."""
_LIKES = re.compile(r"\+(?P<likes>[^\n]*)\n-(?P<dislikes>[^\n]*)")
_LABEL = re.compile(r"^\s*tags?\b[^:：,]{0,20}[:：]", re.I)
"""A small model begins with the words before its answer once more."""
_DECLINES = re.compile(
    r"(?:I['’]?m |I am |We['’]?re )?sorry\b|I (?:cannot|can['’]?t)\b|As an AI\b", re.I
)
"""A small model that finds nothing to search for may apologise."""
_COMMA = re.compile(r"[,，、;；]")


def _asks(text: str, context: Context) -> list[Ask]:
    domain = context.catalogue.schema.domain or "items"
    lang = LANGUAGES.get(context.catalogue.language, "English")
    request = guard_line(text)
    return [
        Ask(load("search_text"), {"domain": domain, "language": lang, "request": request}),
        Ask(load("tags"), {"domain": domain, "language": lang, "request": request}, regex=LINE),
        Ask(load("likes"), {"request": request}, regex=LIKES),
    ]


def search_text(text: str, lang: str, constraints: Sequence[Constraint], request: Request) -> str:
    """The request less the words that are limits or refused; they match what is not wanted."""
    drop = [(c.span.start, c.span.end) for c in constraints if c.span and _is_number(c)]
    drop += negated_spans(text, lang)
    kept = "".join(ch for i, ch in enumerate(text) if not any(s <= i < e for s, e in drop))
    said = [t.content for t in request.dialogue if t.role == "user"][-3:]
    whole = " ".join([*said, kept])
    return " ".join(whole.split()) or text


def _named_first(text: str, lang: str, named: Sequence[Constraint], catalogue: Catalogue) -> str:
    """In another language than the catalogue's: first what it names in the catalogue's own words,
    by which alone items can be found."""
    if lang == catalogue.language:
        return text
    values = [
        c.field.replace("_", " ") if c.value is True else value
        for c in named
        if _WAYS[c.op] == "value" and c.value is not False
        for value in (c.value if isinstance(c.value, list) else [str(c.value)])
    ]
    kind = kind_field(catalogue.schema)
    values.sort(key=lambda v: v not in [c.value for c in named if c.field == kind])
    return ", ".join([*dict.fromkeys(values), text])


def _titles_count(request: Request, context: Context) -> bool:
    """Whether titles are looked for: reading those of a large catalogue takes a while, and without
    a talk, or anything learned of items, naming one says little more than its words do."""
    return bool(context.behaviour or request.dialogue or context.catalogue.size <= FEW_TITLES)


def _liked(request: Request, context: Context) -> str:
    """The titles of what the person liked last. Search words alone: no limit is read in them."""
    known = [e for e in request.taken if e.item in context.catalogue]
    liked = [e for e in known if e.rating is None or e.rating >= 3] or known
    return "; ".join(i.title for i in context.catalogue.items([e.item for e in liked[-5:]]))


def _is_number(c: Constraint) -> bool:
    return c.op in ("lt", "le", "gt", "ge")


_WAYS: dict[Op, str] = {
    "lt": "at most", "le": "at most", "gt": "at least", "ge": "at least",
    "ne": "refused", "not_in": "refused", "lacks": "refused",
    "eq": "value", "in": "value", "has": "value",
}  # fmt: skip


def _kept(
    earlier: Sequence[Constraint], new: Sequence[Constraint], schema: Schema
) -> list[Constraint]:
    """Limits of earlier turns, but for those that this turn says anew.

    Only a limit takes the place of a limit, and only one of the same kind: another highest price
    for the highest price, another value for the value. What is refused stays refused, and what a
    list must have is added to what it had to have. A wish gives way to any word on its field.
    """
    return [c for c in earlier if not any(_replaces(n, c, schema) for n in new)]


def _replaces(new: Constraint, old: Constraint, schema: Schema) -> bool:
    if new.field != old.field:
        return False
    if not old.hard or (new.hard and (new.op, new.value) == (old.op, old.value)):
        return True
    spec = schema.attributes.get(old.field)
    adds = _WAYS[old.op] == "refused" or (spec is not None and spec.type == "list")
    return new.hard and not adds and _WAYS[new.op] == _WAYS[old.op]


def _interesting(tags: list[Tag], text: str, constraints: Sequence[Constraint]) -> list[Tag]:
    """Tags but for those that say a limit again (`under $150`), name what is refused, or refuse
    something themselves (`no screens`)."""
    said = [
        set(tokens(text[c.span.start : c.span.end]))
        for c in constraints
        if c.span and (_is_number(c) or _WAYS[c.op] == "refused")
    ]
    wanted = [tag for tag in tags if not clauses.has_denial(tag.tag)]
    return [tag for tag in wanted if not any(set(tokens(tag.tag)) <= words for words in said)]


def _length(text: str) -> float:
    """Words; Chinese, which has no blanks between them, has one to two characters."""
    rest, han = HAN.subn(" ", text)
    return sum(any(map(str.isalnum, word)) for word in rest.split()) + han / 2


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
    """The answer as search words; nothing when it holds no word."""
    if not answer.ok:
        return ""
    line: str = one_line(answer.text, SEARCH_CHARS)
    said = line.strip("\"' .")
    if tokens(said) and not _DECLINES.match(said):
        return said
    answer.call.outcome = "malformed"
    return ""


def _model_tags(answer: Answer) -> list[Tag]:
    """The answer's tags, most important first; nothing when it holds none."""
    if not answer.ok:
        return []
    said = _LABEL.sub("", answer.text)
    tags = [one_line(t, TAG_CHARS).lower().strip("\"'-. ") for t in _COMMA.split(said)]
    # A small model that has no more to say writes brackets.
    names = list(dict.fromkeys(t for t in tags if tokens(t) and not _BRACKET.search(t)))
    if not names:
        answer.call.outcome = "malformed"
    return [Tag(tag=t, weight=1.0 - 0.15 * n) for n, t in enumerate(names[:4])]


def _likes(answer: Answer, text: str, earlier: Profile) -> dict[str, list[Mention]]:
    """Likes and dislikes whose words stand in the request, after those of earlier turns; the
    others are dropped and counted."""
    out = {"likes": list(earlier.likes), "dislikes": list(earlier.dislikes)}
    said = _LIKES.fullmatch(answer.text.strip()) if answer.ok else None
    if answer.ok and said is None:
        answer.call.outcome = "malformed"
    for side, mentions in out.items():
        for phrase in filter(str.strip, re.split("[;；]", said[side] or "") if said else []):
            place = find_words(phrase.strip(), text)
            if place is None:
                answer.call.outcome = "malformed"
                continue
            start, end = place
            mentions.append(Mention(text=text[start:end], span=Span(start=start, end=end)))
    return out
