"""Which list a value belongs to that several have, by the verb that governs it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.catalog.schema import AttributeSpec, Schema
from llmrec.text import HAN
from llmrec.understand.vocabulary import Mention

_TAUGHT_ZH = re.compile(
    r"(?:教[到会]?|授(?!权)|讲(?:解|到|授)?|学(?:得)?(?:到|会|习|点|些|懂)?|涵盖|涉及|覆盖|包含|包括|里[头面边]?(?:得|要|必?须)?有|内容(?:得|要|必?须)?(?:有|是|含)?|带)\s*$"
)
_KNOWN_ZH = re.compile(
    r"(?:(?:先|要求?|需要?|得|必?须|前提是?|以|带)[^，。；！？,;!?]{0,6}?(?:会|懂|识|学过|上过|修过|通晓|掌握|熟悉|了解|精通)(?:点|些|过|一点|一些)?|(?:前提|先修|门槛)(?:是|要求?|得|为|有)*|先学)\s*$"
)
_KNOWN_NEXT_ZH = re.compile(
    r"\s*(?:的)?(?:基础|打底|垫底|底子|功底|先修|经验|先(?=[上学能才])|为?(?:前提|先修|门槛))"
)


_LEARNED_EN = re.compile(
    r"\b(?:learn(?:ing|s)?|study(?:ing)?|studies|teach(?:es)?\s+(?:me|us|him|her|them|you)|pick(?:ing)?\s+up|brush(?:ing)?\s+up(?:\s+on)?|improv(?:e|ing)|get\s+better\s+at)\s+"
    r"(?:(?:some|a\s+(?:bit|little)\s+of|my|his|her|our|basic|proper|more|conversational|business|everyday)\s+)*$",
    re.I,
)
_LEARNED_NEXT_EN = re.compile(
    r"\s+(?:is|was|being)\s+(?:(?:what|the\s+(?:thing|one|language|subject))\s+)?(?:(?:I|we|she|he|they)\s+)?(?:(?:want|need|have|has|wants|needs|hope|hopes|would\s+like)\s+to\s+|['’]d\s+like\s+to\s+)?(?:learn|study|be\s+taught)(?:s|ing)?\b",
    re.I,
)
"""Spanish is what I learn."""


def _by_verb_en(same: Sequence[Mention], text: str, schema: Schema) -> list[Mention]:
    """What is learned is what a course teaches, and no language that it is taught in."""
    start, end = same[0].start, same[0].end
    if not (_LEARNED_EN.search(text, 0, start) or _LEARNED_NEXT_EN.match(text, end)):
        return []
    specs = schema.attributes
    return [m for m in same if _is_taught(specs[m.field])]


_ITSELF_ZH = re.compile(
    r"(?<!用)(?:教(?!我用)|学(?:[到会习点些懂好]|一?[门点])?|练(?:习|好)?|掌握|攻克|啃)(?:得[到会了])?\s*$"
)
"""教德语的; but 用德语教 is how it is taught."""
_BY_IT_ZH = re.compile(r"\s*(?:授课|上课|讲[课解授]?|教学|教的|字幕|来?[学教讲上])")


def by_verb(same: Sequence[Mention], text: str, schema: Schema) -> list[Mention]:
    """要先会 Python 的 speaks of what is known beforehand, 教 Python 的 of what is taught."""
    if not HAN.search(text):
        return _by_verb_en(same, text, schema)
    specs = schema.attributes
    start, end = same[0].start, same[0].end
    if any(specs[m.field].type != "list" for m in same):
        itself = _ITSELF_ZH.search(text, 0, start) and not _BY_IT_ZH.match(text, end)
        return [m for m in same if itself and _is_taught(specs[m.field])]
    known = _KNOWN_ZH.search(text, 0, start) or _KNOWN_NEXT_ZH.match(text, end)
    if not known and not _TAUGHT_ZH.search(text, 0, start):
        return []
    if known:
        return [m for m in same if re.search(r"\bbeforehand\b", specs[m.field].about)]
    return [m for m in same if _is_taught(specs[m.field])]


def _is_taught(spec: AttributeSpec) -> bool:
    return spec.type == "list" and re.search(r"\btaught\b", spec.about) is not None
