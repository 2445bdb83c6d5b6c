"""Questions about words and the world: what do you mean by a cohort, what do people usually pay.
What they name is asked about, and not asked for."""

from __future__ import annotations

import re

from llmrec.text import HAN

_X = (
    r"(?:(?!\b(?:good|best|better|nice|decent|cheap\w*|great|first|second|third|fourth|fifth|last"
    r"|next|other|one|price|max\w*)\b)[\w’'./-]+\s*){1,4}?"
)
_THEN = (
    r"(?:\s*,?\s*(?:exactly|anyway|actually|even|then|please|supposed\s+to\s+(?:be|mean)"
    r"|when\s+it['’]?s\s+at\s+home|in\s+(?:plain|simple)\s+\w+|again|by\s+the\s+way|btw|mean\w*"
    r"|like|pls|though|to\s+you|for\s+(?:a\s+)?\w+))*"
)
_LEAD = (
    r"(?:(?:and|so|but|ok(?:ay)?|well|oh|um+|er+|hmm+|wait|sorry|hey|hang\s+on|quick\s+question"
    r"|just\s+wondering|silly\s+question|stupid\s+question|by\s+the\s+way|btw|remind\s+me|tell\s+me"
    r"|one\s+thing|first|pardon\s+my\s+ignorance|excuse\s+me)\b\W*)*"
)
_ASKED = re.compile(
    rf"\W*{_LEAD}(?:"
    r"what(?:ever)?\s+(?:on\s+earth\s+|the\s+\w+\s+|exactly\s+|actually\s+|even\s+)?(?:do|does|did|would|is|are)\s+(?:(?:you|they|people|we|\w+\s+(?:people|lot|guys|folks?))\s+)?"
    r"(?:(?:actually|really|even|exactly)\s+)?[^.!?]{0,40}?\b(?:mean|meant\s+by|stand\s+for|call)\b[^.!?]{0,30}"
    rf"|what\s+(?:on\s+earth|the\s+\w+|exactly|actually|even)\s+(?:is|are)\s+(?:an?\s+)?{_X}{_THEN}"
    rf"|what(?:['’]?s|\s+is|\s+are)\s+(?:an?\s+|(?:exactly|actually|even|on\s+earth|this|these|a\s+so-called)\s+(?:an?\s+|the\s+)?){_X}{_THEN}"
    rf"|what(?:['’]?s|\s+is|\s+are)\s+{_X}\s*,?\s*(?:exactly|anyway|even|supposed\s+to\s+(?:be|mean)|when\s+it['’]?s\s+at\s+home|in\s+(?:plain|simple)\s+\w+|again)"
    rf"|what\s+{_X}\s+(?:is|are|means?)\s*{_THEN}"
    rf"|how\s+(?:do|does)\s+(?:an?\s+|this\s+)?{_X}\s+(?:actually\s+|even\s+)?(?:work|differ)\s*{_THEN}"
    rf"|(?:I\s+(?:have\s+)?)?(?:no|not\s+a)\s+(?:idea|clue)\s+what\s+(?:an?\s+)?{_X}(?:\s+(?:is|are|means?))?"
    rf"|(?:I(?:['’]ve|\s+have)?\s+)?never\s+(?:even\s+)?heard\s+of\s+(?:an?\s+)?{_X}"
    rf"|(?:an?\s+)?{_X}\s+means?\s+what"
    rf"|what(?:['’]?s|\s+is)\s+the\s+difference\s+between\s+(?:an?\s+)?{_X}\s+and\s+(?:an?\s+)?{_X}{_THEN}"
    r"|(?:do|does|did|have|has|are|would|will|is|what\s+(?:do|does|did|would)|how\s+(?:much|often|long)\s+(?:do|does|did|would))\s+"
    r"(?:(?:most\s+|other\s+|some\s+)?(?:people|folks?|men|women|parents|families|shops|employers|buyers|students)|anyone|anybody|everyone|everybody)\s+(?:out\s+there\s+)?"
    r"(?:ever|really|actually|usually|generally|normally|typically|still|tend\s+to|mostly|even|often|honestly|like\s+you|pay|spend)\b[^.!?]*"
    r"|is\s+it\s+(?:normal|common|usual|weird|odd|silly|true|rude)\s+(?:to|that|for|if|when)\b[^.!?]*"
    r")\W*",
    re.I,
)
_MOST = 200
"""Characters of such a question; the pattern takes its time over much longer ones."""
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")


def less_defined(text: str) -> str:
    """The turn with blanks for sentences that only ask what a word means, or what people do."""
    if HAN.search(text):
        return text
    return _SENTENCE.sub(lambda m: " " * len(m.group()) if _asks(m.group()) else m.group(), text)


def _asks(sentence: str) -> bool:
    return len(sentence) <= _MOST and bool(_ASKED.fullmatch(sentence))
