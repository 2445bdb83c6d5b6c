"""Turns that take every limit back, or every other one: 所有限制都取消, 除了价格其他都无所谓."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import kind_field
from llmrec.chat.spoken_of import FIELD, speaks_of
from llmrec.chat.state import Limit
from llmrec.understand.mentions import find_mentions

_RULE = r"(?:限制|要求|条件|规定|门槛|规矩|标准|限定)"
_WHOLE = r"(?:都|全部?|一律|统统|通通|均|一概|也都|就都|尽数)"
_GONE = (
    r"(?:无所谓|随便|随意|随你|不管|不限|不要求|不要紧|不要了"
    r"|不在乎|不介意|不挑|不卡|不计较|不讲究|好说|好商量|作废|取消|去掉|放[开宽]|免了|撤|删|拿掉|解除|清掉|扔掉|丢掉|不作数|不算数|没关系|没所谓|可以不)"
)
_ALL = re.compile(
    rf"(?:所有|全部|一切|这些|那些|每条|什么)?的?{_RULE}(?:我)?{_WHOLE}[^，。]{{0,3}}{_GONE}"
)
_ALL_BEFORE = re.compile(
    rf"(?:取消|去掉|撤掉|删掉|放开|清掉|解除)(?:掉)?(?:所有|全部|一切)的?{_RULE}"
)
_OTHERS = re.compile(
    rf"(?:其[他它余]|别的|剩下|另外)(?:的|几条|那些|几个)*{_RULE}?(?:我|俺)?{_WHOLE}[^，。]{{0,3}}{_GONE}"
)
_KEEPS = re.compile(r"除|只?[留保]|就[看要留]|只[看要管在]|还[是得要]")


class TakenBack(NamedTuple):
    places: list[int]
    used: list[tuple[int, int]]


def all_taken_back(
    pieces: Sequence[tuple[int, int, str]], limits: Sequence[Limit], catalogue: Catalogue
) -> TakenBack | None:
    """All limits but what the thing is, and but those that are said to stay."""
    for start, end, said in pieces:
        others = _OTHERS.search(said)
        whole = _ALL.search(said)
        if not (others or whole):
            continue
        kept = [said[: others.start()]] if others else []
        used = [(start, end)]
        if others:
            beside = [p for p in pieces if p[0] != start and _KEEPS.search(p[2])]
            kept += [p[2] for p in beside]
            used += [p[:2] for p in beside]
            if any(_names_a_value(k, catalogue) for k in kept):
                return None  # 除了法语的，其他都行
        fields = [c.constraint.field for c in limits]
        stay = {
            f
            for f, x in zip(fields, limits, strict=True)
            if any(speaks_of(k, x, catalogue) >= FIELD for k in kept)
        }
        if others and not stay:
            return None
        stay |= {kind_field(catalogue.schema) or ""}
        return TakenBack([k for k, f in enumerate(fields) if f not in stay], used)
    return None


def _names_a_value(said: str, catalogue: Catalogue) -> bool:
    return any(isinstance(m.value, str) for m in find_mentions(said, catalogue, "zh"))
