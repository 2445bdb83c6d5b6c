"""An ordered list -> reasons that rest on words of the item."""

from __future__ import annotations

import re
from typing import Any

import pytest
from doubles import context, rows_of, script
from llmrec.prompts import load
from model.checker import RawCatalogue

from llmrec.catalog import shipped
from llmrec.catalog.catalogue import Catalogue
from llmrec.claims import Fact
from llmrec.context import Context
from llmrec.explain import REASON_CHARS, Explain, ExplainConfig, _cut, read_reason, wish
from llmrec.llm import Ask
from llmrec.types import Constraint, Item, ItemProfile, ItemTag, Profile, Request, Span, Why

from .contracts import ModelStageContract, profile, request


def explain(
    catalogue: Catalogue,
    llm: Any,
    ids: list[str],
    wanted: Profile | None = None,
    **more: Any,
) -> tuple[list[Why | None], Context]:
    ctx = context(catalogue, llm)
    req = request(**more)
    return Explain()(catalogue.items(ids), wanted or profile(), req, ctx), ctx


def one(catalogue: Catalogue, said: Any, id_: str, **more: Any) -> tuple[Why, Context]:
    (why,), ctx = explain(catalogue, script(reason=said), [id_], **more)
    assert why is not None
    return why, ctx


class TestContract(ModelStageContract):
    stage, config, name = Explain, ExplainConfig, "explain"

    def call(self, stage: Explain, ctx: Context, ids: list[str]) -> list[Why | None]:
        return stage(ctx.catalogue.items(ids), profile(), request(), ctx)

    def sound(self, result: list[Why | None], catalogue: Catalogue) -> bool:
        """Nonsense is replaced by a sentence made from the evidence."""
        return all(w is not None and w.by == "evidence" for w in result)


@pytest.fixture(scope="module")
def raw() -> RawCatalogue:
    return RawCatalogue(shipped.shipped("smart-home").file)


@pytest.mark.parametrize("model", [False, True])
def test_every_quote_stands_in_its_field_and_says_more_than_the_title(
    shop: Catalogue, raw: RawCatalogue, model: bool
) -> None:
    limits = [
        Constraint(field=f, op=op, value=v)  # type: ignore[arg-type]
        for f, op, v in [
            ("price", "lt", 500.0),
            ("assistants", "has", "Siri"),
            ("outdoor", "eq", False),
            ("released", "ge", "2020-01-01"),
        ]
    ]
    whys, _ = explain(shop, script() if model else None, shop.ids, profile(constraints=limits))
    for id_, why in zip(shop.ids, whys, strict=True):
        assert why is not None and why.text.strip()
        assert why.evidence
        for e in why.evidence:
            assert raw.stands(id_, e.field, e.quote), (id_, e)
            assert not raw.repeats_title(id_, e.field, e.quote), (id_, e)


def test_reasons_come_in_the_order_of_the_items(home: Catalogue) -> None:
    ids = home.ids[:5]
    whys, _ = explain(home, script(), ids)
    back, _ = explain(home, script(), ids[::-1])
    assert whys == back[::-1]


def test_the_models_own_sentence_is_kept_with_its_evidence(home: Catalogue) -> None:
    def said(ask: Ask) -> str:
        fact = str(ask.values["facts"]).split("\n")[1].strip().removeprefix("2. ")
        return f"2: You will like that {fact.lower()}"

    why, ctx = one(home, said, home.ids[0])
    assert why.by == "model"
    assert why.text.startswith("You will like that")
    assert [c.outcome for c in ctx.calls] == ["ok"]
    assert why.evidence[0].quote in home.item(home.ids[0]).fields[why.evidence[0].field]


FALSE = [
    pytest.param("1: It costs only $3 and lasts 99 years.", id="numbers"),
    pytest.param("1: It was awarded by Apple and loved in Tokyo.", id="names"),
    pytest.param("1: Bananas grow fastest under tropical rain.", id="no word of the evidence"),
    pytest.param("7: A fine thing that suits you well.", id="no such fact"),
    pytest.param("0: A fine thing that suits you well.", id="fact zero"),
    pytest.param("1: ", id="no sentence"),
    pytest.param("It suits you very well.", id="no number of a fact"),
]


@pytest.mark.parametrize("said", FALSE)
def test_a_sentence_beyond_its_evidence_is_replaced_and_counted(home: Catalogue, said: str) -> None:
    why, ctx = one(home, said, home.ids[0])
    assert why.by == "evidence"
    assert why.evidence[0].quote in why.text
    assert ctx.calls[0].outcome in ("refused", "malformed")


def first_fact(ask: Ask) -> str:
    return str(ask.values["facts"]).split("\n")[0].removeprefix("1. ")[:60]


def test_numbers_and_names_of_the_item_may_stand_in_a_sentence(home: Catalogue) -> None:
    item = home.item(home.ids[0])
    brand = str(item.attributes["brand"])
    why, _ = one(home, lambda ask: f"1: The {brand} is good: {first_fact(ask)}", item.id)
    assert why.by == "model"


WISHES = [
    pytest.param("a speaker that speaks Klingon", "Klingon hears you: {fact}", id="a name"),
    pytest.param("a speaker with 47 buttons", "It has 47 buttons: {fact}", id="a number"),
    pytest.param("a speaker that is weatherproof", "It is weatherproof: {fact}", id="a property"),
    pytest.param("a thing to unlock my gate", "It can unlock a gate: {fact}", id="a deed"),
]


@pytest.mark.parametrize(("text", "said"), WISHES)
def test_what_a_person_wants_is_no_evidence_that_the_item_has_it(
    home: Catalogue, text: str, said: str
) -> None:
    def answer(ask: Ask) -> str:
        return "1: " + said.format(fact=first_fact(ask))

    why, ctx = one(home, answer, home.ids[0], text=text)
    assert why.by == "evidence"
    assert ctx.calls[0].outcome == "refused"


def test_what_a_person_wants_it_for_may_stand_in_a_sentence(home: Catalogue) -> None:
    def answer(ask: Ask) -> str:
        return f"1: {first_fact(ask)}, for your gazebo."

    why, _ = one(home, answer, home.ids[0], text="a speaker for the gazebo")
    assert why.by == "model"


COPIES = [
    pytest.param("它适合 teenager 的房间。", id="a word left in English"),
    pytest.param("想要一个安静的厨房音箱，听听歌。", id="the request again"),
    pytest.param("Good for a kitchen.", id="no Chinese"),
]


@pytest.mark.parametrize("said", COPIES)
def test_a_sentence_in_chinese_is_in_chinese_and_no_copy_of_the_request(
    home: Catalogue, said: str
) -> None:
    text = "我想要一个安静的厨房音箱，听听歌"
    why, _ = one(home, f"1: {said}", home.ids[0], text=text, language="zh")
    assert why.by == "evidence"


def test_what_the_model_read_in_an_item_brings_its_words_forward(home: Catalogue) -> None:
    """The request speaks of `bedtime`; a tag says that the last sentence is about that."""
    text = "It is white. It comes with a cable. It dims slowly over an hour."
    tag = ItemTag(tag="bedtime", quote="dims slowly")
    read = ItemProfile(tags=[tag], model="m", prompt="item_profile@1")
    item = Item(id="1", title="Lamp", text=text, fields={"description": text}, profile=read)
    first, *_ = Explain().facts(item, profile("bedtime"), context(home))
    assert first.quote == "It dims slowly over an hour."


def test_the_model_sees_the_request_without_its_limits(home: Catalogue) -> None:
    text = "a speaker for the kitchen, under $80, nothing from Halvren"
    start = text.index("under")
    limit = Constraint(
        field="price", op="lt", value=80.0, span=Span(start=start, end=start + len("under $80"))
    )
    llm = script()
    explain(home, llm, home.ids[:1], profile(constraints=[limit]), text=text)
    assert llm.asked[0].values["request"] == "a speaker for the kitchen, ,"


def test_limits_of_earlier_turns_cut_nothing_from_this_one() -> None:
    old = Constraint(field="price", op="lt", value=80.0, span=Span(start=0, end=10))
    text = "waterproof speakers for my boat, under $60"
    new = Constraint(field="price", op="lt", value=60.0, span=Span(start=33, end=len(text)))
    req = Request(text=text, state=profile(constraints=[old]))
    assert wish(req, profile(constraints=[old]), "en") == text
    assert wish(req, profile(constraints=[old, new]), "en") == "waterproof speakers for my boat,"


def test_a_request_in_another_language_is_asked_about_in_the_catalogues(home: Catalogue) -> None:
    """A small model copies a Chinese request into its Chinese sentence on an English item."""
    llm = script()
    asked = Profile(language="zh", search_text="quiet lamp for a nursery")
    explain(home, llm, home.ids[:1], asked, text="婴儿房用的安静的灯")
    assert llm.asked[0].values["request"] == "quiet lamp for a nursery"


def test_the_prompts_own_example_is_no_reason(home: Catalogue) -> None:
    said = "1: 调暗模式发出柔和的暖光，不会吵醒别人。"
    assert said.removeprefix("1: ").strip("。") in load("reason").system
    llm = script(reason=said)
    (why,), ctx = explain(home, llm, home.ids[:1], Profile(language="zh", search_text="lamp"))
    assert why is not None
    assert why.by == "evidence"
    assert ctx.calls[0].outcome == "refused"


LONG = "This little lamp keeps on shining through the night and through the day for"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (f"{LONG} a whole 10,000 hours of use", f"{LONG} a whole"),
        (f"{LONG} all, until 10:30 at night in summer", f"{LONG} all"),
        (f"{LONG} as many as 10 hours in a row", f"{LONG} as many as"),
        ("这盏小灯" * 20 + "，续航10,000小时，还能调光", "这盏小灯" * 20),
        ("这盏小灯" * 23 + "续航10,000小时，还能调光", "这盏小灯" * 23 + "续航"),
        ("short: 10,000 hours", "short: 10,000 hours"),
    ],
)
def test_a_long_sentence_is_cut_beside_its_numbers(text: str, quote: str) -> None:
    for chars in range(len(quote) + 1, min(len(text), len(quote) + 7)):
        assert _cut("description", text, _chars(chars)).quote == quote, chars
    assert _cut("description", text, _chars(len(text))).quote == text


def _chars(chars: int) -> ExplainConfig:
    return ExplainConfig(fact_chars=chars, fragment_chars=chars)


def test_a_list_of_specifications_is_cut_sooner_than_a_sentence() -> None:
    said = "Runs for a whole year on one charge, is loud enough for a hall, and survives heavy rain"
    assert _cut("description", said + ".", ExplainConfig()).quote == said + "."
    assert _cut("description", said, ExplainConfig()).quote.endswith("for a hall")


def bare(home: Catalogue, **attributes: Any) -> Item:
    """An item without a text, and with these attributes alone, in this order."""
    item = home.item(home.ids[0])
    return item.model_copy(update={"fields": {"title": item.title}, "attributes": attributes})


def test_the_price_and_what_nobody_asked_about_are_no_facts(home: Catalogue) -> None:
    item = bare(home, price=49.0, rating=4.5, outdoor=True)
    under = Constraint(field="price", op="le", value=60.0)
    facts = Explain().facts(item, profile(constraints=[under]), context(home))
    assert [f.field for f in facts] == ["outdoor"]
    rated = Constraint(field="rating", op="ge", value=4.0)
    facts = Explain().facts(item, profile(constraints=[rated]), context(home))
    assert [f.field for f in facts] == ["rating", "outdoor"]


def test_what_the_title_says_is_no_fact_but_better_than_none(home: Catalogue) -> None:
    brand = home.item(home.ids[0]).title.split()[0]
    item = bare(home, brand=brand, outdoor=True)
    assert [f.field for f in Explain().facts(item, profile(), context(home))] == ["outdoor"]
    item = bare(home, brand=brand, price=49.0)
    assert Explain().facts(item, profile(), context(home))


@pytest.mark.parametrize(("length", "stands"), [(REASON_CHARS, False), (REASON_CHARS - 3, True)])
def test_a_reason_cut_off_at_its_limit_is_none(home: Catalogue, length: int, stands: bool) -> None:
    """The answer's form ends it there, in the middle of a sentence."""
    quote = "A warm lamp lights the whole hall and its switch keeps the last colour " * 3
    item = bare(home).model_copy(update={"fields": {"title": "Lamp", "description": quote}})
    llm = script(reason=f"1: {quote[:length]}")
    (given,) = llm.ask_all([Ask(load("reason"), {})])
    fact = Fact("description", quote, quote)
    assert (read_reason(given, item, [fact], "", "en") is not None) == stands


@pytest.mark.parametrize("language", ["de", "fr", "ja"])
def test_an_answer_in_english_to_another_language_is_checked_as_english(
    home: Catalogue, language: str
) -> None:
    llm = script(reason="1: It is waterproof and the quietest of all.")
    (why,), ctx = explain(home, llm, home.ids[:1], language=language)
    assert "English" in llm.asked[0].messages()[-1]["content"]
    assert why is not None and why.by == "evidence"
    assert ctx.calls[0].outcome == "refused"
    (why,), _ = explain(home, script(), home.ids[:1], language=language)
    assert why is not None and why.by == "model"


@pytest.mark.parametrize(
    ("language", "denial"), [("en", "It never fails. "), ("zh", "它不会出错。")]
)
def test_a_sentence_denies_nothing_that_its_evidence_does_not(
    home: Catalogue, language: str, denial: str
) -> None:
    id_ = next(
        i for i in home.ids if "not" not in home.item(i).text and "no" not in home.item(i).text
    )
    why, _ = one(home, lambda ask: f"1: {denial}{first_fact(ask)}", id_, language=language)
    assert why.by == "evidence"


def test_an_answer_cut_off_keeps_its_whole_sentences(home: Catalogue) -> None:
    def said(ask: Ask) -> str:
        fact = str(ask.values["facts"]).split("\n")[0].removeprefix("1. ").rstrip(".")
        return f"1: {fact}. And then it would also"

    llm = Cut(script(reason=said))
    (why,), _ = explain(home, llm, [home.ids[0]])
    assert why is not None and why.by == "model"
    assert why.text.endswith(".") and "would also" not in why.text


def test_an_answer_cut_off_within_its_first_sentence_is_replaced(home: Catalogue) -> None:
    (why,), ctx = explain(home, Cut(script(reason="1: It is good for")), [home.ids[0]])
    assert why is not None and why.by == "evidence"
    assert ctx.calls[0].outcome != "ok"


class Cut:
    """A model whose answers all run into the limit."""

    def __init__(self, inner: Any) -> None:
        self.model, self._inner = inner.model, inner

    def ask_all(self, asks: Any, *, trace: bool = False) -> Any:
        answers = self._inner.ask_all(asks, trace=trace)
        for a in answers:
            a.call.outcome = "truncated"
        return answers


def test_a_chinese_request_is_answered_in_chinese(home: Catalogue) -> None:
    llm = script()
    explain(home, llm, home.ids[:1], profile(language="zh"), text="安静的智能音箱")
    assert "Chinese" in llm.asked[0].messages()[-1]["content"]
    (why,), _ = explain(home, None, home.ids[:1], profile(language="zh"), text="安静的智能音箱")
    assert why is not None and re.search("[一-鿿]", why.text)


def test_the_language_of_the_answer_can_be_chosen(home: Catalogue) -> None:
    llm = script()
    explain(home, llm, home.ids[:1], language="zh")
    assert "Chinese" in llm.asked[0].messages()[-1]["content"]


def test_an_english_sentence_does_not_answer_a_chinese_request(home: Catalogue) -> None:
    why, ctx = one(
        home,
        lambda a: f"1: {str(a.values['facts']).splitlines()[0][3:90]}",
        home.ids[0],
        wanted=profile(language="zh"),
        text="安静的智能音箱",
    )
    assert re.search("[一-鿿]", why.text), why.text
    assert why.by == "evidence"
    assert ctx.calls[0].outcome == "refused"


def test_an_item_that_says_nothing_has_no_reason(home: Catalogue) -> None:
    bare = home.item(home.ids[0]).model_copy(
        update={"text": "", "fields": {"name": "Bare"}, "title": "Bare", "attributes": {}}
    )
    llm = script()
    whys = Explain()([bare], profile(), Request(text="x y z"), context(home, llm))
    assert whys == [None]
    assert llm.asked == []


def test_facts_that_bear_on_the_request_come_first(shop: Catalogue) -> None:
    row = next(r for r in rows_of("smart-home") if r["description"].count(". ") >= 2)
    sentence = row["description"].split(". ")[-1].rstrip(".")
    llm = script()
    explain(shop, llm, [row["sku"]], profile(sentence))
    first = str(llm.asked[0].values["facts"]).split("\n")[0]
    assert sentence[:30] in first
