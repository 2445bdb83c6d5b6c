"""Items that were turned down and are let back: put that one I binned back in, 刚才删的那个放回来.

They are pointed at by their place, or by what was done to them; either way only what was turned
down can come back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.chat.pieces import clauses_of
from llmrec.chat.spans import tidy
from llmrec.chat.state import Session
from llmrec.chat.titled import Place
from llmrec.types import ItemId

_BACK = re.compile(
    r"\b(?:let|bring|put|take|have|add|allow|invite|want|get|pop|stick|throw|call)\b[^.!?;]{0,60}?\bback\b|\bback\s+(?:in(?:to)?|on(?:to)?)\b"
    r"|\b(?:reinstat|restor|readmit|re-?add|re-?list|re-?includ|resurrect|pardon|reviv)\w*|\bun-?(?:bin|ban|ditch|drop|hide|reject|strike|chuck|cross|bar|cancel)\w*"
    r"|\b(?:another|second|one\s+more|fresh)\s+(?:chance|go|look)\b|\breconsider\w*|\bforgiv\w+|\bcan\s+(?:stay|return|come\s+back)\b|\btake\s+(?:it|that)\s+back\b"
    r"|[放加捡请拿召弄摆拉][返回](?!来?看)|回来|入返?来|恢复|留着|留下|再给[^，。]{0,4}机会|别删|不删了|解禁|原谅|冤枉|错怪",
    re.I,
)
_CAST = (
    r"(?:chuck|ditch|bin|drop|remov|reject|toss|dump|trash|scrap|axe?|nix|veto|delet|dismiss|discard|exclud|eliminat|strik|struck|cut|cross|throw|threw|kick|turn|sent|knock|rul"
    r"|skip|pass|hid|scratch|lost|cast|barr?|bann|yeet|got\s+rid|took|slag|was\s+(?:so\s+|too\s+|a\s+bit\s+)*(?:rude|mean|hard|harsh|rough))\w*"
)
_CAST_ONE = re.compile(
    rf"\b(?P<n>one|thing|item|ones|two|both|all|things|items)\b[^.!?;,]{{0,20}}?\b(?:I|we)(?:['’](?:d|ve))?\s+(?:\w+\s+){{0,2}}?{_CAST}\b"
    rf"|\b(?:I|we)\s+(?:\w+\s+){{0,6}}?(?:on|about)\s+(?:that|the)\s+(?P<n2>one)\b"
    r"|\b(?:binned|rejected|dropped|ditched|discarded|deleted|removed|dismissed)\s+(?P<n3>one|item|ones|items|two)\b"
    r"|(?:刚[才刚]?|之前|先前|前面|方才|头先|早前|上回|上次|被我)[^，。]{0,8}?(?P<zn>[删踢丢扔毙撤剔划弃嫌拒刷]|不要|否决|pass|排除|淘汰|去掉)[^，。]{0,8}?(?:的|掉|了|那|把|个|款|门)",
    re.I,
)
_NOT = re.compile(
    r"\b(?:not|never|don['’]t|no\s+need)\b[^.!?;]{0,20}$|n['’]t\s*$|\b(?:remains?|stays?)\s+(?:struck|out|off)|别(?!删)[^，。]{0,3}$|(?:不要|不用|不必)[^，。]{0,2}$",
    re.I,
)
_MANY = re.compile(
    r"\b(?:both|all|them|ones|things|items|two|everything)\b|都|全|两[个款门]|俩", re.I
)
_STAYS_OUT = re.compile(
    r"\b(?:remain|stay|keep)s?\b[^.!?;]{0,20}\b(?:struck|out|off|gone|binned)\b|还是不要|仍(?:然|旧)?不要",
    re.I,
)


def reinstated(text: str, found: Sequence[Place], session: Session) -> tuple[ItemId, ...]:
    """Items that a turn lets back in, of those that were turned down."""
    gone = session.state.out
    back = [m for m in _BACK.finditer(text) if not _NOT.search(text[: m.start()])]
    if not gone or not back:
        return ()
    clauses = [c for c in clauses_of(text, found) if not _STAYS_OUT.search(c.text)]
    placed = [i for c in clauses for i in c.items if i in gone]
    if placed:
        return tuple(dict.fromkeys(placed))
    cast = _CAST_ONE.search(text)
    if cast is None:
        return ()
    return tuple(_last_cast(session) if _MANY.search(text) else gone[-1:])


def besides(text: str, found: Sequence[Place]) -> str:
    """What a turn that lets items back says of anything else."""
    free = [c.text for c in clauses_of(text, found) if not c.places]
    return tidy(". ".join(t for t in free if not (_BACK.search(t) or _CAST_ONE.search(t))))


def _last_cast(session: Session) -> list[ItemId]:
    """What the last turn that turned anything down did."""
    now = session.state.out
    for turn in reversed(session.turns[:-1]):
        new = [i for i in now if i not in turn.state.out]
        if new:
            return new
    return list(now)
