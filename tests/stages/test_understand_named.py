"""Items and makers that a request names: what it says of them, and what their names do not say."""

from __future__ import annotations

import pytest

from llmrec.catalog.catalogue import Catalogue

from .test_understand import read, said, words_of

ITEM = "Halvren Alcove One"
"""A speaker of the shop, for 129 dollars."""

COMPARED = [
    (f"a smart speaker cheaper than the {ITEM}", "price < 129"),
    (f"a smart speaker cheaper than the {ITEM.lower()}", "price < 129"),
    (f"speakers not more expensive than the {ITEM}", "price ≤ 129"),
    (f"something priced below {ITEM}", "price < 129"),
    (f"gifts more expensive than my {ITEM}", "price > 129"),
    (f"ideally cheaper than the {ITEM}", "~price < 129"),
    (f"比{ITEM}便宜的音箱", "price < 129"),
    (f"不能比{ITEM}贵", "price ≤ 129"),
]


@pytest.mark.parametrize(("text", "limit"), COMPARED)
def test_a_comparison_with_an_item_is_a_limit_on_the_price(
    shop: Catalogue, text: str, limit: str
) -> None:
    found = said(read(shop, text))
    assert limit in found
    assert not any("brand" in c for c in found), "a maker in a title is no demand for the maker"


def test_it_points_at_the_comparison(shop: Catalogue) -> None:
    text = f"Nice speakers, cheaper than the {ITEM}, for two rooms"
    (limit,) = [c for c in read(shop, text).constraints if c.field == "price"]
    assert words_of(text, limit) == f"cheaper than the {ITEM}"


def test_a_title_alone_limits_nothing(shop: Catalogue) -> None:
    assert not read(shop, f"I own the {ITEM}, what else is there").constraints


def test_a_maker_beside_the_title_counts(shop: Catalogue) -> None:
    text = f"I own the {ITEM}, and only Oskelo will do now"
    assert "brand = Oskelo" in said(read(shop, text))


REFERRED = [
    "Halvren bores me, nothing of theirs please",
    "Halvren bores me, no more of their stuff",
    "我用过Halvren，他家的不要",
]


@pytest.mark.parametrize("text", REFERRED)
def test_a_maker_named_before_is_refused_by_reference(shop: Catalogue, text: str) -> None:
    assert said(read(shop, text)) == {"brand ≠ Halvren"}


def test_a_reference_does_not_reach_back_for_ever(shop: Catalogue) -> None:
    far = "Halvren only. " + "I have been looking for a good while now at many shops. " * 2
    assert "brand = Halvren" in said(read(shop, far + "No more of their stuff for my sister"))


DEMANDED = [
    ("no Zigbee, no deal", "protocols includes Zigbee"),
    ("a subscription is a deal-breaker", "subscription = no"),
    ("Zigbee is off the table", "protocols without Zigbee"),
    ("lamps, anything but Halvren and under $50", "brand ≠ Halvren"),
    ("no Zigbee so Wi-Fi it is", "protocols includes Wi-Fi"),
    ("one thing: no Zigbee", "protocols without Zigbee"),
]


@pytest.mark.parametrize(("text", "limit"), DEMANDED)
def test_refusals_as_people_say_them(shop: Catalogue, text: str, limit: str) -> None:
    assert limit in said(read(shop, text))


WISHED = [
    ("ideally something pretty: no Zigbee", {"protocols without Zigbee"}),
    ("ideally anything but Halvren", {"~brand ≠ Halvren"}),
]


@pytest.mark.parametrize(("text", "limits"), WISHED)
def test_how_far_a_wish_goes(shop: Catalogue, text: str, limits: set[str]) -> None:
    assert said(read(shop, text)) == limits


NOT_NEEDED = ["no need for outdoor use", "no need of Alexa", "no need for it to be solar"]


@pytest.mark.parametrize("text", NOT_NEEDED)
def test_what_one_has_no_need_for_is_no_limit(shop: Catalogue, text: str) -> None:
    assert not read(shop, text).constraints


def test_what_one_has_no_need_for_is_no_wish(shop: Catalogue) -> None:
    assert "~type = hub" not in said(read(shop, "a door lock with no need for a hub"))
