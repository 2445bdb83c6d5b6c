"""Scorn of those who make a thing, or of the thing: on my naughty list, dead to me, gives me the
creeps. What scorns is open-ended; the words by which it is done are few."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.chat import cues
from llmrec.text import negated_spans
from llmrec.text._said_of import scorns_en
from llmrec.text._shuns import SPOKEN_ILL_EN

_LIST = r"(?:black|naughty|shit|no-?go|hit|banned?|avoid|dead|blocked|ignore)[\s-]*list(?:ed|ing)?"
_SCORNED = re.compile(
    rf"\b(?:{_LIST}|boycott\w*|barred|banned|bann?ing|blocked|blocking|shunn?\w*|dead\s+to\s+(?:me|us)|persona\s+non\s+grata|in\s+the\s+dog-?house"
    r"|(?:can|could|may|should)\s+(?:all\s+)?(?:get\s+\w+|go\s+(?:and\s+)?\w+|jog\s+on|do\s+one|take\s+a\s+\w+|kick\s+rocks|sling\s+\w+\s+hook"
    r"|whistle|rot|stuff\s+(?:it|themselves)|naff\s+off|sod\s+off|piss\s+off|bog\s+off|bugger\s+off|eff\s+off|f\w*\s+off|swivel|hop\s+it)"
    r"|jokes?|scam\w*|crooks?|cowboys|thieves|robbers|rip-?\s?off|rubbish|garbage|trash|shite?|crap|useless|awful|terrible|dreadful|ruined|burn(?:ed|t)\s+(?:me|us)"
    r"|let\s+(?:me|us)\s+down|screwed|swindled|cheated|conned|ripped\s+(?:me|us)|lost\s+my\s+(?:trust|business|custom)|fell\s+out|fallen\s+out|blackball\w*"
    r"|(?:bin|ditch|hide|lose|axe|nix|veto|scrap|remove|cut|exclude|block|filter|strike|cancel|skip)\b)",
    re.I,
)
_TAKEN_BACK = re.compile(r"\b(?:not|never|no\s+longer)\s+(?:\w+\s+)?$|n['’]t\s+(?:\w+\s+)?$", re.I)


def scorned(said: str) -> bool:
    """Whether a clause scorns what it speaks of."""
    ill = re.search(rf"\w(?:{SPOKEN_ILL_EN})", said, re.I)
    cue = _SCORNED.search(said)
    return bool(ill or (cue and not _TAKEN_BACK.search(said[: cue.start()])) or scorns_en(said))


_OTHERS = re.compile(
    r"\b(?:others?|another|the\s+rest|nobody|(?:every|any|some)\w+\s+else)\b(?!\s+than\b)(?!\s+from\s+(?:them|that)\b)|别家|其[他它余]|别的|旁的|别人家|余下|剩下",
    re.I,
)
"""Other companies you can remove: it is they that are cast out."""
_OR_NOTHING = re.compile(r"\bor\s+(?:nothing|none|not\s+at\s+all)\b", re.I)


def cast_out(own: Sequence[str], around: Sequence[str]) -> bool | None:
    """Whether a maker is cast out; None where it is neither that nor the only one wanted.

    Args:
        own: clauses that speak of the maker.
        around: those, and the ones beside them.
    """
    mine = [c for c in own if not _OTHERS.search(c)]
    beside = [c for c in around if not _OTHERS.search(c)]
    same = any(cues.SAME.search(c) for c in mine)
    out = any(scorned(c) or _shuns_brand(c) for c in beside)
    if out or any(map(_denies, mine if same else beside)):
        return True
    kept = any(cues.SAME.search(c) for c in around) or any(
        _OTHERS.search(c) and (_denies(c) or scorned(c)) for c in around
    )
    return False if kept else None


def _denies(clause: str) -> bool:
    return bool(cues.NEGATIVE.search(_OR_NOTHING.sub(" ", clause)))


def _shuns_brand(said: str) -> bool:
    """Spare me that brand."""
    return any(cues.BRAND.search(said, s, e) for s, e in negated_spans(said, "en"))
