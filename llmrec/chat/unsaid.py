"""Whether a turn takes the one before back: undo that, 上一步反悔了.

In Chinese what was said or done last may be the subject of a sentence: whatever verdict throws it
out takes it back, so long as nothing else is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat import cues, cues_lift
from llmrec.chat.lift import lifted
from llmrec.chat.naming import holds, names_it
from llmrec.chat.refer import LIST
from llmrec.chat.state import Session
from llmrec.types import ItemId

_REFUSALS = ("ne", "not_in", "lacks")
_ACT = (
    r"(?:一?[句步条條轮回次下着招手番]|那?个(?=就?[当我你算])|话|话茬|操作|动作|改动|修改|变更|指令|要求|条件|请求|说法|请|言|求|需求|决定|选择"
    r"|(?:[我俺咱]?(?:说|讲|提|要|改|加|选|设|言|请|求|述|发)(?:过|了|出)?(?:的|那个?|这个?)?))"
)
_LAST_TURN = re.compile(
    r"(?:^|[，,。；！!？?…~～\n\s]|哎|唉|呃|额|把|将|请|那|嗯)\s*(?:我|俺|咱)?"
    rf"(?:(?:上|前|最后)(?:面|边|头|回|次)?(?:的|那|这|所)*{_ACT}"
    rf"|(?:刚刚|刚才|刚(?=[那这说讲提的加改选])|方才|适才|先前|前头|头前|头里|之前那|最近)(?:的|那|这|所|我|俺|咱|一|个)*{_ACT}"
    r"|(?:刚刚|刚才|方才|适才)(?:那个|这个|的)?(?=就?当))"
)
_TAKEN_BACK = re.compile(
    r"收|撤|消|作(?:废|罢)|废|退|反悔|后悔|悔|手滑|手抖|口误|嘴瓢|嘴快|口快|抹|擦|划掉|放屁|没(?:听|说|讲|提|发生|看|有过|做)|别(?:算|管|理|当真|听|作数)"
    r"|不(?:算|作数|作准|当真|要了|生效|成立|做数)|无效|[无勿]视|忽略|罢|忘|倒(?:回|退)|还原|恢复|复原|改回|滚回|翻篇|当我?(?:白|没|放)|没那回事"
    r"|cancel|undo|revert|back|roll|reset|delete|ignore|forget|scratch|Ctrl",
    re.I,
)
_KEEPS = re.compile(
    r"[吗么呢？?]|第[一二三四五\d]|什么|为什么|怎么|再(?:说|讲|列|看|推)|重复|没听[懂清]|没看[懂清]|保留|照旧|[别没勿]忘|记[得着住]|算数|有效|继续|还[是要算]|不用(?:撤|改)|(?:别|不要?|先别)[撤收退删]"
)
_NOT_THE_LAST = re.compile(r"上限|上面的?(?:那个|第)|前[一几两三]个月|上个?月|上次买")


def _takes_back_the_last(text: str) -> bool:
    """Whether a turn throws out what was said or done in the turn before."""
    said = _LAST_TURN.search(text)
    if said is None or _KEEPS.search(text) or _NOT_THE_LAST.search(text):
        return False
    return bool(_TAKEN_BACK.search(text, said.start()))


_UNSAID = re.compile(r"(?P<what>[^，。！!,；;…]{2,16})当我没[说讲提]")


def is_undo(text: str, session: Session, catalogue: Catalogue, pointed: Sequence[ItemId]) -> bool:
    """Whether a turn takes the last one back, and no limit that it names."""
    last = not pointed and _takes_back_the_last(text)
    if last and not _names_a_limit(text, session, catalogue):
        return True
    if not cues.UNDO.search(text) or _asks_anew(text, session, pointed):
        return False
    if not _LAST.search(text) and _takes_back_one(text, session, catalogue):
        return False
    unsaid = _UNSAID.search(text)  # 钱的事当我没说 takes back one limit, not the last turn
    if unsaid is None or re.search(r"[刚上前]|那句|这句|^[那这]一?[条项个]$", unsaid["what"]):
        return True
    return not lifted([(*unsaid.span(), unsaid.group())], session, catalogue).places


def _names_a_limit(text: str, session: Session, catalogue: Catalogue) -> bool:
    """适才所言学时之限: what is taken back is named."""
    held = [x.constraint for x in session.state.limits]
    priced = any(c.field == catalogue.schema.price for c in held)
    if priced and cues_lift.MONEY.search(text):
        return True
    return any(names_it(text, c.field, catalogue.schema) or holds(text, c) for c in held)


_LAST = re.compile(
    r"\b(?:last|just|previous|latest|undo\s+(?:that|it|this)|that\s+back)\b|刚|上一|前一|最近|上个|那一下",
    re.I,
)


def _takes_back_one(text: str, session: Session, catalogue: Catalogue) -> bool:
    """`Undo the price limit`, 评分要求撤销: one limit is named, and no turn."""
    named = lifted([(0, len(text), text)], session, catalogue)
    return bool(named.places) and cues_lift.UNNAMED.search(text) is None


def _asks_anew(text: str, session: Session, pointed: Sequence[ItemId]) -> bool:
    """`Zadeko can come back`, `bring back Zadeko` and `back to the last list, what is the third`:
    nothing is undone."""
    if pointed and LIST.search(text) and (cues.DETAILS.search(text) or cues.COMPARE.search(text)):
        return True
    back = re.search(r"\bback\b", text, re.I)
    refused = [x.constraint for x in session.state.limits if x.constraint.op in _REFUSALS]
    if back and any(holds(text, c) for c in refused):
        return True
    return bool(re.search(r"\bcome\s+back\b|\bback\s+in\b|\bgive\s+it\s+back\b", text, re.I))
