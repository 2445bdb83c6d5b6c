"""Are reasons true of their items, do they cite real words, and do those words matter?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from llmrec.evals.datasets.constraint_rows import shipped_rows
from llmrec.evals.datasets.indexed import ensure_shipped
from llmrec.evals.datasets.written import drawn
from llmrec.evals.harness.claims_checker import check
from llmrec.evals.harness.claims_measure import sources
from llmrec.evals.harness.claims_text import alike, content_words, han_pairs
from llmrec.evals.harness.contracts import Label, Loaded, Metric, Options, Sample, Task
from llmrec.evals.systems.probed import CLAIM, FIT, LESS_EVIDENCE, LESS_OTHERS, PLACE

from llmrec.explain import QUOTED
from llmrec.types import Evidence, Profile, Recommendation, Recommended, Request, Why

EXPLAINED = 3
OfReason = Callable[[Recommended, Why, Profile, Label], float | None]


def load(options: Options) -> Loaded:
    """The written requests over both catalogues that ship."""
    samples, labels = [], {}
    for catalogue, row in drawn(options.limit, options.seed):
        request = Request(text=row["text"], catalogue=catalogue, k=10, explain=EXPLAINED)
        samples.append(Sample(row["id"], row["id"], request))
        labels[row["id"]] = {"catalogue": catalogue, "text": row["text"]}
    return Loaded(samples=samples, labels=labels)


def reasons(answer: Recommendation) -> Iterator[tuple[Recommended, Why]]:
    for item in answer.items:
        if item.why is not None:
            yield item, item.why


def of_reasons(value: OfReason) -> Callable[[Recommendation, Label], float | None]:
    """The mean over an answer's reasons; None where none has a value."""

    def each(answer: Recommendation, label: Label) -> float | None:
        found = [value(item, why, answer.profile, label) for item, why in reasons(answer)]
        kept = [v for v in found if v is not None]
        return sum(kept) / len(kept) if kept else None

    return each


# --- is it true -----------------------------------------------------------------------------------


def claim_text(why: Why) -> str:
    """The sentence without the words that code put before the evidence."""
    text = why.text
    for prefix in QUOTED.values() if why.by == "evidence" else ():
        text = text.removeprefix(prefix)
    return text


def supported(
    *, model: bool = False, language: str | None = None, own: bool = True, whole: bool = False
) -> OfReason:
    """Share of a reason's claims that the item supports.

    Args:
        model: with the model's answer to the checker's question, where the log has one; else None.
        language: only sentences in it.
        own: only the model's own sentences.
        whole: a sentence with one false claim counts as none.
    """

    def value(item: Recommended, why: Why, _: Profile, label: Label) -> float | None:
        chinese = any("\u4e00" <= c <= "\u9fff" for c in why.text)
        if (own and why.by != "model") or (language and (language == "zh") != chinese):
            return None
        logit = item.features.get(CLAIM) if model else None
        if model and logit is None:
            return None
        found = check(claim_text(why), sources(label["catalogue"])[item.id], logit)
        return float(found.supported) if whole else found.share

    return value


# --- does it cite, and whom does it answer --------------------------------------------------------


@cache
def _rows(catalogue: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = shipped_rows(catalogue).rows
    return found


def stands(value: Any, quote: str) -> bool:
    """Whether a quote stands in a field word for word; `yes` for a yes, `12` for 12.0."""
    if value is None or not quote.strip():
        return False
    if isinstance(value, bool):
        return quote == ("yes" if value else "no")
    if isinstance(value, int | float):
        try:
            return float(quote) == value
        except ValueError:
            return False
    if isinstance(value, list):
        return all(part in value for part in quote.split(", "))
    return quote in str(value)


def verbatim(item: Recommended, why: Why, _: Profile, label: Label) -> float:
    row = _rows(label["catalogue"])[item.id]
    found = [_cited(row, e) for e in why.evidence]
    return sum(found) / len(found) if found else 0.0


def _cited(row: dict[str, Any], e: Evidence) -> bool:
    value = row.get(e.field)
    # The index folds runs of blanks, and nothing else.
    return stands(" ".join(value.split()) if isinstance(value, str) else value, e.quote)


def mentions(_: Recommended, why: Why, profile: Profile, label: Label) -> float:
    """Whether a reason says something that the person said: a word that carries meaning, of the
    request or of the tags read in it, in either language."""
    asked = " ".join([label["text"], *(t.tag for t in profile.tags if t.polarity > 0)])
    words, pairs = content_words(asked), set(han_pairs(asked))
    said = content_words(claim_text(why))
    same = any(alike(a.lemma, b.lemma) for a in said for b in words)
    return float(same or any(pair in pairs for pair in han_pairs(claim_text(why))))


# --- does it matter -------------------------------------------------------------------------------


def fall(probe: str, cut: str, sign: int) -> OfReason:
    """How a probe changes when words are cut; `sign` 1 where a lower value is a fall."""

    def value(item: Recommended, _: Why, __: Profile, ___: Label) -> float | None:
        before, after = item.features.get(probe), item.features.get(probe + cut)
        return None if before is None or after is None else sign * (before - after)

    return value


def more(probe: str, sign: int) -> OfReason:
    """The fall without the evidence less that without other words of the same item."""
    cited, other = fall(probe, LESS_EVIDENCE, sign), fall(probe, LESS_OTHERS, sign)

    def value(item: Recommended, why: Why, profile: Profile, label: Label) -> float | None:
        a, b = cited(item, why, profile, label), other(item, why, profile, label)
        return None if a is None or b is None else a - b

    return value


def given(answer: Recommendation, _: Label) -> float | None:
    shown = answer.items[:EXPLAINED]
    return sum(i.why is not None for i in shown) / len(shown) if shown else None


def _metric(name: str, value: OfReason, source: str, failed: float | None = None) -> Metric:
    return Metric(name, of_reasons(value), failed=failed, source=source)


CODE = "checker by code (words, numbers, names, denials), see claims_measure for its errors"
ASKED = "the same, and the model's yes or no to the checker's own question"
CLAIMS: Sequence[Metric] = (
    _metric("claims supported", supported(), f"share of the model's claims; {CODE}"),
    _metric("sentences supported", supported(whole=True), f"no false claim; {CODE}"),
    _metric("sentences supported, English", supported(whole=True, language="en"), CODE),
    _metric(
        "sentences supported, Chinese",
        supported(whole=True, language="zh"),
        f"{CODE}; of an English item only numbers and names are checked",
    ),
    _metric("sentences supported, model asked", supported(whole=True, model=True), ASKED),
    _metric(
        "sentences supported, English, model asked",
        supported(whole=True, model=True, language="en"),
        ASKED,
    ),
    _metric(
        "sentences supported, Chinese, model asked",
        supported(whole=True, model=True, language="zh"),
        ASKED,
    ),
    _metric("all sentences supported", supported(whole=True, own=False), f"code's as well; {CODE}"),
)
METRICS = (
    *CLAIMS,
    _metric("evidence verbatim", verbatim, "share of quotes that stand in the field named", 0.0),
    _metric("mentions the request", mentions, "shares a content word with request or tags", 0.0),
    Metric("reasons given", given, source="share of the first three items with a reason"),
    _metric(
        "written by the model",
        lambda _, why, __, ___: float(why.by == "model"),
        "share of reasons; the others are made by code from the evidence",
        0.0,
    ),
    _metric(
        "places lost less evidence",
        fall(PLACE, LESS_EVIDENCE, -1),
        "place by embedding in the whole catalogue, with the cited words out of the item",
    ),
    _metric(
        "places lost less other words",
        fall(PLACE, LESS_OTHERS, -1),
        "the same with another sentence out, the control",
    ),
    _metric("places lost to evidence beyond others", more(PLACE, -1), "difference of the two"),
    _metric("fit lost less evidence", fall(FIT, LESS_EVIDENCE, 1), "judge's probability"),
    _metric("fit lost less other words", fall(FIT, LESS_OTHERS, 1), "the control"),
    _metric("fit lost to evidence beyond others", more(FIT, 1), "difference of the two"),
)


TASK = Task(
    name="explanations",
    title="Reasons: true, cited, to the point, and resting on what matters",
    dataset="",
    split="none: 90 requests written by hand, in English and Chinese",
    candidates="the whole catalogue that the request names (smart-home: 242, courses: 133 items)",
    load=load,
    metrics=METRICS,
    systems=("llmrec-fast-probed", "llmrec-full-probed"),
    costly=("llmrec-full-probed",),
    few=60,
    prepare=ensure_shipped,
    notes=(
        "Systems that ask the model answer 60 requests: as many of each catalogue and language.",
        "The checker shares no code and no prompt with what writes and holds reasons; what it gets "
        "wrong itself is measured: python -m llmrec.evals.harness.claims_measure.",
        "A Chinese sentence about an English item shares no words with it: code alone sees only "
        "wrong numbers and names there, so that figure flatters; go by the one with the model.",
        "The same small model writes the reasons and answers the checker's question; its errors "
        "are not independent.",
        "The causal test cuts the cited words out of the item's text and attributes. Rank is that "
        "of the embedding in the whole catalogue, fit the judge's answer over the whole item; "
        "another sentence of the item, next in length, is cut as the control.",
    ),
)
