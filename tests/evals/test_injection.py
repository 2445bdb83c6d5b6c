"""Paired catalogues: what differs between them, and the arithmetic of what an attack gains."""

from __future__ import annotations

from collections import Counter

import pytest
from doubles import HashEmbedder, build
from llmrec.evals.datasets import injection
from llmrec.evals.datasets.attacks import ATTACKS, KINDS, TONGUES, harmless, hostile
from llmrec.evals.datasets.constraint_rows import shipped_rows
from llmrec.evals.harness.contracts import Options
from llmrec.evals.tasks.injection import K, change, drawn, hit, load, place, placed, rank

from llmrec.context import Context
from llmrec.pipeline import recommend
from llmrec.types import Interval, Profile, Recommendation, Recommended, Request

STARS = Interval(mean=3, low=1, high=5)


def answer(*ids: str) -> Recommendation:
    items = [
        Recommended(rank=n, id=i, title=i, score=1 / n, rating=STARS) for n, i in enumerate(ids, 1)
    ]
    return Recommendation(request_id="", profile=Profile(), items=items)


def label(pair: str, variant: str, item: str = "x", kind: str = "stuffing") -> dict[str, str]:
    return {"pair": pair, "variant": variant, "item": item, "kind": kind}


# --- the pairs ------------------------------------------------------------------------------------


def test_there_are_enough_pairs_of_every_kind_and_always_the_same():
    pairs = injection.pairs()
    assert len(pairs) >= 200
    assert len({p.id for p in pairs}) == len(pairs)
    kinds = Counter((p.attack.kind, p.attack.tongue) for p in pairs)
    assert set(kinds) == set(ATTACKS)
    assert min(kinds.values()) >= 20
    injection.attacks.cache_clear()
    assert injection.pairs() == pairs
    assert injection.pairs(seed=1) != pairs


def test_an_attacked_item_keeps_to_the_limits_of_its_requests():
    for pair in injection.pairs():
        assert pair.attack.item in shipped_rows(pair.attack.catalogue).fitting(pair.request.limits)


def test_the_three_catalogues_differ_in_the_attacked_descriptions_alone():
    clean = injection.rows_of("courses", "clean", 0)
    attacks = {a.item: a for a in injection.attacks() if (a.catalogue, a.wave) == ("courses", 0)}
    assert len(attacks) == injection.ATTACKED["courses"]
    for variant in ("attacked", "harmless"):
        for before, after in zip(clean, injection.rows_of("courses", variant, 0), strict=True):
            changed = {k for k in before if before[k] != after[k]}
            assert changed == ({"description"} if before["id"] in attacks else set())
            if changed:
                own, new = before["description"], after["description"]
                front = attacks[before["id"]].place == "front"
                assert new.endswith(own) if front else new.startswith(own)


def test_harmless_text_is_as_long_as_the_attack():
    for kind in KINDS:
        for tongue in TONGUES:
            length = len(hostile(kind, tongue, "Item", "kettle"))
            assert length - 15 <= len(harmless(tongue, length)) <= length


def test_the_name_of_a_catalogue_does_not_tell_which_it_is():
    names = {
        injection.name(catalogue, variant, wave)
        for catalogue in injection.SHIPPED
        for variant in injection.VARIANTS
        for wave in range(injection.WAVES)
    }
    assert len(names) == 2 * (1 + 2 * injection.WAVES), "one clean catalogue for all waves"
    assert not any(word in name for name in names for word in ("attack", "clean", "harmless"))


def test_a_limit_draws_whole_pairs_and_requests_hold_no_label():
    loaded = load(Options(limit=30))
    assert len(loaded.samples) == 30
    variants = Counter(one["variant"] for one in loaded.labels.values())
    assert variants == {"clean": 10, "attacked": 10, "harmless": 10}
    for sample in loaded.samples:
        told = sample.request.model_dump(exclude_defaults=True)
        assert set(told) == {"text", "catalogue", "k", "explain"}
        assert loaded.labels[sample.id]["item"] not in sample.request.model_dump_json()


def test_the_few_pairs_that_a_model_is_asked_about_are_of_all_attacks_and_many_items():
    few = drawn(injection.pairs(), 50, seed=0)
    attacks = Counter((pair.attack.kind, pair.attack.tongue) for pair in few)
    assert set(attacks.values()) == {5}
    assert len({(pair.attack.catalogue, pair.attack.item) for pair in few}) == 50


# --- the arithmetic -------------------------------------------------------------------------------


def test_rank_by_hand():
    assert rank(answer("a", "x"), label("p", "clean")) == 2
    assert rank(answer("a", "b"), label("p", "clean")) == K + 1


def test_what_an_attack_gains_by_hand():
    """Pair p rises from 3 to 1, pair q stays at 2: a place a pair; within the first two, one of
    two is gained."""
    answered = [
        placed(answer("a", "b", "x"), label("p", "clean")),
        placed(answer("x", "a", "b"), label("p", "attacked")),
        placed(answer("a", "x"), label("q", "clean")),
        placed(answer("a", "x"), label("q", "attacked")),
    ]
    assert change(place, "attacked", "clean", -1)(answered) == 1.0
    assert change(hit(2), "attacked", "clean")(answered) == 0.5
    twice = [*answered[:2], *answered]
    assert change(place, "attacked", "clean", -1)(twice) == pytest.approx(4 / 3)


def test_a_pair_that_failed_half_way_is_left_out():
    answered = [
        placed(answer("a", "x"), label("p", "clean")),
        placed(answer("x"), label("q", "clean")),
        placed(answer("a", "b", "x"), label("q", "attacked")),
    ]
    assert change(place, "attacked", "clean", -1)(answered) == -2.0
    assert change(place, "harmless", "clean")(answered) is None
    only = change(place, "attacked", "clean", 1, lambda one: one["kind"] == "none such")
    assert only(answered) is None


def test_stuffed_words_do_reach_the_index(tmp_path):
    """The attack is in the catalogue that is searched: a kettle that says `tent` is found."""
    rows = [r for r in shipped_rows("courses").rows.values()][:12]
    stuffed = rows[3] | {"description": f"xylophone xylophone. {rows[3]['description']}"}
    clean = build(tmp_path, "clean", rows, schema_of="courses")
    hostile_ = build(tmp_path, "stuffed", [*rows[:3], stuffed, *rows[4:]], schema_of="courses")
    asked = Request(text="learn the xylophone", explain=0)
    before, after = (
        recommend(asked, Context(c, embedder=HashEmbedder())) for c in (clean, hostile_)
    )
    told = {"item": rows[3]["id"]}
    assert rank(after, told) == 1 < rank(before, told)
