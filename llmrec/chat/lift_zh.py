"""What Chinese words that take something back do not, and what they do, speak of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import kind_field
from llmrec.chat.naming import stems
from llmrec.chat.state import Limit
from llmrec.text import HAN, negated_spans
from llmrec.types import Constraint
from llmrec.understand.mentions import calls, find_mentions

BESIDES_ZH = re.compile(r"\s*除了?(?!此)")
"""除了入门的，中级的也行: what holds is named beside what is added."""
_CARRIED_ZH = re.compile(
    r"(?:不|没有?|有没有|有无|带不|支不)(?:用|自|能)?(?:带|含|配|附|支持|内置|接|连)"
)
"""网关不带也没事: of what a thing comes with, and not of what it is."""


_OTHER_ZH = re.compile(r"别的|其[他它余]|另外的|旁的")


def stays(said: str, words_: str, limit: Limit, catalogue: Catalogue) -> bool:
    """Whether a limit that words speak of is not what they take back: what a thing is, where it is
    said what it comes with; and a refusal that they repeat (除了 Zadeko 都可以)."""
    c = limit.constraint
    if not HAN.search(words_):
        return False
    if c.field == kind_field(catalogue.schema):
        if _OTHER_ZH.search(said):  # 别的摄像头也看看 asks for more of them
            found = find_mentions(said, catalogue, "zh")
            return any(m.field == c.field and m.value in c.values for m in found)
        return bool(_CARRIED_ZH.search(said))
    if c.op not in ("ne", "not_in", "lacks"):
        return False
    again = [m for m in find_mentions(words_, catalogue, "zh") if m.field == c.field]
    again = [m for m in again if m.value in c.values]
    return bool(again) and all(m.negated for m in again) and bool(_AGAIN_ZH.search(words_))


_AGAIN_ZH = re.compile(r"(?<![排删剔去解])除了?|不(?:可以|行|能|要|成|考虑|看)|别|免谈")


def valued(said: str, limits: Sequence[Limit], catalogue: Catalogue) -> list[int] | None:
    """The limits on the very values that are named: 谷歌助手无所谓 leaves Alexa as it was. None: no
    value of a limit is named."""
    mentions = find_mentions(said, catalogue, "zh")
    fields = {m.field for m in mentions if calls(m.field, said, stems(said), catalogue.schema)}
    mentions = [m for m in mentions if m.field in fields] or mentions
    named = {(m.field, v) for m in mentions for v in (m.value, not m.value)}
    held = [
        k
        for k, limit in enumerate(limits)
        if {(limit.constraint.field, v) for v in limit.constraint.values} & named
    ]
    if not held:
        return None
    meant = {m.value for m in mentions}
    return [k for k in held if not _is_less_one(limits[k].constraint, meant, said)]


def _is_less_one(c: Constraint, named: AbstractSet[object], said: str) -> bool:
    """Of several values one is given up: 灯带那类就算了."""
    return bool(set(c.values) - named and negated_spans(said, "zh"))
