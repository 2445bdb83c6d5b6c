"""Free of charge: when `free` is a price and when it is not (hands-free, feel free)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from llmrec.quantities import _refusals as refusals
from llmrec.quantities._quantity import Quantity
from llmrec.quantities._verdicts import rejected

_FREE = re.compile(
    r"(?<![\w-])(?:for\s+free|free(?:\s+of\s+(?:charge|cost))?|gratis)(?![\w-])", re.IGNORECASE
)
_NOTHING = re.compile(
    r"\bcost(?:s|ing)?\s+(?:me\s+)?nothing\b|\bfor\s+nothing\b"
    r"|\b(?:at\s+)?(?:no|zero)\s+(?:cost|charge)\b"
    r"|\bwithout\s+(?:paying|charge|payment)\b(?!\s+for)"
    r"|(?:\b[a-z]+n['’]?t|\bnot|\bnever|\bwithout)\s+(?:(?:have|want|need|going|be|to|even)\s+)*"
    r"(?:cost|pay|spend|charge)(?:ing)?\s+(?:(?:me|us|you)\s+)?"
    r"(?:anything|any\s+money|a\s+(?:single\s+)?(?:penny|cent|dime|thing|bean|nickel|dollar))\b"
    r"(?!\s+(?:more|over|above|extra|beyond|like|near|close|for|per|every|each|until|up|under|below"
    r"|monthly|month|year|yearly)\b)",
    re.IGNORECASE,
)
_ZH = re.compile(
    r"免费(?!送|配送|寄|安装|试用|试听|退|存储|云|更新|升级|维修|上门|咨询|赠|体验)"
    r"|不要钱|不花钱|不收[费钱]|不用[花掏交付]?钱|零元|零(?:费用|学费|成本)|(?<!不)(?<!不再)(?<!不想)(?<!别)白嫖|分文不[取收花]"
    r"|(?<!多)一(?:分|毛)钱?(?:都|也)?(?:不|没|甭|别)(?:用|能|要|想|会|让|许|肯|可以|准)?[花收出掏付交]"
)
_PAID_ZH = re.compile(
    r"(?<![月年们])(?:收费|要?花钱|要钱|掏钱|付费)的(?:课程?|东西)?(?=[^，。；！？]{0,8}(?:$|[，。；！？]))"
)
# Words after which `free` tells a price; after any other noun it tells what is absent.
_BEFORE = re.compile(
    r"(?:^|[,.;:!?()/\"“”\n]|\b(?:an?|the|is|are|be|it['’]s|that['’]s|was|it|for|with|some|any|only|all|"
    r"completely|totally|entirely|absolutely|really|something|anything|everything|find|want|need|"
    r"have|show|me|get|and|or|but|of|in|on|to|at|as|are|other|more|good|great|best|nice|new|just|"
    r"also|both|either|preferably|ideally|must|should|100%|recommend|suggest|prefer|like|please|"
    r"which|that|give|take|learn|there|not|no|than|my|your|these|those|non|actually|being|about|"
    r"looking|quality|beginner|short|online|live|advanced))\s*$",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"\s+(?:of\b|from\b|time|shipping|delivery|returns?|trial|will|range|hands?|up\b|space|standing|"
    r"updates?|installation|samples?|gifts?|flow|style|spirit|fall|roam|speech|agent|radicals?|"
    r"throws?|kick|weights?|at\b|on\s+\w+days?\b|then\b|hour|hours|day|days|evening|evenings|weekend|afternoon|moment|to\s)",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"ly\s+$")
_FEEL = re.compile(r"\b(?:feel|set|break|breaks|roam|get|am|i['’]m|we['’]re|stay|run)\s+$", re.I)
_NEED_NOT = re.compile(
    r"(?:n['’]t|not|no\s+longer|needn['’]t)\s+(?:have|has|need|needs|got|necessarily)\s+(?:to\s+)?(?:be\s+)?$|\bneed(?:n['’]t|\s+not)\s+(?:to\s+)?be\s+$"
    r"|(?:不一定|不必|不用|无需|无须|没必要|可以不|能不|不见得)(?:非|要|得|是|必须)*$|可以?不$|(?:能|就算|哪怕)不$",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\s*也(?:行|可以|好|没关系|无所谓|没事|成)")


_DOER = re.compile(
    r"(?:^|[.,;:!?()]|\b(?:and|but|because|since|so|that|when|who))\s*(?P<who>(?:s?he|they|you|people|everyone|everybody|folks?|somebody|someone|nobody|who"
    r"|(?:my|our|his|her|their|the|an?|some)\s+[\w’'-]+(?:\s+[\w’'-]+){0,2}?)(?:['’]?s|['’]re|['’]ll|['’]ve)?)\s+(?P<does>[^.,;:!?]*)$",
    re.I,
)
"""The landlord puts a socket in for free: what somebody does, and no price."""
_ASKED_OF = re.compile(
    r"\b(?:want\w*|need\w*|must|should|ought|ha(?:s|ve|d)\s+to|got\s+to|gotta|is|are|be|cost\w*|courses?|class(?:es)?|one|ones|something|anything|find|show|look\w*|give|gets?|prefer\w*|only|may|can|could|comes?)\b"
    r"|\b(?:it|this|that)\s+$",
    re.I,
)


def _is_done(text: str, match: re.Match[str]) -> bool:
    """Whether for free, or for nothing, is how somebody does something."""
    said = _DOER.search(text, max(0, match.start() - 90), match.start())
    if said is None or not match.group().lower().startswith("for "):
        return False
    return bool(said["does"].strip()) and not _ASKED_OF.search(f"{said['who']} {said['does']}")


def free_of_charge(text: str) -> Iterator[Quantity]:
    """Places where the text asks for what costs nothing (or, negated, for what costs something)."""
    for match in [*_FREE.finditer(text), *_NOTHING.finditer(text), *_ZH.finditer(text)]:
        if (match.re is _FREE and not _is_price(text, match)) or _is_done(text, match):
            continue
        yield _quantity(text, match)
    for match in _PAID_ZH.finditer(text):  # 要花钱的就算了
        end = rejected(text, match.end())
        monthly = re.search(r"[月年][^，。；！？]*$", text[: match.start()])
        if end is not None and not monthly and not refusals.refused(text, match.start()):
            words = text[match.start() : end]
            yield Quantity(None, 0.0, kind="money", start=match.start(), end=end, words=words)


def _is_price(text: str, match: re.Match[str]) -> bool:
    start = match.start()
    window = (max(0, start - 40), start)
    if "charge" in match.group().lower() or "cost" in match.group().lower():
        return True
    if match.group().lower().startswith("for "):
        return True
    if _FEEL.search(text, *window) or _NOT_AFTER.match(text, match.end()):
        return False
    return bool(_BEFORE.search(text, *window) or _ADVERB.search(text, *window))


def _quantity(text: str, match: re.Match[str]) -> Quantity:
    start, end = match.span()
    price = Quantity(
        None,
        0.0,
        kind="money",
        start=start,
        end=end,
        words=match.group(),
        soft=refusals.is_soft(text, start, end),
    )
    if _NEED_NOT.search(text, max(0, start - 40), start) or _ALSO.match(text, end):
        return Quantity(
            0.0, 0.0, kind="money", start=start, end=end, words=match.group(), comparator=False
        )
    refused = None if match.re is _NOTHING else refusals.refused(text, start)
    thrown_out = rejected(text, end)
    if refused is None and thrown_out is None:
        return price
    start, end = refused if refused is not None else start, thrown_out or end
    return Quantity(
        0.0, None, low_open=True, kind="money", start=start, end=end, words=text[start:end]
    )
