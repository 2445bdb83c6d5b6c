"""Several things in one request: each is understood, found, and gets its places."""

from __future__ import annotations

import pytest
from doubles import DeadEmbedder, context, script

from llmrec.catalog.catalogue import Catalogue
from llmrec.pipeline import Stages, recommend
from llmrec.retrieve import Retrieve
from llmrec.score import Score
from llmrec.types import Interest, Profile, Recommendation, Request
from llmrec.understand import Understand

BOTH = "I like smart speakers and also light strips, what would you buy for a home like mine?"


def understood(
    catalogue: Catalogue, search: str, text: str = BOTH, tags: str = '["smart speaker"]'
) -> Profile:
    llm = script(search_text=search, tags=tags)
    return Understand()(Request(text=text), context(catalogue, llm))


def test_two_things_are_two_interests_in_the_catalogues_words(shop: Catalogue) -> None:
    wanted = understood(shop, "smart speaker, light strip")
    assert [i.kinds for i in wanted.interests] == [["smart speaker"], ["light strip"]]


@pytest.mark.parametrize("search", ["quiet smart speaker", "smart speaker, for the kitchen"])
def test_one_thing_is_no_choice_of_interests(shop: Catalogue, search: str) -> None:
    assert not understood(shop, search, "a quiet smart speaker that I can use all day").interests


def kinds_wished(catalogue: Catalogue, search: str, text: str) -> list[object]:
    found = understood(catalogue, search, text, tags="loud").constraints
    assert not [c for c in found if c.field == "type" and c.hard]
    return [c.value for c in found if c.field == "type"]


def test_a_kind_that_is_named_by_half_is_a_wish(shop: Catalogue) -> None:
    text = "I'd love a decent speaker that fills a room with sound"
    assert kinds_wished(shop, "smart speaker, loud", text) == ["smart speaker"]
    assert kinds_wished(shop, "something loud", text) == []


def test_a_kind_that_only_the_model_names_is_no_wish(shop: Catalogue) -> None:
    text = "I'd love something that fills a room with sound"
    assert kinds_wished(shop, "smart speaker, loud", text) == []


def test_a_demand_for_one_kind_leaves_no_other(shop: Catalogue) -> None:
    text = "only smart speakers please, my light strips are fine as they are"
    assert not understood(shop, "smart speaker, light strip", text).interests


def test_what_is_refused_is_no_interest(shop: Catalogue) -> None:
    text = "sound and long glowing things and clean floors are nice, but no light strips please"
    found = understood(shop, "smart speaker, light strip, robot vacuum", text)
    assert {k for i in found.interests for k in i.kinds} == {"smart speaker", "robot vacuum"}


def test_tags_tell_the_things_too(shop: Catalogue) -> None:
    found = understood(shop, "something nice", tags='["smart speaker", "light strip"]')
    assert {k for i in found.interests for k in i.kinds} == {"smart speaker", "light strip"}


def test_a_wish_for_one_of_them_becomes_a_wish_for_any(shop: Catalogue) -> None:
    text = "a smart speaker would be lovely, and some lights of the long thin kind"
    wanted = understood(shop, "smart speaker, light strip", text)
    (kind,) = [c for c in wanted.constraints if c.field == "type"]
    assert (kind.op, kind.value, kind.hard) == ("in", ["smart speaker", "light strip"], False)


def test_without_embeddings_there_is_one_interest(shop: Catalogue) -> None:
    llm = script(search_text="smart speaker, light strip")
    asked = Request(text="sound for the whole house and something long that glows")
    for embedder in (None, DeadEmbedder()):
        assert not Understand()(asked, context(shop, llm, embedder)).interests


def test_vectors_that_cannot_read_the_catalogues_language_are_not_asked(shop: Catalogue) -> None:
    ctx = context(shop, script(search_text="smart speaker, light strip"))
    ctx.embedder.languages = ("fr",)  # type: ignore[union-attr]
    asked = Request(text="sound for the whole house and something long that glows")
    assert not Understand()(asked, ctx).interests


TWO = [
    Interest(text="smart speaker", kinds=["smart speaker"]),
    Interest(text="light strip", kinds=["light strip"]),
]


def test_each_interest_brings_its_candidates(shop: Catalogue) -> None:
    wanted = Profile(search_text="smart speaker", interests=TWO)
    found = Retrieve()(wanted, Request(text="x"), context(shop))
    kinds = {str(i.attributes["type"]) for i in shop.items([c.item for c in found])}
    assert {"smart speaker", "light strip"} <= kinds


def test_interests_take_turns_at_the_top(shop: Catalogue) -> None:
    wanted = Profile(search_text="smart speaker, light strip", interests=TWO)
    ctx = context(shop)
    scored = Score()(Retrieve()(wanted, Request(text="x"), ctx), {}, wanted, ctx)
    kinds = [str(i.attributes["type"]) for i in shop.items([s.candidate.item for s in scored[:4]])]
    assert sorted(kinds[:2]) == sorted(kinds[2:4]) == ["light strip", "smart speaker"]
    assert len({s.candidate.item for s in scored}) == len(scored)


def test_within_an_interest_the_best_comes_first(shop: Catalogue) -> None:
    wanted = Profile(search_text="smart speaker, light strip", interests=TWO)
    ctx = context(shop)
    scored = Score()(Retrieve()(wanted, Request(text="x"), ctx), {}, wanted, ctx)
    for interest in TWO:
        mine = [
            s for s in scored if shop.item(s.candidate.item).attributes["type"] in interest.kinds
        ]
        assert [s.relevance for s in mine] == sorted((s.relevance for s in mine), reverse=True)


def test_the_list_of_a_request_for_two_things_holds_both(shop: Catalogue) -> None:
    llm = script(search_text="smart speaker, light strip")
    found: Recommendation = recommend(Request(text=BOTH, k=4), context(shop, llm), Stages())
    assert {str(i.attributes["type"]) for i in found.items} == {"smart speaker", "light strip"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("smart speakers and light strips", ["smart speaker", "light strip"]),
        ("a smart speaker, a light strip or a smart plug", 3),
        ("a smart switch for my smart lamp", []),
        ("a hub that controls my light strips and smart locks", []),
    ],
)
def test_things_named_side_by_side_are_interests_without_a_model(
    shop: Catalogue, text: str, kinds: list[str] | int
) -> None:
    found = [i.text for i in Understand().cheap(Request(text=text), context(shop)).interests]
    assert (len(found) if isinstance(kinds, int) else found) == kinds
