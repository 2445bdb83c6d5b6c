"""The metrics of reasons, each on answers made by hand, and the probes on a small catalogue."""

from __future__ import annotations

import pytest
from doubles import HashEmbedder, build, few, script

pytest.importorskip("sklearn")

from llmrec.evals.harness.contracts import Options
from llmrec.evals.systems import probed
from llmrec.evals.systems.probed import (
    CLAIM,
    FIT,
    LESS_EVIDENCE,
    LESS_OTHERS,
    PLACE,
    Probed,
    others,
    without,
)
from llmrec.evals.tasks import explanations
from llmrec.evals.tasks.explanations import fall, given, load, mentions, more, of_reasons

from llmrec.context import Context
from llmrec.types import (
    Evidence,
    Interval,
    Item,
    ItemProfile,
    ItemTag,
    Profile,
    Recommendation,
    Recommended,
    Request,
    Tag,
    Why,
)

LABEL = {"catalogue": "smart-home", "text": "Something for a nursery at night"}
LATCH = "SH-0083"
"""The quietest retrofit lock here, at a murmur of 32 decibels, so night-shift workers do not wake
the house. Local only, with access cards for children."""


def item(text: str, quote: str = "x", field: str = "description", by: str = "model", **features):
    why = Why(text=text, by=by, evidence=[Evidence(field=field, quote=quote)])
    return Recommended(
        rank=1,
        id=LATCH,
        title="Latch",
        score=0.5,
        rating=Interval(mean=3, low=1, high=5),
        why=why,
        features=features,
    )


def answer(*items: Recommended, tags: tuple[str, ...] = ()) -> Recommendation:
    profile = Profile(tags=[Tag(tag=t) for t in tags])
    return Recommendation(request_id="", profile=profile, items=list(items))


def value(name: str, found: Recommendation) -> float | None:
    (metric,) = [m for m in explanations.METRICS if m.name == name]
    return metric.each(found, LABEL)


def test_claims_supported_is_a_share_of_claims_and_sentences_stand_or_fall():
    half = answer(item("It murmurs at 32 decibels, and it runs for 90 hours."))
    assert value("claims supported", half) == 0.5
    assert value("sentences supported", half) == 0.0
    both = answer(item("It murmurs at 32 decibels."), item("It runs for 90 hours."))
    assert value("sentences supported", both) == 0.5


def test_sentences_of_code_count_only_where_all_do():
    by_code = answer(item("It says: Local only, with access cards for children.", by="evidence"))
    assert value("claims supported", by_code) is None
    assert value("all sentences supported", by_code) == 1.0
    assert value("written by the model", by_code) == 0.0


def test_languages_are_told_apart():
    found = answer(item("It murmurs at 32 decibels."), item("噪音只有90分贝。"))
    assert value("sentences supported, English", found) == 1.0
    assert value("sentences supported, Chinese", found) == 0.0


def test_the_models_answer_counts_only_where_the_log_has_one():
    assert value("sentences supported, model asked", answer(item("很安静。"))) is None
    yes, no = (answer(item("很安静。", **{CLAIM: logit})) for logit in (1.5, -1.5))
    assert value("sentences supported, model asked", yes) == 1.0
    assert value("sentences supported, model asked", no) == 0.0


@pytest.mark.parametrize(
    ("field", "quote", "stands"),
    [
        ("description", "at a murmur of 32 decibels", 1.0),
        ("description", "at a murmur of 30 decibels", 0.0),
        ("name", "at a murmur of 32 decibels", 0.0),
        ("battery_months", "14", 1.0),
        ("subscription", "no", 1.0),
        ("subscription", "yes", 0.0),
        ("protocols", "Thread, Matter", 1.0),
        ("protocols", "Thread, Zigbee", 0.0),
        ("colour", "red", 0.0),
        ("description", " ", 0.0),
    ],
)
def test_evidence_must_stand_in_the_field_it_names(field, quote, stands):
    assert value("evidence verbatim", answer(item("x", quote, field))) == stands


def test_a_reason_mentions_a_word_of_the_request_or_of_its_tags():
    one = item("Quiet at night.")
    assert mentions(one, one.why, Profile(), LABEL) == 1.0
    other = item("It has access cards.")
    assert mentions(other, other.why, Profile(), LABEL) == 0.0
    assert mentions(other, other.why, Profile(tags=[Tag(tag="access")]), LABEL) == 1.0
    disliked = Profile(tags=[Tag(tag="access", polarity=-1)])
    assert mentions(other, other.why, disliked, LABEL) == 0.0
    chinese = item("晚上很安静。")
    assert mentions(chinese, chinese.why, Profile(), {"text": "晚上不刺眼"}) == 1.0


def test_reasons_given_counts_the_first_three():
    bare = item("x").model_copy(update={"why": None})
    assert given(answer(item("x"), bare, item("x"), bare), LABEL) == pytest.approx(2 / 3)
    assert given(answer(), LABEL) is None


def test_what_the_evidence_is_worth_by_hand():
    """Without the evidence from place 3 to 9, without another sentence to 4: it is worth five
    places more. The judge falls by .4 and by .1."""
    found = answer(
        item(
            "x",
            **{PLACE: 3, PLACE + LESS_EVIDENCE: 9, PLACE + LESS_OTHERS: 4},
            **{FIT: 0.8, FIT + LESS_EVIDENCE: 0.4, FIT + LESS_OTHERS: 0.7},
        )
    )
    assert value("places lost less evidence", found) == 6
    assert value("places lost to evidence beyond others", found) == 5
    assert value("fit lost to evidence beyond others", found) == pytest.approx(0.3)
    assert of_reasons(fall(PLACE, LESS_EVIDENCE, -1))(answer(item("x")), LABEL) is None
    assert of_reasons(more(FIT, 1))(answer(item("x", **{FIT: 1.0})), LABEL) is None


# --- the probes -----------------------------------------------------------------------------------

KETTLE = Item(
    id="k",
    title="Kettle",
    text="Kettle\nBoils in two minutes. The handle stays cool.",
    fields={"name": "Kettle", "about": "Boils in two minutes. The handle stays cool."},
    attributes={"watts": 2000.0, "colour": "red"},
    profile=ItemProfile(
        tags=[
            ItemTag(tag="fast", quote="in two minutes"),
            ItemTag(tag="safe", quote="stays cool"),
        ],
        model="m",
        prompt="p@1",
    ),
)


def test_evidence_is_cut_out_with_the_tags_that_rest_on_it():
    cut = without(KETTLE, [Evidence(field="about", quote="Boils in two minutes.")])
    assert cut.fields["about"] == "The handle stays cool."
    assert cut.text == "Kettle\nThe handle stays cool."
    assert [t.tag for t in cut.profile.tags] == ["safe"]
    assert KETTLE.fields["about"].startswith("Boils"), "the item itself is left as it is"
    assert without(KETTLE, [Evidence(field="colour", quote="red")]).attributes["colour"] is None


def test_the_control_is_another_sentence_of_the_item():
    cited = [Evidence(field="about", quote="Boils in two minutes.")]
    assert others(KETTLE, cited, "name") == [
        Evidence(field="about", quote="The handle stays cool.")
    ]
    whole = [Evidence(field="about", quote=KETTLE.fields["about"])]
    assert others(KETTLE, whole, "name") is None


ROWS = [
    few("smart-home", 1)[0]
    | {"sku": str(n), "name": f"Lamp {n}", "type": "lamp", "brand": "Ab", "description": text}
    for n, text in enumerate(
        [
            "A violin case with a lock. Its feet are made of rubber.",
            "Glows softly. Its feet are made of brass.",
            "Folds flat. Runs on sunlight.",
        ]
    )
]


def test_probes_of_an_answer(tmp_path, monkeypatch):
    """The cited words are what was asked for: without them the item falls behind the others,
    without others it stays; the judge, who says yes to a violin, says no."""
    shop = build(tmp_path, "lamps", ROWS)
    yes, no = {"yes": -0.1, "no": -3.0}, {"yes": -3.0, "no": -0.1}

    def fit(ask):
        return yes if "violin" in str(ask.values["item"]) else no

    model = script(fit=fit, claim_check=yes, reason="1: A violin case with a lock.")
    made = Context(shop, llm=model, embedder=HashEmbedder())
    monkeypatch.setattr(probed.Opened, "context", lambda *_: Context(shop, made.llm, made.embedder))
    request = Request(text="violin case", catalogue="lamps", explain=1, k=3)
    found = Probed().answer(request)
    first = found.items[0]
    assert first.id == "0"
    assert first.why.evidence[0].quote == "A violin case with a lock."
    assert first.features[PLACE] == 1
    assert first.features[PLACE + LESS_EVIDENCE] > 1
    assert first.features[PLACE + LESS_OTHERS] == 1
    assert first.features[FIT] == first.features[FIT + LESS_OTHERS] > 0.5
    assert first.features[FIT + LESS_EVIDENCE] < 0.5
    assert first.features[CLAIM] > 0
    assert not any(key.startswith("probe") for i in found.items[1:] for key in i.features)


def test_requests_are_the_written_ones_and_labels_stay_beside():
    loaded = load(Options())
    assert {s.request.catalogue for s in loaded.samples} == {"smart-home", "courses"}
    assert len({s.id for s in loaded.samples}) == len(loaded.samples) == 90
    assert all(
        set(s.request.model_dump(exclude_defaults=True)) <= {"text", "catalogue"}
        for s in loaded.samples
    )
    assert len(load(Options(limit=7)).samples) == 7
