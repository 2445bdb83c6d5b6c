"""Which field of a catalogue says who makes or offers a thing."""

from __future__ import annotations

import re

from llmrec.catalog.schema import Schema


def brand_field(schema: Schema) -> str | None:
    """The category that says who makes or offers a thing."""
    told = re.compile(
        r"\b(?:brand|maker|provider|manufacturer|publisher|studio|author|supplier|school|platform"
        r"|offers|label|vendor|seller|director)\b|品牌|厂|机构|作者|出版|导演|商家",
        re.I,
    )
    named = [f for f, spec in schema.attributes.items() if spec.type == "category"]
    by_name = [f for f in named if told.search(f)]
    return next(
        iter([*by_name, *(f for f in named if told.search(schema.attributes[f].about))]), None
    )
