"""Whether a model's sentences say no more than the results, as far as code can see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from llmrec.tools.agent import facts
from llmrec.tools.agent.facts import Line
from llmrec.tools.agent.outcome import Done, ids_of
from llmrec.tools.agent.words import superlatives

from llmrec.catalog.catalogue import Catalogue
from llmrec.claims import Fact, denies, holds
from llmrec.quantities import Number, numbers
from llmrec.text import sentences, tokens
from llmrec.text._sets import word_set
from llmrec.text.titles import Titles
from llmrec.types import ItemId
from llmrec.wording.wording import Wording

_GLUED = re.compile(r"([.!?])(?=[A-Z\u4e00-\u9fff])")
_PLAIN = word_set("found find recommend recommended item items are is here 找到 推荐 为您 您 有")
"""Words that name what was done rather than say anything of an item."""
_JOINS = re.compile(r"[\s,，、;；&]*(?:and|as well as|和|与|及|以及)?[\s,，、;；&]*", re.I)
"""What stands between items of which the same is said."""
_PRICED = re.compile(
    r"\b(?:costs?|priced at|at a price of|(?:a )?price of)\s+"
    r"(?=[$€£¥]|[\d.,]+\s*(?:USD|EUR|GBP|CNY|JPY)\b)",
    re.I,
)
"""Words of a price, before one."""
SHARE = 0.7
"""Of the words that are said of items, how many must be in the facts of each.
Words of the request are no support: `I will order it`."""
_MORE = re.compile(
    r"\b(?:\w{2,}(?:er|est)\s+(?:than|of)|cheap\w+|more|most|less|least|best|better|worse|worst|lowest"
    r"|highest|newest|oldest|both|all|only|same|every|respectively)\b|[最更比都只同]|分别",
    re.I,
)
"""Words that hold several things against each other, which code cannot check in a sentence."""


def held(text: str, done: Sequence[Done], request: str, catalogue: Catalogue, language: str) -> str:
    """The sentences up to the first that says more than the facts: those behind it may lean on it.

    What stands behind an item, or behind items that are joined, has numbers and words of their
    facts alone, and what stands before the first those of all; a sentence of one item is held
    against it by `claims.holds`, too. Nothing is compared, but for `cheapest` and the like where a
    step sorted so and the items named are its first.
    """
    lines = facts.lines(done, Wording(catalogue, language))
    ids = list(dict.fromkeys(line.item for line in lines if line.item and line.item in catalogue))
    titles = {catalogue.item(i).title: i for i in ids}
    every = Titles(i.title for i in catalogue.items(catalogue.ids))
    kept: list[str] = []
    for start, end in sentences(text := _GLUED.sub(r"\1 ", text)):
        said = text[start:end].strip()
        names = {found.title for found in every.find(said)} | {t for t in titles if t in said}
        named = {t: titles.get(t, "") for t in names}
        if not all(named.values()) or not _holds(
            said, lines, done, named, request, catalogue, language
        ):
            break
        kept.append(said)
    return ("" if language == "zh" else " ").join(kept)


def _holds(
    sentence: str,
    lines: Sequence[Line],
    done: Sequence[Done],
    named: dict[str, ItemId],
    request: str,
    catalogue: Catalogue,
    language: str,
) -> bool:
    """`named`: ids by title."""
    sentence = _without_superlatives(sentence, list(named.values()), done, catalogue)
    if len(named) != 1:
        return _as_told(sentence, lines, named, catalogue)
    (id_,) = named.values()
    own = "; ".join(line.text for line in lines if line.item == id_)
    fact = Fact("", own, own)
    return holds(sentence, fact, catalogue.item(id_), request, language) and _as_told(
        sentence, lines, named, catalogue
    )


def _without_superlatives(
    sentence: str, named: Sequence[ItemId], done: Sequence[Done], catalogue: Catalogue
) -> str:
    """The sentence without those superlatives that a step's sorting bears out."""
    said = superlatives(sentence, catalogue.schema)
    for found, sorting in sorted(said, key=lambda one: -one[0].start()):  # the last one first
        first = [
            ids_of(step.result)[: len(named)]
            for step in done
            if sorting.items() <= {"descending": False, **step.arguments}.items()
        ]
        if named and any(set(ids) == set(named) for ids in first):
            sentence = sentence[: found.start()] + sentence[found.end() :]
    return sentence


def _as_told(
    sentence: str, lines: Sequence[Line], named: dict[str, ItemId], catalogue: Catalogue
) -> bool:
    """`named`: ids by title; none of them where the sentence speaks of no item."""
    own = {t.casefold(): _facts_of(i, lines, named) for t, i in named.items()}
    domain = set(tokens(catalogue.schema.domain or ""))
    if not own:
        return _fits(sentence, ["\n".join(line.text for line in lines)], domain, 0)
    found = list(re.finditer("|".join(_longest_first(named)), sentence, re.I))
    places = [m.span() for m in found]
    if {m[0].casefold() for m in found} != set(own):  # a title in other letters than its own
        return False
    head = sentence[: places[0][0]]
    if not _fits(head, list(own.values()), domain, len(named)):
        return False
    group: list[str] = []
    for (start, end), (after, _) in pairwise([*places, (len(sentence), 0)]):
        group.append(own[sentence[start:end].casefold()])
        said = sentence[end:after]
        if _JOINS.fullmatch(said):
            continue
        if not _fits(said, group, domain, 0):
            return False
        group = []
    return True


def _longest_first(titles: dict[str, ItemId]) -> list[str]:
    return [re.escape(t) for t in sorted(titles, key=len, reverse=True)]


def _facts_of(id_: ItemId, lines: Sequence[Line], titles: dict[str, ItemId]) -> str:
    own = "; ".join(line.text for line in lines if line.item == id_)
    return re.sub("|".join(_longest_first(titles)), " ", own)


def _fits(said: str, facts_of: Sequence[str], domain: set[str], count: int) -> bool:
    """Whether words say of each no more than its facts; `count` is a number they may say, too."""
    if _MORE.search(said) or denies(said):
        return False
    said = _PRICED.sub(" ", said)
    known = [numbers(own) for own in facts_of]
    for n in reversed(numbers(said)):
        if n.article or n.vague:
            continue
        counted = count and n.value == count and n.unit is None
        if not counted and not all(any(_same(n, k) for k in own) for own in known):
            return False
        said = said[: n.start] + " " + said[n.end :]
    common = set(tokens(facts_of[0])).intersection(*map(tokens, facts_of[1:])) | domain
    words = set(tokens(said)) - _PLAIN
    return len(words & common) >= SHARE * len(words)


def _same(said: Number, known: Number) -> bool:
    """Whether a number is one of the facts, in its unit; stars may go without."""
    if said.value != known.value:
        return False
    if said.unit is None or known.unit is None:
        return said.unit is None or said.unit.kind == "rating"
    return said.unit.name == known.unit.name
