"""A yes/no property by the name of its opposite: indoor models are not made for use outdoors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from llmrec.catalog.schema import Schema
from llmrec.understand.vocabulary import Mention

_INSIDE = re.compile(
    r"\b(?:indoors?(?!\s+(?:plants?|garden\w*|pools?|cats?|pets?|dogs?|jungle|air|temperatures?|climate|pollution|quality|toilet))"
    r"|(?:inside|in\s+the\s+house)\s+(?:use\s+)?only)\b",
    re.I,
)
_OUTSIDE = re.compile(r"\b(?:out(?:side|doors?|\s+of\s+doors)|weather\w*|garden|rain\w*)\b", re.I)
_SOMEBODY = re.compile(
    r"\b(?:I|we|you|he|she|they|who|(?:my|our|the)\s+(?:\w+\s+)?(?:cat|dog|kids?|son|daughter|wife|husband|nan|gran\w*|mum|dad))\b"
    r"(?!\s+(?:want|need|'d|would|must|only)\b)[^.,;!?]*$",
    re.I,
)
_DENIED = re.compile(r"(?:\b(?:not|no|never|than|neither|nor|without)|n['’]t)\b[^.,;!?]*$", re.I)
_ALIKE = re.compile(r"\b(?:or|and|both|either|whether|if|matter\w*|mind|care)\b", re.I)


def opposites(text: str, schema: Schema) -> Iterator[Mention]:
    """The outdoor property refused by `indoor`, where the text speaks of no outside."""
    names = [
        name
        for name, spec in schema.attributes.items()
        if spec.type == "boolean" and name.lower().startswith("outdoor")
    ]
    if not names or _OUTSIDE.search(text):
        return
    for said in _INSIDE.finditer(text):
        before = text[: said.start()]
        if (
            _DENIED.search(before)
            or _SOMEBODY.search(before)
            or _ALIKE.search(text, said.end(), said.end() + 20)
        ):
            continue
        yield Mention(names[0], True, said.start(), said.end(), negated=True)
        return
