"""Arguments of the tools. Docstrings of fields are what a model reads of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from llmrec.types import ItemId, Op

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Kind = Literal["view", "click", "like", "dislike", "rating", "purchase", "share", "follow"]


class Args(BaseModel):
    """Base: what is not named is an error."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)


class Limit(Args):
    """A limit on one field of the catalogue; describe_catalog says which there are."""

    field: str
    op: Op
    """eq, ne, lt, le, gt, ge for numbers and dates; eq, ne, in, not_in for categories; has, lacks,
    in, not_in for lists; eq, ne for true or false."""
    value: bool | float | str | list[str]
    """A number, true or false, a text, a date as YYYY-MM-DD, or a list of texts."""


class SearchArgs(Args):
    text: Text
    """Search words."""
    limits: list[Limit] = []
    k: int = Field(default=10, ge=1, le=50)
    """How many items."""


class FilterArgs(Args):
    limits: list[Limit] = []
    sort_by: str | None = None
    """A field that holds numbers or dates; the most popular first when not given."""
    descending: bool = False
    k: int = Field(default=10, ge=1, le=50)
    """How many items."""


class RecommendArgs(Args):
    text: str = ""
    """What the person likes or looks for, in their own words; may be empty when it is known what
    the person did."""
    user: str | None = None
    """The person it is for; the one that the toolbox acts for when not given."""
    limits: list[Limit] = []
    """Limits that are never broken, beside those that the text states."""
    exclude: list[ItemId] = []
    """Ids or whole titles of items that must not come back."""
    k: int = Field(default=5, ge=1, le=50)
    """How many items."""
    explain: int = Field(default=3, ge=0, le=10)
    """How many of the first items get a written reason."""
    fast: bool = False
    """Without the language model: quicker, a little less exact."""


class RankArgs(Args):
    text: Text
    """What the person likes or looks for, in their own words."""
    items: list[ItemId] = Field(min_length=1, max_length=100)
    """Ids or whole titles of the items to put in order."""


class RateArgs(Args):
    items: list[ItemId] = Field(min_length=1, max_length=20)
    """Ids or whole titles of the items."""
    text: str = ""
    """What the person likes; may be empty when it is known what the person did."""
    user: str | None = None
    """The person; the one that the toolbox acts for when not given."""


class TagArgs(Args):
    text: Text
    """What the person says of themselves or looks for."""


class ProfileArgs(Args):
    text: Text
    """A request in somebody's own words."""


class CompareArgs(Args):
    items: list[ItemId] = Field(min_length=2, max_length=5)
    """Ids or whole titles of two to five items."""


class ExplainArgs(Args):
    item: ItemId
    """Id or whole title of the item."""
    text: Text
    """The request in the person's own words."""


class WhyNotArgs(Args):
    item: ItemId
    """Id or whole title of the item that was missed."""
    text: Text
    """The request in the person's own words."""
    limits: list[Limit] = []
    """The limits that were given with the request."""
    exclude: list[ItemId] = []
    """The ids or whole titles that were left out of the request."""
    k: int = Field(default=10, ge=1, le=50)
    """How long the list was."""


class GetItemArgs(Args):
    item: ItemId
    """Id or whole title of the item."""


class DescribeArgs(Args):
    """Nothing to say."""


class FeedbackArgs(Args):
    item: ItemId
    """Id or whole title of the item."""
    user: Text
    """The person whose event it is: the one that the toolbox acts for."""
    kind: Kind | None = None
    """like where neither a rating nor a text is given."""
    rating: float | None = None
    """A number on any scale."""
    text: str | None = None
    """A review or a comment."""
    request: str | None = None
    """What the person had asked for before, in words."""
