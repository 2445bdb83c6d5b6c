"""Grammar by which a limit is said not to matter any more, whatever the verb: not compulsory, or
not, whichever, as many as it wants; 别卡了, 可以不, 有没有都."""

from __future__ import annotations

import re

_NEED = (
    r"(?:important|vital|crucial|necessary|needed|essential|required|compulsory|mandatory|obligatory"
    r"|imperative|critical|relevant|fussed|fussy|bothered|picky|particular|strict|firm|rigid"
    r"|(?:an?\s+)?(?:must|requirement|condition|priority|necessity|obligation|factor|concern|issue"
    r"|problem|deal-?breaker|biggie|big\s+deal|biggy))"
)
_EN = (
    rf"(?:n['’]t|\bnot|\bno\s+longer|\bno\s+more|\bnever|\bhardly|\bno)\s+(?:\w+\s+){{0,3}}?{_NEED}\b"
    r"|\b(?:stop|quit|cease|enough)\s+(?:(?:of|with)\s+)?(?:\w+\s+)?(?:filter|worry|limit|restrict|check|bother"
    r"|car|fuss|look|insist|sort|count|judg|rul)\w*\s+(?:(?:it|them|things)\s+)?(?:about|on|by|for|at|over|out)\b"
    r"|\b(?:whenever|wherever|whichever)\b(?=\W*$|\s+(?:it|they|you|works?|suits?|is|are|ye|one|of)\b)"
    r"|\bhowever\s+(?=it\b|they\b|you\b|ye\b|he\b|she\b|the\b)"
    r"|\bcharge\s+(?:\w+\s+)?what(?:ever)?\b|\bin\s+what(?:so)?ever\b"
    r"|\bor\s+(?:not|without(?:\s+(?:it|one|them))?)\b(?!\s+at\s+all)(?!\W*\?)"
    r"|\b(\w+)(?:\s+\w+)?\s+or\s+no\s+(?:\w+\s+)?\1\b"
    r"|\b(?:the\s+)?same\s+(?:thing\s+)?(?:to|for|with|by)\s+(?:me|us)\b"
    r"|\bno\s+(?:quarrel|beef|gripe|grudge|grievance)s?\b"
    r"|\b(?:may|can|could|might)\s+(?:(?:now|also|well|even|just|as\s+well|perfectly)\s+)*(?:be|go|cost|run|last|take|come|start"
    r"|begin|draw|use|kick)\b[^.;!?]{0,20}?\b(?:old|new|earl|lat|low|high|long|short|dear|cheap|pric|hard|eas)(?:i?er)\b"
    r"|\b(?:may|can|could)\s+(?:now\s+)?(?:also\s+)?(?:cost|charge|take|run)\s+(?:something|money|a\s+bit|me)\b"
)
EASED_EN = re.compile(_EN, re.I)
_CARE = (
    r"(?:限(?:制|定|死|住)?|卡(?:死|住|着|得?[这那恁]么?死)?|管|顾|挑|拘(?:泥)?|设限|较真|讲究|计较|苛求|强求|在乎|在意|看重"
    r"|纠结|理会|理|盯|执着|操心|抠|掐|排除|拉黑|屏蔽|避开|care|limit)"
)
_ZH = (
    rf"(?:不用|不必|不要|不再|不去|无须|无需|毋须|毋庸|别|莫|勿|甭|休|用不着|没必要|懒得|不好)(?:再|去|太|那么|这么|给我|老|总)*{_CARE}"
    rf"|(?<!能)(?<!说)不(?:再)?{_CARE}(?:了|啦|喽|呗|哈)"
    r"|不(?:再)?(?:挑|限|卡|拘|计较|讲究|在乎|在意|看重)[^，。]{1,6}了"
    r"|可以不(?!要)(?:用|带|支持|讲|教|发|给|含|是)?|(?:没有?|不带|不支持|不发|不给)[^，。]{1,8}?(?:也|都)(?:能|照|可|行|成|中)"
    r"|(?:任|由|随)(?:它|便|你|他)?[^，。]{0,4}(?:哪|什么|啥|怎么|咋|几)"
    r"|[也都]\s+(?:ok|OK|Ok|fine)"
    r"|(?:也|都)(?:没差|没啥|不碍事|不妨|过得去|能将就|好说|好商量|认)"
)
EASED_ZH = re.compile(_ZH, re.I)
MISTAKEN_ZH = re.compile(
    r"(?:记|搞|弄|说|写|看|打|讲|想|选|填|听|点|按)(?:混|错|岔|反|差|串|拧)(?:了|的)?(?![过吗？])"
)
"""Alexa 是我记错了: what is named did not hold from the start."""


def eases(said: str, *, chinese: bool) -> bool:
    """Whether a clause says that something does not matter any more."""
    return bool((EASED_ZH if chinese else EASED_EN).search(said))
