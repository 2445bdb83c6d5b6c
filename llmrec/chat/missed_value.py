"""怎么没有 Zadeko 的: a Chinese question why nothing of some value is shown refuses nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import kind_field
from llmrec.chat import cues
from llmrec.text import HAN
from llmrec.types import Constraint, ItemId
from llmrec.understand import clauses
from llmrec.understand.mentions import find_mentions

_ASKS_ZH = re.compile(
    r"(?:为什么|为何|为啥|为嘛|怎么|怎|咋|干嘛|凭啥|凭什么|何以)(?:就|都|会|还|也|连|一个|一款|一门|一直|老|总){0,3}"
    r"(?:没|不见|不(?:给我?)?(?:推荐?|列|显示|出现|给|放|上)|看不到|见不到|找不到|少了|缺)"
    r"|(?:怎么|咋|为啥|为什么)[^，。；！？,;!?]{1,16}(?:都没有?|一个都没|不见了)|(?:哪[儿里]?|上哪儿?|跑哪儿?)去了"
)
_CLAUSE = re.compile(r"[^，。；！？,;!?\n]+[，。；！？,;!?\n]*")
_ELSE = re.compile(r"免|便宜|怕|坏|用不|不能|不行")


def missed_values(text: str, catalogue: Catalogue) -> tuple[list[Constraint], str]:
    """The values that are missed, and the turn without the question."""
    if not (HAN.search(text) and _ASKS_ZH.search(text)):
        return [], text
    named = find_mentions(text, catalogue, "zh")
    missed: list[Constraint] = []
    left = ""
    for said in _CLAUSE.finditer(text):
        inside = [
            m for m in named if said.start() <= m.start < said.end() and isinstance(m.value, str)
        ]
        if inside and _ASKS_ZH.search(said.group()) and not _ELSE.search(said.group()):
            m = inside[0]
            op = "has" if catalogue.schema.attributes[m.field].type == "list" else "eq"
            missed.append(Constraint(field=m.field, op=op, value=m.value))  # type: ignore[arg-type]
        else:
            left += said.group()
    return missed, left


def only_asks(left: str, catalogue: Catalogue) -> bool:
    """Whether what stands beside the question wants nothing."""
    if find_mentions(left, catalogue, "zh") or cues.ASKS.search(left) or clauses.WISH.search(left):
        return False
    return not re.search(r"\d|只|必须|别|不要|放|加", left)


def likeliest(text: str, held: Sequence[Constraint], catalogue: Catalogue) -> list[ItemId]:
    """The item of the missed value that most people have, of the kind that is sought if there is
    any."""
    missed, _ = missed_values(text, catalogue)
    kinds = [c for c in held if c.field == kind_field(catalogue.schema)]
    for limits in ([*missed[:1], *kinds], missed[:1]):
        found = catalogue.popular(1, catalogue.mask(limits)) if missed else []
        if found:
            return [id_ for id_, _ in found]
    return []
