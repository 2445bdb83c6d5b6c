"""How people say it: what is a demand, a wish or neither, and what a later turn changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from doubles import HashEmbedder, data_folder, script

from llmrec.catalog import indexing
from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import Schema, load_schema, parse_schema
from llmrec.text import tokens
from llmrec.types import Constraint, Profile
from llmrec.understand import clauses, indifference

from .test_understand import ask, limits_of, read, said, translating

DATA = Path(__file__).resolve().parent.parent / "data"


def build(folder: Path, name: str, rows: list[dict[str, Any]], schema: Schema) -> Catalogue:
    file = folder / f"{name}.jsonl"
    file.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    with data_folder(folder):
        indexing.add(
            name, file, schema, embed=HashEmbedder(), embedding_model="hash", tokenize=tokens
        )
        catalogue = Catalogue.open(name)
        catalogue.warm()
    return catalogue


@pytest.fixture(scope="module")
def books(folder: Path) -> Catalogue:
    """Sixty books in Chinese."""
    lines = (DATA / "books_zh.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return build(folder, "books-said", rows, load_schema(DATA / "books_zh.yaml"))


@pytest.fixture(scope="module")
def screens(folder: Path) -> Catalogue:
    """Makers and sizes with names of two letters."""
    schema = parse_schema(
        "id: id\ntitle: title\ntext: [title, kind]\nattributes:\n"
        "  kind: {type: category}\n  brand: {type: category}\n  picture: {type: category}\n"
    )
    kinds = [
        ("LG", "speaker", "4K"),
        ("HP", "TV", "8K"),
        ("索尼", "TV", "4K"),
        ("IT", "radio", "HD"),
    ]
    rows = [
        {"id": f"{n}", "title": f"Model {n}", "brand": b, "kind": k, "picture": p}
        for n, (b, k, p) in enumerate(kinds)
    ]
    return build(folder, "screens-said", rows, schema)


def limits(catalogue: Catalogue, text: str) -> set[str]:
    return said(read(catalogue, text))


# --- words that no blank parts from others, and words of two letters ------------------------------

IN_CHINESE = [
    ("只要推理，不要科幻", "类别 = 推理", "类别 ≠ 科幻"),
    ("不要陆见川写的书", "作者 ≠ 陆见川"),
    ("除了推理别的都行", "类别 ≠ 推理"),
    ("随便推荐一本，不要科幻和历史", "类别 none of 科幻, 历史"),
    ("想看推理", "~类别 = 推理"),
    ("不要推理小说", "类别 ≠ 推理"),
    ("只要推理小说", "类别 = 推理"),
    ("最好是推理", "~类别 = 推理"),
]


@pytest.mark.parametrize("case", IN_CHINESE, ids=lambda c: c[0])
def test_values_of_a_chinese_catalogue_stand_within_a_sentence(
    books: Catalogue, case: tuple[str, ...]
) -> None:
    text, *expected = case
    assert limits(books, text) == set(expected)


def test_a_short_request_in_chinese_is_one_of_few_characters(books: Catalogue) -> None:
    """Two characters are about a word."""
    llm = script()
    ask(books, "轻松的小说", llm)
    assert llm.asked == []
    ask(books, "想找一本适合睡前读的轻松一点的小说", llm)
    assert llm.asked


IN_CAPITALS = [
    ("a quiet speaker, no LG please", "brand ≠ LG", "~kind = speaker"),
    ("only TVs", "kind = TV"),
    ("it must be 4K", "picture = 4K"),
    ("a radio, and it must be cheap", "~kind = radio"),
    ("the tv is old", ""),
    ("想要一台电视，不要索尼的", "brand ≠ 索尼"),
]


@pytest.mark.parametrize("case", IN_CAPITALS, ids=lambda c: c[0])
def test_a_value_of_two_letters_counts_as_the_catalogue_writes_it(
    screens: Catalogue, case: tuple[str, ...]
) -> None:
    """`It` and `tv` are other words than `IT` and `TV`."""
    text, *expected = case
    assert limits(screens, text) == set(filter(None, expected))


# --- what a later turn changes --------------------------------------------------------------------

LATER = [
    ("price le 100", "ideally around $120", "price ≤ 100", "~price ≥ 96", "~price ≤ 144"),
    ("price le 100", "over $50 please", "price ≤ 100", "price > 50"),
    ("price le 100", "make that under $180", "price < 180"),
    ("assistants has Alexa", "should work with Siri too", "+", "assistants includes Siri"),
    ("assistants lacks Alexa", "and no Siri", "+", "assistants without Siri"),
    ("power ne battery", "maybe mains or battery", "+", "~power one of mains, battery"),
    ("brand ne Zadeko", "nothing from Sorvik either", "+", "brand ≠ Sorvik"),
    ("type eq hub", "no, only smart speakers", "type = smart speaker"),
    ("type eq hub", "ideally only smart speakers", "+", "~type = smart speaker"),
    ("outdoor eq yes", "a subscription is fine", "+"),
]


@pytest.mark.parametrize("case", LATER, ids=lambda c: f"{c[0]}, then {c[1]}")
def test_only_a_limit_of_the_same_kind_takes_the_place_of_a_limit(
    shop: Catalogue, case: tuple[str, ...]
) -> None:
    """A plus sign stands for the earlier limit, which stays."""
    before, text, *expected = case
    field, op, word = before.split()
    value = {"yes": True}.get(word, float(word) if word.isdigit() else word)
    earlier = Constraint.model_validate({"field": field, "op": op, "value": value})
    profile = read(shop, text, state=Profile(constraints=[earlier]))
    assert said(profile) == {str(earlier) if e == "+" else e for e in expected}


def test_a_wish_of_an_earlier_turn_gives_way_to_any_word_on_it(shop: Catalogue) -> None:
    wish = Constraint(field="price", op="le", value=40.0, hard=False)
    assert said(read(shop, "over $50", state=Profile(constraints=[wish]))) == {"price > 50"}


def test_what_the_model_adds_to_a_list_takes_nothing_from_it(shop: Catalogue) -> None:
    state = Profile(constraints=[Constraint(field="assistants", op="has", value="Alexa")])
    text = "I need a smart lock for my flat. It has to work with Cortana"
    profile, _ = ask(shop, text, limits_of("assistants", "Cortana"), state=state)
    assert {"assistants includes Alexa", "assistants includes Cortana"} <= said(profile)


# --- wishes beside limits -------------------------------------------------------------------------

WISHES = [
    ("no Alexa and ideally no Siri", "assistants without Alexa", "~assistants without Siri"),
    ("under $100 and ideally under $60", "price < 100", "~price < 60"),
    ("no Zadeko and preferably no Sorvik", "brand ≠ Zadeko", "~brand ≠ Sorvik"),
    ("Alexa and if possible Siri", "assistants includes Alexa", "~assistants includes Siri"),
    ("Zigbee and, if possible, Thread", "protocols includes Zigbee", "~protocols includes Thread"),
    ("battery powered and ideally outdoor", "power = battery", "~outdoor = yes"),
    ("ideally Alexa and Siri", "~assistants includes Alexa", "~assistants includes Siri"),
    ("I prefer Alexa, Siri or Bixby", "~assistants one of Alexa, Siri, Bixby"),
    ("Ideally, it works with Alexa", "~assistants includes Alexa"),
    ("outdoor, if possible, and no subscription", "~outdoor = yes", "subscription = no"),
    ("no subscription, if possible", "~subscription = no"),
    ("不要 Alexa，最好也不要 Siri", "assistants without Alexa", "~assistants without Siri"),
    ("100美元以下而且最好60美元以下", "price < 100", "~price < 60"),
]  # fmt: skip


@pytest.mark.parametrize("case", WISHES, ids=lambda c: c[0])
def test_a_wish_softens_its_own_part_alone(shop: Catalogue, case: tuple[str, ...]) -> None:
    text, *expected = case
    assert limits(shop, text) == set(expected)


# --- this or that ---------------------------------------------------------------------------------

BIXBY = "assistants includes Bixby"
EITHER = "assistants one of Alexa, Siri"
ALTERNATIVES = [
    ("works with Alexa or Siri and also Bixby", EITHER, BIXBY),
    ("it has Bixby, and Alexa or Siri", EITHER, BIXBY),
    ("Alexa, Siri or Bixby", "assistants one of Alexa, Siri, Bixby"),
    ("Alexa, Siri, or Bixby", "assistants one of Alexa, Siri, Bixby"),
    ("Alexa, Bixby", "assistants includes Alexa", BIXBY),
    ("it works with Alexa or with Siri", EITHER),
    ("it must support Alexa or it must support Siri", EITHER),
    ("Zigbee or Matter, and Thread or Bluetooth",
     "protocols one of Zigbee, Matter", "protocols one of Thread, Bluetooth"),
    ("no Alexa or Siri", "assistants without Alexa", "assistants without Siri"),
    ("支持 Alexa 或者 Siri，还要有 Bixby", EITHER, BIXBY),
    ("Alexa in the bedroom or kitchen, and it must work with Bixby",
     "assistants includes Alexa", BIXBY, "~rooms one of bedroom, kitchen"),
]  # fmt: skip


@pytest.mark.parametrize("case", ALTERNATIVES, ids=lambda c: c[0])
def test_or_joins_what_stands_beside_it(shop: Catalogue, case: tuple[str, ...]) -> None:
    text, *expected = case
    assert limits(shop, text) == set(expected)


# --- what a number is about -----------------------------------------------------------------------

MEASURED = [
    ("must be battery powered with at least 12 months of battery life", "power = battery"),
    ("battery life of at least 12 months, battery-operated", "power = battery"),
    ("at least 12 months of battery life and battery powered", "power = battery"),
    ("a sensor that runs on batteries for at least 12 months", "power = battery"),
    ("a battery that lasts 12 months or more", ""),
]


@pytest.mark.parametrize(("text", "limit"), MEASURED)
def test_what_is_measured_is_no_value_but_what_powers_it_is(
    shop: Catalogue, text: str, limit: str
) -> None:
    assert limits(shop, text) == {"battery_months ≥ 12", limit} - {""}


# --- what does not matter -------------------------------------------------------------------------

INDIFFERENT = [
    "a subscription is fine",
    "I don't mind a subscription",
    "I wouldn't mind Alexa",
    "I don't mind Alexa, Siri or Bixby",
    "subscription optional",
    "optional subscription",
    "with or without a subscription",
    "A camera? Subscription or not",
    "A subscription? Not a problem.",
    "I have no problem with a subscription",
    "outdoor or indoor, both are fine",
    "Outdoor or indoor? Either works.",
    "it doesn't have to be outdoor",
    "not necessarily outdoor",
    "I don't care about Alexa",
    "I don't care whether it has Alexa",
    "regardless of whether it needs a subscription",
    "no preference on the protocol, Zigbee or Wi-Fi",
    "Zigbee is not necessary",
    "Zigbee isn't needed",
    "I don't need Alexa",
    "no Alexa needed",
    "Alexa is not important",
    "outdoor doesn't matter",
    "battery powered is ok",
    "Alexa 无所谓",
    "有没有 Alexa 都行",
    "有没有 Alexa，无所谓",
    "Alexa 也可以",
    "不介意 Wi-Fi",
    "不一定要支持 Alexa",
]


@pytest.mark.parametrize("text", INDIFFERENT)
def test_what_does_not_matter_is_no_demand(shop: Catalogue, text: str) -> None:
    found = {c for c in limits(shop, text) if "type" not in c}
    assert not found


@pytest.mark.parametrize("text", INDIFFERENT)
def test_what_does_not_matter_leaves_the_other_limits(shop: Catalogue, text: str) -> None:
    found = {c for c in limits(shop, f"{text}. It must have Matter, no Zadeko") if "type" not in c}
    assert found == {"protocols includes Matter", "brand ≠ Zadeko"}


STILL = [
    ("it must not be outdoor", "outdoor = no"),
    ("anything but battery is fine", "power ≠ battery"),
    ("everything except Alexa is ok", "assistants without Alexa"),
    ("除了 Zadeko 别的都行", "brand ≠ Zadeko"),
    ("除了 Zadeko，都可以", "brand ≠ Zadeko"),
    ("不要 Zadeko，其他都行", "brand ≠ Zadeko"),
    ("no subscription is fine", "subscription = no"),
    ("no subscription needed", "subscription = no"),
    ("a subscription is not required", "subscription = no"),
    ("Alexa is not acceptable", "assistants without Alexa"),
    ("any plug with Zigbee is fine", "protocols includes Zigbee"),
    ("only Zigbee is ok", "protocols includes Zigbee"),
    ("支持 Zigbee 的都可以", "protocols includes Zigbee"),
    ("能用 Siri 就行", "assistants includes Siri"),
    ("it must be outdoor, ok?", "outdoor = yes"),
    ("it works with Siri, I don't care which colour", "assistants includes Siri"),
    ("it must work with Siri and a subscription is fine", "assistants includes Siri"),
    ("I don't care what it costs as long as it works with Siri", "assistants includes Siri"),
    ("I don't mind a subscription and it has to work with Siri", "assistants includes Siri"),
    ("no Alexa, I don't care how good it is", "assistants without Alexa"),
]


@pytest.mark.parametrize(("text", "limit"), STILL)
def test_what_is_refused_or_demanded_beside_it_stays(
    shop: Catalogue, text: str, limit: str
) -> None:
    assert limit in limits(shop, text)
    assert len([c for c in limits(shop, text) if "type" not in c]) == 1


OFFERED = [
    ("works with Alexa or Siri, either is fine", "assistants one of Alexa, Siri"),
    ("Alexa and Siri are both fine", "assistants one of Alexa, Siri"),
    ("Zigbee、Thread 都可以，不要 Wi-Fi", "protocols one of Zigbee, Thread"),
    ("battery or mains, I don't mind which, but no USB", "power one of battery, mains"),
]


@pytest.mark.parametrize(("text", "limit"), OFFERED)
def test_of_several_values_that_are_all_fine_one_will_do(
    shop: Catalogue, text: str, limit: str
) -> None:
    assert limit in limits(shop, text)


@pytest.mark.parametrize(
    "words", ["and I don't mind paying every month", "and paying every month is not a problem"]
)
def test_the_model_is_not_asked_about_what_does_not_matter(shop: Catalogue, words: str) -> None:
    llm = limits_of("subscription", "paying")
    profile, _ = ask(shop, f"A doorbell for my aunt in the village, {words}", llm)
    assert not profile.hard


def test_of_a_piece_the_model_sees_the_part_that_demands(shop: Catalogue) -> None:
    text = "A doorbell for my aunt, it must survive rain and I don't mind paying every month"
    llm = limits_of("outdoor", "survive rain")
    profile, _ = ask(shop, text, llm)
    assert "outdoor = yes" in said(profile)
    pieces = {str(a.values["piece"]) for a in llm.asked if a.prompt.name == "limits"}
    assert pieces and not any("mind" in p for p in pieces)


def test_an_exception_is_no_indifference() -> None:
    assert indifference.stretches("灯、摄像头都可以") and indifference.stretches("有没有订阅都行")
    assert not indifference.stretches("除了摄像头都可以")
    assert not indifference.stretches("anything but a camera is fine")


# --- a denial in translation ----------------------------------------------------------------------

DENIED = [
    ("不接受电池供电", "battery powered", "power ≠ battery"),
    ("电池供电的不行", "battery powered", "power ≠ battery"),
    ("不接受电池供电", "not battery powered", "power ≠ battery"),
    ("不要插电也不要电池的", "mains and battery", "power none of mains, battery"),
    ("不要插电也不要电池的", "no mains and no battery", "power none of mains, battery"),
    ("不能放卧室的", "for the bedroom", "rooms without bedroom"),
    ("除了太阳能都行", "solar", "power ≠ solar"),
    ("要太阳能的不要电池的", "solar not battery", "power = solar", "power ≠ battery"),
    ("没有太阳能的不行", "must be solar", "power = solar"),
    ("太阳能供电的", "not solar", "~power ≠ solar"),
    ("不吵的太阳能款", "quiet and solar", "power = solar"),
    ("太阳能无所谓", "solar"),
    ("有没有会员费都行", "with a subscription"),
    ("不想办任何会员", "no wish to pay for any subscription", "subscription = no"),
]  # fmt: skip


@pytest.mark.parametrize("case", DENIED, ids=lambda c: f"{c[0]}: {c[1]}")
def test_a_denial_that_the_translation_lost_or_made_up(
    shop: Catalogue, case: tuple[str, ...]
) -> None:
    words, english, *expected = case
    profile, _ = ask(shop, f"想给院子买个东西，{words}", translating(**{words: english}))
    assert said(profile) == set(expected)


def test_of_a_language_that_code_cannot_read_the_translation_is_believed(shop: Catalogue) -> None:
    text = "Quiero una cámara para el jardín de mi casa, sin batería por favor"
    profile, _ = ask(shop, text, translating(sin="no battery please"))
    assert said(profile) == {"power ≠ battery"}


def test_what_the_denial_of_a_number_or_a_degree_leaves() -> None:
    assert not clauses.denies("电池供电的不超过两年")
    assert not clauses.denies("别太吵的")
    assert not clauses.denies("solar, no more than 40 dollars")
    assert clauses.denies("no subscription over the years")
    assert clauses.denies("不要 Alexa 不要 Siri") and clauses.denies("no Alexa and no Siri")
