"""Limits given beside a request: checked against the schema, and kept whatever the words say."""

from __future__ import annotations

from collections.abc import Sequence

from llmrec.tools.args import Limit

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.limits import parse_limit
from llmrec.context import Context
from llmrec.errors import CatalogError, ToolError
from llmrec.types import Constraint, Profile, Request
from llmrec.understand import Understand


def constraints(limits: Sequence[Limit], catalogue: Catalogue) -> list[Constraint]:
    """The limits as hard constraints.

    Raises:
        ToolError: a field, operator or value that the catalogue's schema has not.
    """
    out = []
    for limit in limits:
        made = Constraint(field=limit.field, op=limit.op, value=limit.value)
        try:
            parse_limit(made, catalogue.schema)
        except CatalogError as e:
            raise ToolError("bad_arguments", f"{e.message}.", remedy=e.remedy) from e
        out.append(made)
    return out


class Bound(Understand):
    """Reads a request as ever; no word of it takes the place of a limit given beside it."""

    def __init__(self, limits: Sequence[Constraint]) -> None:
        super().__init__()
        self.limits = limits

    def cheap(self, request: Request, context: Context) -> Profile:
        return self._with_limits(super().cheap(request, context))

    def __call__(self, request: Request, context: Context, cheap: Profile | None = None) -> Profile:
        return self._with_limits(super().__call__(request, context, cheap))

    def _with_limits(self, profile: Profile) -> Profile:
        kept = [c for c in profile.constraints if c not in self.limits]
        return profile.model_copy(update={"constraints": [*self.limits, *kept]})


def state(limits: Sequence[Constraint], text: str) -> Profile | None:
    """The limits as what was said before, so that they are not taken for words of the request.

    A request without words has no state: it would count as one that says something.
    """
    return Profile(constraints=list(limits)) if limits and text.strip() else None
