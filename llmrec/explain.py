"""An ordered list -> reasons: the model picks a fact of the item and says what it means.

The facts are sentences and attributes of the item, numbered; the model answers with a number and
one sentence, so the evidence stands in the item word for word. The sentence is checked (`holds`);
what fails is replaced by a sentence made from the evidence, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from llmrec.context import Context
from llmrec.llm import Answer, Ask
from llmrec.prompts import load, one_line
from llmrec.text import clean, negated_spans, sentences, tokens
from llmrec.types import Attribute, Evidence, Item, ItemTag, Profile, Request, Why

FEW = 2
LANGUAGES = {"en": "English", "zh": "Chinese"}


class ExplainConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    facts: int = 4
    """How many facts the model may choose from."""
    fact_chars: int = 130


class Fact(NamedTuple):
    field: str
    quote: str
    """Verbatim: the words of a text field, or an attribute's value."""
    shown: str


class Explain:
    """Items -> list[Why | None], in their order; None when the item holds no fact at all."""

    def __init__(self, config: ExplainConfig | None = None) -> None:
        self.config = config or ExplainConfig()

    def __call__(
        self, items: Sequence[Item], profile: Profile, request: Request, context: Context
    ) -> list[Why | None]:
        lang = request.language or profile.language
        facts = [self.facts(i, profile, context) for i in items]
        wanted = clean(request.text).strip() or profile.search_text
        asked = [(n, f) for n, f in enumerate(facts) if f]
        answers: list[Answer] = []
        if context.llm is not None and wanted:
            asks = [self._ask(wish(request, profile), f, lang, context) for _, f in asked]
            answers = context.ask_all("explain", asks, to="a sentence made from the evidence")
        by_item = dict(zip([n for n, _ in asked], answers, strict=False))
        out = []
        for n, (item, found) in enumerate(zip(items, facts, strict=True)):
            why = read_reason(by_item[n], item, found, wanted, lang) if n in by_item else None
            out.append(why or from_evidence(found, profile, lang))
        return out

    def facts(self, item: Item, profile: Profile, context: Context) -> list[Fact]:
        """Facts of an item that bear on the request, best first: sentences of its text fields
        but the title; attributes where there are hardly any."""
        title = context.catalogue.schema.title
        text = [
            _cut(field, value[s:e], self.config.fact_chars)
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
            named = dict.fromkeys([*(c.field for c in profile.constraints), *item.attributes])
            stated = (_attribute(item, name, context) for name in named)
            facts += [f for f in stated if f and f.quote != item.title]
        return facts[: self.config.facts]

    def _ask(self, wanted: str, facts: list[Fact], lang: str, context: Context) -> Ask:
        last = len(facts)
        lines = (f"{n}. {one_line(f.shown, 160)}" for n, f in enumerate(facts, 1))
        return Ask(
            load("reason"),
            {
                "domain": context.catalogue.schema.domain or "items",
                "request": one_line(wanted, 200),
                "facts": "\n".join(lines),
                "language": LANGUAGES.get(lang, "English"),
            },
            regex=rf"[1-{last}]: [^\n]{{8,140}}",
        )


def wish(request: Request, profile: Profile) -> str:
    """The request without the words that its hard limits rest on: what is left to speak of."""
    text = clean(request.text)
    cut = [(c.span.start, c.span.end) for c in profile.hard if c.span and c.span.turn == -1]
    cut += negated_spans(text, profile.language)
    kept = "".join(ch for n, ch in enumerate(text) if not any(s <= n < e for s, e in cut))
    return " ".join(kept.split()) if tokens(kept) else profile.search_text


def _read_in(quote: str, tags: Sequence[ItemTag]) -> set[str]:
    """Words of the tags that the model read in this sentence, when it read the item."""
    return {w for t in tags if t.quote in quote for w in tokens(t.tag)}


def _cut(field: str, text: str, chars: int) -> Fact:
    """A sentence, or its start up to a clause, still verbatim."""
    quote = text.strip()
    if len(quote) > chars:
        head = quote[:chars]
        stop = max(head.rfind(c) for c in ",;:，；") if re.search("[,;:，；]", head) else -1
        quote = head[:stop] if stop > 40 else head.rsplit(" ", 1)[0]
    return Fact(field, quote, quote)


def _attribute(item: Item, name: str, context: Context) -> Fact | None:
    value = item.attributes.get(name)
    if value is None or value == []:
        return None
    spec = context.catalogue.schema.attributes[name]
    words = spoken(value)
    about = f" ({spec.about})" if spec.type == "boolean" and spec.about else ""
    unit = f" {spec.unit}" if spec.unit else ""
    return Fact(name, words, f"{name.replace('_', ' ')}{about}: {words}{unit}")


def spoken(value: Attribute) -> str:
    """An attribute's value as it is shown and quoted."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
    return ", ".join(value) if isinstance(value, list) else str(value)


_REASON = re.compile(r"(?P<fact>\d+): (?P<text>.+)", re.DOTALL)
_LATIN = re.compile(r"[A-Z][\w'’&.+-]*|\d[\d.,]*\w*")


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
    if answer.call.outcome == "truncated":
        text = _whole_sentences(text)
    if not (1 <= number <= len(facts)) or not text:
        answer.call.outcome = "malformed"
        return None
    fact = facts[number - 1]
    if not holds(text, fact, item, wanted, lang):
        answer.call.outcome = "refused"
        return None
    return Why(text=text, by="model", evidence=[Evidence(field=fact.field, quote=fact.quote)])


def _whole_sentences(text: str) -> str:
    spans = sentences(text)
    ends = [e for s, e in spans if text[s:e].rstrip().endswith((".", "!", "。", "！"))]
    return text[: ends[-1]].strip() if ends else ""


def holds(text: str, fact: Fact, item: Item, wanted: str, lang: str) -> bool:
    """Whether a sentence claims nothing beyond the item, as far as code can see.

    - Numbers and names stand in the evidence, the title or the attributes. That the person named
      them is no support: what they want is not what the item is.
    - What it denies, the item denies.
    - In the evidence's own language it shares words with the evidence, most of its words are the
      item's, and words of the request that are not the item's stand in a purpose alone
      (`for your kitchen`).
    """
    spoken_ = " ".join(map(_spoken_or_empty, item.attributes.values()))
    own_words = f"{fact.shown} {fact.quote} {item.title} {spoken_}"
    denied = fact.quote == "no" or denies(fact.shown)
    if not _named(text, own_words, wanted) or (denies(text) and not denied):
        return False
    if lang == "zh" and not _is_chinese(text, own_words, wanted):
        return False
    if lang != "en" or not re.search(r"[a-z]{3}", fact.quote.lower()):
        return True
    said = set(tokens(text))
    evidence = set(tokens(fact.shown))
    known = set(tokens(f"{own_words} {item.text}"))
    asserted = set(tokens(_PURPOSE.sub(" ", text)))
    borrowed = (asserted & set(tokens(wanted))) - known
    shared = len(said & evidence) >= min(2, len(evidence))
    return shared and len(said & known) >= SHARE * len(said) and not borrowed


def _is_chinese(text: str, own_words: str, wanted: str) -> bool:
    """Whether it is in Chinese, with no word left in English or copied from the request."""
    if not re.search("[一-鿿]", text):
        return False
    left = set(re.findall(r"[a-z]{4,}", text)) - set(re.findall(r"[a-z]{4,}", own_words.lower()))
    runs = (text[n : n + COPIED] for n in range(len(text) - COPIED + 1))
    return not left and not any(r in wanted and r not in own_words for r in runs)


COPIED = 8
"""So many characters in a row from a request in Chinese are a copy."""


def denies(text: str) -> bool:
    return bool(negated_spans(text, "en") or _DENIAL_ZH.search(text))


_DENIAL_ZH = re.compile(r"不(?![仅同止但只错])|没|未|无(?![线论缝])")
SHARE = 0.5
"""Share of a sentence's content words that must be the item's."""
_PURPOSE = re.compile(
    r"\b(?:for|if|when|while|whenever|as you|since you|in your|on your|who|so you|to)\b[^,.;:!]*",
    re.I,
)


def _named(text: str, own_words: str, wanted: str) -> bool:
    """Whether the item has every number and name of the sentence. The first word has a capital
    anyway; it counts when the person wrote it with one."""
    lowered, first = own_words.lower(), text.split(" ", 1)[0]
    for word in _LATIN.findall(text):
        plain = word.strip(".,'’").lower()
        given = re.search(rf"(?<=\w ){re.escape(word)}", wanted)
        sure = word != first or word[0].isdigit() or given
        if sure and plain and plain not in lowered:
            return False
    return True


def _spoken_or_empty(value: Attribute) -> str:
    return "" if value is None else spoken(value)


def from_evidence(facts: list[Fact], profile: Profile, lang: str) -> Why | None:
    """A sentence made by code from the best fact."""
    if not facts:
        return None
    fact = facts[0]
    text = f"商品信息：{fact.shown}" if lang == "zh" else f"It says: {fact.shown}"
    return Why(text=text, by="evidence", evidence=[Evidence(field=fact.field, quote=fact.quote)])
