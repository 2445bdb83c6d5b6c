"""Scorn of those who make a thing, or of the thing: on my naughty list, dead to me, gives me the
creeps. What scorns is open-ended; the words by which it is done are few."""

from __future__ import annotations

import re

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
