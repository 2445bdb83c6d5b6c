"""Whether a turn asks what an item is in the list for: why, on what grounds, what of it.

The adviser's own choosing is what is asked about, by whatever verb.
"""

from __future__ import annotations

import re

from llmrec.chat import cues

_ONLY_EXPLAIN = re.compile(r"explain|解释", re.I)
_ASKS_ELSE = re.compile(
    r"\b(?:where|when|who|whose|how\s+(?!come\b|so\b|did\s+you\b)|what\s+(?!for\b|made\b|makes\b)|which)\b",
    re.I,
)
_CHOSE = (
    r"(?:pick(?:ed)?|chose|choose|put|place|rank|rate|list|recommend|suggest|offer|show|give|includ\w+|add(?:ed)?|select(?:ed)?|go\s+for"
    r"|went\s+(?:for|with)|think|see\s+in|saw\s+in|like|land(?:ed)?\s+on|settle\s+on|arrive|decide|come\s+(?:up\s+with|by|to)|reckon)"
)
_WHY = re.compile(
    rf"\bwhat\s+(?:did|do)\s+(?:you|ye|u)\s+(?:see\s+in|like\s+about)\b|\bhow(?:['’]d|\s+did|\s+do|\s+have)\s+(?:you|ye|u)\s+(?:\w+\s+)?{_CHOSE}\b"
    r"|\b(?:what|which\s+\w+)\s+(?:made|makes|led|got|brought|drove|moved|inspired|tempted)\s+(?:you|ye|u)\b"
    r"|\bwhat\s+(?:were|was|are)\s+(?:you|ye|u)\s+(?:even\s+)?(?:thinking|on\s+about|up\s+to|getting\s+at)\b|\b(?:going|went)\s+through\s+your\s+(?:head|mind|circuits)\b"
    r"|\bwhat(?:['’]?s|\s+is|\s+are|\s+was)\b[^.!?]{0,30}\bdoing\b(?=\W*(?:$|(?:right\s+|all\s+the\s+way\s+)?(?:up|in|on|at|there|here|so)\b))"
    r"|\bhow(?:['’]?d|['’]?s|\s+did|\s+does|\s+has|\s+is)\b[^.!?]{0,30}\b(?:earn\w*|get\s+(?:top|first|in|on|there|here|picked|chosen|that\s+high|so\s+high)|got\s+(?:in|on|there|here)"
    r"|end\s+up|land(?:ed)?\s+(?:in|on|there|here|at)|make\s+(?:it|the)|made\s+(?:it|the)|deserve\w*|wind\s+up|sneak\w*|slip\w*\s+in|qualif\w+|win|won|rank\w*|come\s+(?:first|top|out)|belong)\b"
    r"|\b(?:talk|sell|argue)\s+(?:me|us)\s+(?:into|on|round)\b|\b(?:got|to\s+do)\s+to\s+do\s+with\s+(?:what|my|me|anything)\b|\bto\s+do\s+with\s+what\b"
    r"|\b(?:at\s+random|out\s+of\s+(?:a|the|your)\s+hat|for\s+(?:what|which)\s+reasons?|what\s+grounds|what\s+basis|case\s+for|pitch\s+(?:me|for))\b"
    r"|怎么(?:会|就|个)*(?:在[这那]|排|上[榜来]|进|入|选|混|冒|跑[到这]|到[这榜])|咋个?(?:会|就|个)*(?:在[这那]|上榜|进来|入|选|混|冒|跑|排|推)"
    r"|入[了得您你咱我的法眼]{1,5}[眼围选]|图\s*(?:它|他|个|的|是){0,3}\s*(?:什么|啥|么[事子]|哪)|(?:依据|根据|缘由|用意|居心)(?:何在|是|呢|在)?|哪[一]?点[^，。]{0,4}(?:打动|吸引|好|值)|(?:打动|吸引|相中|看[中上])[^，。]{0,6}(?:哪|啥|什么)",
    re.I,
)


def asks_why(around: str) -> bool:
    """Whether it is asked why an item is there.

    Args:
        around: the turn without the places.
    """
    said = cues.EXPLAIN.search(around)
    if said and _ONLY_EXPLAIN.fullmatch(said.group()):
        others = [
            m for m in cues.EXPLAIN.finditer(around) if not _ONLY_EXPLAIN.fullmatch(m.group())
        ]
        said = None if not others and _ASKS_ELSE.search(around[said.end() :]) else said
    return bool(said or _WHY.search(around))
