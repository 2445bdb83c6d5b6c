"""An ordered list -> reasons: the model picks a fact of the item and says what it means.

The facts are sentences and attributes of the item, numbered; the model answers with a number and
one sentence, so the evidence stands in the item word for word. The sentence is checked (`claims`);
what fails is replaced by a sentence made from the evidence, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from llmrec.claims import Fact, holds, spoken
from llmrec.context import Context
from llmrec.llm import Answer, Ask
from llmrec.prompts import load, one_line
from llmrec.text import clean, negated_spans, sentences, tokens
from llmrec.types import Evidence, Item, ItemTag, Profile, Request, Why

FEW = 2
REASON_CHARS = 120
LANGUAGES = {"en": "English", "zh": "Chinese"}


class ExplainConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    facts: int = 2
    """How many facts the model may choose from. Of three a small model often takes a drawback,
    which texts tell last."""
    fact_chars: int = 120
    """Of a sentence."""
    fragment_chars: int = 70
    """Of a list of specifications: a small model copies it to its end."""


class Explain:
    """Items -> list[Why | None], in their order; None when the item holds no fact at all."""

    def __init__(self, config: ExplainConfig | None = None) -> None:
        self.config = config or ExplainConfig()

    def __call__(
        self, items: Sequence[Item], profile: Profile, request: Request, context: Context
    ) -> list[Why | None]:
        lang = request.language or profile.language
        lang = lang if lang in LANGUAGES else "en"
        facts = [self.facts(i, profile, context) for i in items]
        wanted = clean(request.text).strip() or profile.search_text
        asked_for = _less(wanted, context.catalogue.schema.domain or "")
        asked = [(n, f) for n, f in enumerate(facts) if f]
        answers: list[Answer] = []
        if context.llm is not None and wanted:
            asking = wish(request, profile, context.catalogue.language)
            asks = [self._ask(asking, f, lang, context) for _, f in asked]
            answers = context.ask_all("explain", asks, to="a sentence made from the evidence")
        by_item = dict(zip([n for n, _ in asked], answers, strict=False))
        out = []
        for n, (item, found) in enumerate(zip(items, facts, strict=True)):
            why = read_reason(by_item[n], item, found, asked_for, lang) if n in by_item else None
            out.append(why or from_evidence(found, profile, lang))
        return out

    def facts(self, item: Item, profile: Profile, context: Context) -> list[Fact]:
        """Facts of an item that bear on the request, best first: sentences of its text fields
        but the title; attributes where there are hardly any."""
        title = context.catalogue.schema.title
        text = [
            _cut(field, value[s:e], self.config)
            for field, value in item.fields.items()
            if field != title and field not in item.attributes
            for s, e in sentences(value)
        ]
        text = [f for f in text if len(tokens(f.quote)) > 1 and f.quote != item.title]
        words = set(tokens(profile.search_text)) | {
            w for t in profile.tags if t.polarity > 0 for w in tokens(t.tag)
        }
        read = item.profile.tags if item.profile else []
        text.sort(key=lambda f: -len(words & (set(tokens(f.quote)) | _read_in(f.quote, read))))
        facts = text[: self.config.facts]
        if len(facts) < FEW:  # an item without a description still has its attributes
            facts += _stated(item, profile, context)[: FEW - len(facts)]
        named = (_attribute(item, name, context) for name in item.attributes)
        return facts or [f for f in named if f and f.quote != item.title][:FEW]

    def _ask(self, wanted: str, facts: list[Fact], lang: str, context: Context) -> Ask:
        last = len(facts)
        lines = (f"{n}. {one_line(f.shown, 160)}" for n, f in enumerate(facts, 1))
        return Ask(
            load("reason"),
            {
                "domain": context.catalogue.schema.domain or "items",
                "request": one_line(wanted, 200),
                "facts": "\n".join(lines),
                "language": LANGUAGES[lang],
            },
            regex=rf"[1-{last}]: [^\n]{{8,{REASON_CHARS}}}",
        )


class Silent(Explain):
    """No reasons."""

    def __call__(
        self, items: Sequence[Item], profile: Profile, request: Request, context: Context
    ) -> list[Why | None]:
        return [None] * len(items)


def _less(wanted: str, domain: str) -> str:
    """A request without what the catalogue holds anyway: any course may be called a course."""
    common = set(tokens(domain))
    return " ".join(w for w in wanted.split() if not set(tokens(w)) & common)


def wish(request: Request, profile: Profile, catalogue_language: str) -> str:
    """The request without the words that its hard limits rest on: what is left to speak of.

    Limits of earlier turns rest on words of those turns. Of a request in another language than the
    catalogue's it is the search text: a small model copies the person's own words into its answer.
    """
    if profile.language != catalogue_language:
        return profile.search_text
    text = clean(request.text)
    before = request.state.constraints if request.state else []
    own = [c.span for c in profile.hard if c.span and c.span.turn == -1 and c not in before]
    cut = [(span.start, span.end) for span in own]
    cut += negated_spans(text, profile.language)
    kept = "".join(ch for n, ch in enumerate(text) if not any(s <= n < e for s, e in cut))
    return " ".join(kept.split()) if tokens(kept) else profile.search_text


def _read_in(quote: str, tags: Sequence[ItemTag]) -> set[str]:
    """Words of the tags that the model read in this sentence, when it read the item."""
    return {w for t in tags if t.quote in quote for w in tokens(t.tag)}


_END = tuple('.!?。！？…"”）)')
_CLAUSE = re.compile(r"[,;:](?!\d)|[，；：]")
_LAST_NUMBER = re.compile(r"(?:\s+|(?<=[一-鿿]))\d[\d.,:]*$")


def _cut(field: str, text: str, config: ExplainConfig) -> Fact:
    """A sentence, or its start up to a clause, still verbatim; a number is not parted."""
    quote = text.strip()
    chars = config.fact_chars if quote.endswith(_END) else config.fragment_chars
    if len(quote) > chars:
        head = quote[:chars]
        stop = max((m.start() for m in _CLAUSE.finditer(quote) if m.start() < chars), default=-1)
        if stop <= 40:
            stop = head.rfind(" ")
            if stop <= 40:  # Chinese, or no blanks: up to the last whole word
                stop = len(re.sub(r"[\w.,:'’-]+$", "", head, flags=re.ASCII))
            stop = len(_LAST_NUMBER.sub("", head[:stop]))  # with its unit or not at all
        quote = head[:stop] or head
    return Fact(field, quote, quote)


def _stated(item: Item, profile: Profile, context: Context) -> list[Fact]:
    """Attributes as facts: those that were asked for, then what says more than the title.

    A number or a date that nobody asked about is no reason, and neither is the price.
    """
    types = {n: a.type for n, a in context.catalogue.schema.attributes.items()}
    price = context.catalogue.schema.price  # stands beside every item anyway
    asked = [c.field for c in profile.constraints if c.field != price]
    told = [n for n in item.attributes if types.get(n) not in ("number", "date")]
    found = [_attribute(item, name, context) for name in dict.fromkeys([*asked, *told])]
    title = item.title.lower()
    return [f for f in found if f and (f.field in asked or f.quote.lower() not in title)]


def _attribute(item: Item, name: str, context: Context) -> Fact | None:
    value = item.attributes.get(name)
    if value is None or value == []:
        return None
    spec = context.catalogue.schema.attributes[name]
    words = spoken(value)
    about = f" ({spec.about})" if spec.type == "boolean" and spec.about else ""
    unit = f" {spec.unit}" if spec.unit else ""
    return Fact(name, words, f"{name.replace('_', ' ')}{about}: {words}{unit}")


_REASON = re.compile(r"(?P<fact>\d+): (?P<text>.+)", re.DOTALL)


def read_reason(
    answer: Answer, item: Item, facts: list[Fact], wanted: str, lang: str
) -> Why | None:
    """The model's sentence if it holds against its evidence, else None (marked malformed)."""
    match = _REASON.fullmatch(answer.text.strip()) if answer.ok else None
    if match is None:
        if answer.ok:
            answer.call.outcome = "malformed"
        return None
    number, text = int(match["fact"]), clean(match["text"]).strip()
    if answer.call.outcome == "truncated" or len(text) > REASON_CHARS - 2:
        text = _whole_sentences(text)
    if not (1 <= number <= len(facts)) or not text:
        answer.call.outcome = "malformed"
        return None
    fact = facts[number - 1]
    if _is_example(text) or not holds(text, fact, item, wanted, lang):
        answer.call.outcome = "refused"
        return None
    return Why(text=text, by="model", evidence=[Evidence(field=fact.field, quote=fact.quote)])


def _is_example(text: str) -> bool:
    """Whether the sentence is one of the prompt's own."""
    return text.strip(" .。") in load("reason").system


def _whole_sentences(text: str) -> str:
    spans = sentences(text)
    ends = [e for s, e in spans if text[s:e].rstrip().endswith((".", "!", "。", "！"))]
    return text[: ends[-1]].strip() if ends else ""


QUOTED = {"en": "It says: ", "zh": "商品说明原文："}
"""What stands before a fact that code quotes, by the language of the answer."""


def from_evidence(facts: list[Fact], profile: Profile, lang: str) -> Why | None:
    """A sentence made by code from the best fact."""
    if not facts:
        return None
    fact = facts[0]
    text = QUOTED.get(lang, QUOTED["en"]) + fact.shown
    return Why(text=text, by="evidence", evidence=[Evidence(field=fact.field, quote=fact.quote)])
