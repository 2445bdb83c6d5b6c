"""The contracts that flow through llmrec. This module imports nothing of ours.

A request flows one way::

    Request -> Profile -> list[Candidate] -> Judgement -> list[Scored] -> Recommendation

Field docstrings become the published JSON schema (`llmrec schema`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

SCHEMA_VERSION = "1.1"

Op = Literal["eq", "ne", "in", "not_in", "lt", "le", "gt", "ge", "has", "lacks"]
Value = bool | float | str | list[str]
Attribute = bool | float | str | list[str] | None

AGAINST = frozenset({"dislike"})
"""Kinds of events that say an item was not wanted, so that nobody took it."""
LOOKED = frozenset({"view", "click"})
"""Kinds after which an item may well be proposed."""
FOR = frozenset({"like", "purchase", "share", "follow"})
"""Kinds that say an item was wanted."""


class Model(BaseModel):
    """Base of every contract: unknown fields are errors, docstrings describe fields."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


def _as_id(value: object) -> object:
    return str(value) if isinstance(value, int) else value


ItemId = Annotated[str, BeforeValidator(_as_id)]


class Span(Model):
    """The words of the user that something came from: characters `start` to `end` of a turn."""

    turn: int = -1
    """Index into the dialogue; -1 is the request's own text."""
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Tag(Model):
    """An interest of the user, in the catalogue's language."""

    tag: str
    weight: float = Field(default=1.0, ge=0, le=1)
    polarity: Literal[1, -1] = 1
    span: Span | None = None


class Mention(Model):
    """Something the user likes or dislikes: an item of the catalogue or a phrase."""

    text: str
    item: ItemId | None = None
    span: Span | None = None


class Constraint(Model):
    """A limit on one attribute. A hard one is never broken."""

    field: str
    op: Op
    value: Value
    hard: bool = True
    span: Span | None = None

    @property
    def values(self) -> list[str | float | bool]:
        """The value, or each of several."""
        return [*self.value] if isinstance(self.value, list) else [self.value]

    def __str__(self) -> str:
        value = ", ".join(self.value) if isinstance(self.value, list) else self.value
        if isinstance(value, float):  # a month is 4.348214286 weeks
            value = int(value) if value.is_integer() else round(value, 2)
        if isinstance(value, bool):
            value = "yes" if value else "no"
        signs = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥"}
        words = {"in": "one of", "not_in": "none of", "has": "includes", "lacks": "without"}
        return f"{self.field} {signs.get(self.op) or words[self.op]} {value}"


class Interest(Model):
    """One of several kinds of things that a request asks for."""

    text: str
    """In the catalogue's language."""
    kinds: list[str]
    """The catalogue's own words for it: values of the field that says what a thing is."""


class Profile(Model):
    """What was understood of a request."""

    language: str = "en"
    search_text: str = ""
    """The request as search words in the catalogue's language."""
    tags: list[Tag] = []
    interests: list[Interest] = []
    """The kinds of things asked for when they are several; each gets its places in the list."""
    likes: list[Mention] = []
    dislikes: list[Mention] = []
    spoken_of: list[Mention] = []
    """Items that were named in the talk by either side, liked or not, in its order."""
    constraints: list[Constraint] = []
    assumed: list[str] = []
    """What was assumed, in words."""
    missing: str | None = None
    """A question worth asking."""

    @property
    def hard(self) -> list[Constraint]:
        return [c for c in self.constraints if c.hard]


class Event(Model):
    """One thing a user did with an item."""

    item: ItemId
    rating: float | None = None
    time: float | None = None
    event: str | None = None


def in_order(events: list[Event]) -> list[Event]:
    """Oldest first, where every one has its time; else as they came."""
    if any(e.time is None for e in events):
        return events
    return sorted(events, key=lambda e: e.time or 0.0)


def _as_event(value: object) -> object:
    return {"item": value} if isinstance(value, str | int) else value


class Turn(Model):
    role: Literal["user", "assistant"]
    content: str


class Request(Model):
    """What a person (or a program for them) asks. Text may be empty when history says enough."""

    text: str = ""
    user: str | None = None
    history: list[Annotated[Event, BeforeValidator(_as_event)]] = []
    dialogue: list[Turn] = []
    """The turns before `text`."""
    state: Profile | None = None
    """The profile so far, from earlier turns."""
    among: list[ItemId] | None = None
    """Rank exactly these items; each known one comes back once."""
    exclude: list[ItemId] = []
    """Ids that must not come back."""
    k: int = Field(default=10, ge=1, le=1000)
    explain: int = Field(default=3, ge=0, le=50)
    """How many of the first items get a written reason."""
    catalogue: str | None = None
    language: str | None = None
    """Language of the answer; the request's own when not given."""

    @property
    def speaks(self) -> bool:
        """Whether the person said anything, now or before."""
        return bool(self.text.strip() or self.dialogue or self.state)

    @property
    def disliked(self) -> set[str]:
        """Items of the history that must not come back: of what was said for them and against
        them, the last is a dislike."""
        said = (e for e in in_order(self.history) if e.event in FOR | AGAINST)
        last = {e.item: e.event for e in said}
        return {item for item, event in last.items() if event in AGAINST}

    @property
    def taken(self) -> list[Event]:
        """The history less what is disliked, oldest first."""
        gone = self.disliked
        return [e for e in in_order(self.history) if e.item not in gone and e.event not in AGAINST]

    @property
    def had(self) -> set[str]:
        """Items of the history that were more than looked at."""
        return {e.item for e in self.history if e.event not in LOOKED}


class ItemTag(Model):
    tag: str
    quote: str
    """Words of the item that the tag rests on."""


class ItemProfile(Model):
    """What the model read in an item, once, offline."""

    tags: list[ItemTag] = []
    model: str
    prompt: str
    """Such as item_profile@1."""
    prompt_sha: str = ""


class Item(Model):
    id: ItemId
    title: str
    text: str = ""
    """What is embedded, searched and quoted from."""
    fields: dict[str, str] = {}
    """The text fields that `text` is made of, by name."""
    attributes: dict[str, Attribute] = {}
    popularity: float | None = None
    profile: ItemProfile | None = None
    url: str | None = None
    image: str | None = None


class SourceScore(Model):
    rank: int = Field(ge=1)
    score: float


class Candidate(Model):
    item: ItemId
    sources: dict[str, SourceScore] = {}
    """By source: dense (one for each embedding), talk, lexical, popular, behaviour, taught,
    and trust, which is how much the latter is to be trusted."""


class Judgement(Model):
    """The language model's calibrated opinion of one item for one request."""

    item: ItemId
    probability: float = Field(ge=0, le=1)
    rating: float | None = Field(default=None, ge=1, le=5)
    spread: float = Field(default=0.0, ge=0)
    form: str
    """How the question was put: yes_no, grade, list."""


class Interval(Model):
    mean: float
    low: float
    high: float


class Scored(Model):
    candidate: Candidate
    features: dict[str, float]
    shares: dict[str, float] = {}
    """What each feature added to the relevance, in logits."""
    relevance: float = Field(ge=0, le=1)
    rating: Interval
    tags: dict[str, float] = {}
    judged: bool = False


class Evidence(Model):
    field: str
    quote: str
    """Words that stand in that field of the item, verbatim."""


class Why(Model):
    text: str
    by: Literal["model", "evidence"]
    """`model`: the model's own sentence, checked. `evidence`: made by code from the evidence."""
    evidence: list[Evidence]


FAR = 0.05
"""An item of a lower probability only fills a list up."""


class Recommended(Model):
    rank: int
    id: ItemId
    title: str
    score: float
    """Calibrated probability that the item is what was asked for."""
    rating: Interval
    tags: list[str] = []
    breaks: list[str] = []
    """Hard constraints that the item breaks; only with `among` or as an alternative."""
    why: Why | None = None
    sources: dict[str, SourceScore] = {}
    features: dict[str, float] = {}
    shares: dict[str, float] = {}
    attributes: dict[str, Attribute] = {}
    judged: bool = False


class TagAffinity(Model):
    """A tag that is an interest of the person, and how sure that is."""

    tag: str
    field: str | None = None
    """Whose value it is; none for the person's own words."""
    probability: float = Field(ge=0, le=1)
    """That half of what the person likes has it."""
    shares: dict[str, float] = {}
    """What each feature added, in logits."""


class Fallback(Model):
    stage: str
    to: str
    reason: str


class Call(Model):
    """One model call, as it was made."""

    prompt: str
    version: str
    model: str
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    ms: float = 0.0
    started: float | None = None
    """Unix time at which it was sent; none for an answer that was kept."""
    outcome: Literal["ok", "malformed", "truncated", "refused", "timeout", "unavailable", "cached"]
    request: dict[str, Any] | None = None
    """Kept with --trace only."""
    answer: str | None = None


class Recommendation(Model):
    schema_version: str = SCHEMA_VERSION
    request_id: str
    profile: Profile
    items: list[Recommended] = []
    tags: list[TagAffinity] = []
    """Interests of the person among the catalogue's tags, the likeliest first."""
    fit: float | None = None
    """Probability that anything in the catalogue fits."""
    alternatives: list[Recommended] = []
    unknown: list[str] = []
    fallbacks: list[Fallback] = []
    calls: list[Call] = []
    timings: dict[str, float] = {}
    """Milliseconds by stage."""
    versions: dict[str, str] = {}

    @property
    def near(self) -> int:
        """How many items, from the top, are not far from what was asked. Told only where the
        model judged items: without it a low probability may be its ignorance."""
        far = (n for n, r in enumerate(self.items) if r.score < FAR)
        judged = any(r.judged for r in self.items)
        return next(far, len(self.items)) if judged else len(self.items)
