"""Results of the tools: typed, and short, because an agent's context is small."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from llmrec.types import (
    Attribute,
    Constraint,
    Evidence,
    Interval,
    Profile,
    TagAffinity,
)

Role = Literal["kind", "price", "released"]


class Result(BaseModel):
    """Base of what a tool gives back, and of its parts."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    def data(self) -> dict[str, Any]:
        """As JSON has it, without what is not there."""
        return self.model_dump(mode="json", exclude_defaults=True)


class Reason(Result):
    text: str
    by: Literal["model", "evidence"]
    """`model`: a sentence of the model's, checked. `evidence`: a quote from the item."""
    evidence: list[Evidence]


class Card(Result):
    """One item, in few words; get_item tells the rest."""

    id: str
    title: str
    rank: int | None = None
    attributes: dict[str, Attribute] = {}
    """The most telling ones, and those that limits speak of."""
    score: float | None = None
    """Probability that it is what was asked for."""
    rating: Interval | None = None
    """Stars that the person would give, 1 to 5, with an 80% interval."""
    tags: list[str] = []
    why: Reason | None = None
    breaks: list[str] = []
    """Limits that it breaks."""


class Note(Result):
    """Something that was done in another way than it should be."""

    stage: str
    to: str
    reason: str


class ItemList(Result):
    items: list[Card]
    """Best first."""
    fallbacks: list[Note] = []


class Filtered(Result):
    total: int
    """How many items keep to the limits."""
    items: list[Card]


class Recommended(ItemList):
    limits: list[str] = []
    """The limits that hold: those given and those that the text states."""
    fit: float | None = None
    """Probability that anything in the catalogue fits."""
    tags: list[TagAffinity] = []
    """Interests of the person, the likeliest first."""
    alternatives: list[Card] = []
    """When nothing keeps to all limits: what comes near, with what each breaks."""
    unknown: list[str] = []
    """Ids asked about that the catalogue has not."""
    question: str | None = None
    """A question worth asking the person."""


class Ranked(ItemList):
    limits: list[str] = []
    unknown: list[str] = []
    """Ids asked about that the catalogue has not."""


class Stars(Result):
    id: str
    title: str
    stars: float
    """What the person would give, 1 to 5."""
    low: float
    high: float
    """The 80% interval."""
    by_model: bool
    """Whether the language model judged the item, too."""


class Rated(Result):
    items: list[Stars]
    """In the order asked."""
    unknown: list[str] = []
    """Ids asked about that the catalogue has not."""
    fallbacks: list[Note] = []


class Tagged(Result):
    tags: list[TagAffinity]
    """Interests of the person among the catalogue's tags, the likeliest first."""
    fallbacks: list[Note] = []


class Understood(Result):
    profile: Profile
    fallbacks: list[Note] = []


class Row(Result):
    """One field of the items compared."""

    field: str
    type: str
    unit: str | None = None
    values: list[Attribute]
    """In the order of the items; null where an item does not say."""
    differs: bool
    better: str | None = None
    """Id of the item that is better in this field, where that can be known: the lowest price."""


class Compared(Result):
    items: list[Card]
    rows: list[Row]


class Share(Result):
    """What one feature added to the score."""

    feature: str
    share: float
    """In logits."""
    value: float
    """Of the feature."""


class Explained(Result):
    item: Card
    of: int
    """How many items were weighed; `item.rank` is the place among them."""
    shares: list[Share]
    """What weighed most, for or against."""
    limits: list[str] = []
    fallbacks: list[Note] = []


class Broken(Result):
    """A limit that keeps an item out."""

    limit: Constraint
    given: bool
    """Given as a limit; else it was read in the text."""
    value: Attribute = None
    """What the item has there; null where it does not say."""


class Gap(Result):
    """A feature in which the item stands behind the last of the list."""

    feature: str
    share: float
    """What it added to the item's score, in logits."""
    last: float
    """What it added to the score of the last item in the list."""


class WhyNot(Result):
    item: str
    title: str | None = None
    reason: Literal["unknown", "excluded", "disliked", "limits", "rank", "listed"]
    """unknown: not in the catalogue. excluded: by its id. disliked: by the person. limits: it
    breaks `broken`. rank: others stand before it. listed: it is in the list."""
    broken: list[Broken] = []
    rank: int | None = None
    """Among all that was found and keeps to the limits."""
    score: float | None = None
    last: Card | None = None
    """The last item of the list."""
    gaps: list[Gap] = []
    """The features that cost it most, against the last of the list; the worst first."""
    fallbacks: list[Note] = []


class ItemDetails(Result):
    id: str
    title: str
    attributes: dict[str, Attribute]
    texts: dict[str, str]
    """The text fields, cut to 300 characters."""
    tags: list[str] = []
    popularity: float | None = None
    url: str | None = None
    image: str | None = None


class Frequent(Result):
    value: str
    items: int
    """How many have it."""


class FieldInfo(Result):
    name: str
    type: str
    unit: str | None = None
    about: str = ""
    role: Role | None = None
    ops: list[str]
    """What limits may say of it."""
    low: float | str | None = None
    high: float | str | None = None
    """Smallest and largest number, or first and last day."""
    values: list[Frequent] = []
    """The most frequent ones of a category or list."""
    distinct: int | None = None
    """How many values there are."""


class CatalogInfo(Result):
    name: str
    items: int
    domain: str | None = None
    language: str
    fields: list[FieldInfo]


class Recorded(Result):
    catalogue: str
    user: str
    item: str
    kind: str
    new: bool
    """False where the very same was kept already."""
