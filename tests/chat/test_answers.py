"""What is said, in the language of the turn; every figure stands in the catalogue."""

from __future__ import annotations

import re

import pytest

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.chat import Chat
from llmrec.chat.phrases import Phrases, tongue
from llmrec.chat.state import Session
from llmrec.chat.words import EN, ZH
from llmrec.types import Constraint

from .conftest import done


@pytest.fixture
def home(opener) -> Catalogue:
    return Catalogue.open("smart-home")


def test_both_languages_say_the_same_things_with_the_same_blanks():
    assert EN.keys() == ZH.keys()
    for key, text in EN.items():
        assert set(re.findall(r"{(\w)", text)) == set(re.findall(r"{(\w)", ZH[key])), key


LIMITS = [
    (("price", "lt", 100.0), "under $100", "价格低于$100"),
    (("price", "le", 49.5), "at most $49.50", "价格不超过$49.50"),
    (("price", "eq", 0.0), "free", "价格免费"),
    (("rating", "ge", 4.5), "rating at least 4.5", "评分不低于4.5"),
    (("brand", "ne", "Zadeko"), "nothing from Zadeko", "不要Zadeko的"),
    (("brand", "in", ["Oskelo", "Halvren"]), "only Oskelo or Halvren", "只要Oskelo或Halvren"),
    (("assistants", "has", "Alexa"), "with Alexa", "带Alexa"),
    (("assistants", "lacks", "Siri"), "no Siri", "不要Siri"),
    (("outdoor", "eq", True), "outdoor: yes", "户外：是"),
    (("subscription", "ne", True), "no subscription", "付费订阅：否"),
    (("released", "gt", "2023"), "released after 2023", "上市时间2023之后"),
    (("battery_months", "ge", 6.0), "battery months at least 6 months", "电池续航不低于6个月"),
    (("type", "eq", "smart lock"), "smart lock", "智能门锁"),
]


@pytest.mark.parametrize(("limit", "en", "zh"), LIMITS)
def test_limits_in_words(home, limit, en, zh):
    field, op, value = limit
    c = Constraint(field=field, op=op, value=value)
    assert Phrases(home, "en").limit(c) == en
    assert Phrases(home, "zh").limit(c) == zh
    assert Phrases(home, "en").limit(c.model_copy(update={"hard": False})) == f"ideally {en}"


@pytest.mark.parametrize(
    ("text", "lang"),
    [("a lamp", "en"), ("我要一盏灯", "zh"), ("想要 Halvren 的", "zh"), ("2", "zh"), ("", "zh")],
)
def test_the_language_of_a_turn_is_its_own_or_the_last(chat, text, lang):
    from llmrec.chat.state import State, Turn

    before = Turn(said="灯", act="find", state=State())
    session = Session(id="s", catalogue="smart-home", turns=[before])
    assert tongue(text, session) == lang


def test_what_changed_is_said(chat):
    assert "Looking for" in done(chat, "a smart speaker").turn.reply
    assert "Under $120 now" in done(chat, "under $120").turn.reply
    third = done(chat, "not the second one")
    title = chat.session.turns[1].shown[1]
    assert "is off the list" in third.turn.reply
    assert title not in third.turn.shown
    assert "No limit on price any more" in done(chat, "price doesn't matter").turn.reply
    assert "under $120" in done(chat, "undo").turn.reply
    assert "Starting over" in done(chat, "start over").turn.reply


def test_and_in_chinese(lessons):
    assert (
        "现在价格低于$50"
        in done(lessons, "想学编程").turn.reply + done(lessons, "价格低于50美元").turn.reply
    )
    assert "不再列出" in done(lessons, "不要第一个").turn.reply
    assert "回到之前" in done(lessons, "撤回").turn.reply
    assert done(lessons, "谢谢").turn.reply == "不客气。"
    english = done(lessons, "thanks, and hello")
    assert english.turn.reply.isascii()


def test_nothing_fits_names_what_is_near_and_which_limit_to_lift(chat):
    done(chat, "a smart speaker")
    found = done(chat, "under $2")
    assert found.turn.shown == []
    assert "Nothing here keeps to all of that" in found.turn.reply
    assert "not under $2" in found.turn.reply
    assert re.search(r"Without “under \$2” there would be \d+\.", found.turn.reply)
    chinese = done(chat, "价格低于1美元")
    assert "没有一个能同时满足" in chinese.turn.reply
    assert "如果放宽" in chinese.turn.reply


def test_two_are_compared_by_what_differs(chat, home):
    shown = done(chat, "a smart speaker").turn.shown
    found = done(chat, "compare the first and the second")
    a, b = (home.item(i) for i in shown[:2])
    assert found.turn.act == "compare"
    for name in ("brand", "price"):
        values = [Phrases(home, "en").value(name, i.attributes[name]) for i in (a, b)]
        line = f"- {name}: {values[0]} / {values[1]}"
        assert (line in found.turn.reply) == (values[0] != values[1])
    assert found.turn.shown == []
    assert "对比" in done(chat, "第一个和第二个有什么区别").turn.reply


@pytest.mark.parametrize("fast", [True, False])
def test_a_reason_stands_in_the_item(opener, store, home, fast):
    chat = Chat.new("smart-home", opener, store, fast=fast)
    shown = done(chat, "a smart speaker under $150").turn.shown
    reply = done(chat, "why the first?").turn.reply
    item = home.item(shown[0])
    assert item.title in reply
    assert any(len(s) > 20 and s.strip() in reply for s in re.split(r"[.;\n]", item.text))
    assert "under $150" in reply


def test_why_not_is_answered_from_the_limit(chat, home):
    done(chat, "a smart speaker under $60")
    dear = next(
        i
        for i in home.items(home.ids)
        if i.attributes["type"] == "smart speaker" and i.attributes["price"] >= 60
    )
    reply = done(chat, f"why is {dear.title} not there?").turn.reply
    price = Phrases(home, "en").value("price", dear.attributes["price"])
    assert reply == f"{dear.title} is out because of “under $60”: its price is {price}."


def test_why_nothing_of_a_maker_is_there_is_answered_from_the_limit(chat):
    done(chat, "智能音箱，60块以内")
    turn = done(chat, "怎么没有Zadeko家的").turn
    assert turn.act == "why_not"
    assert turn.reply


def test_why_not_is_answered_from_what_was_turned_down(chat, home):
    shown = done(chat, "a smart speaker").turn.shown
    title = home.item(shown[0]).title
    done(chat, "not the first one")
    assert "leave" in done(chat, f"why is {title} not there?").turn.reply


def test_why_not_is_answered_from_what_was_disliked(chat, home):
    shown = done(chat, "a smart speaker").turn.shown
    title = home.item(shown[0]).title
    found = done(chat, "less like the first one")
    assert found.turn.state.unlike == [shown[0]]
    assert "did not like it" in done(chat, f"why is {title} not there?").turn.reply


@pytest.mark.parametrize("fast", [True, False])
def test_why_not_is_answered_from_the_rank(opener, store, home, fast):
    chat = Chat.new("smart-home", opener, store, fast=fast)
    shown = done(chat, "something for the house").turn.shown
    other = home.item(next(i for i in home.ids if i not in shown))
    reply = done(chat, f"why is {other.title} not there?").turn.reply
    assert "stands at place" in reply or "is out because of" in reply
    listed = home.item(shown[1]).title
    assert "place 2" in done(chat, f"why is {listed} not there?").turn.reply


def test_details_are_its_fields_and_a_quote(chat, home):
    shown = done(chat, "a smart speaker").turn.shown
    reply = done(chat, "tell me more about the second").turn.reply
    item = home.item(shown[1])
    assert reply.startswith(item.title)
    quote = re.search(r"“(.+)”", reply, re.S)
    assert quote is not None
    assert quote[1] in item.text


def test_what_points_at_nothing(chat):
    assert "shown nothing" in done(chat, "compare that one").turn.reply
    done(chat, "a smart speaker")
    reply = done(chat, "tell me about the ninth").turn.reply
    assert "Which one do you mean?" in reply
    assert "5 places" in reply
    assert "哪一个" in done(chat, "详细说说第九个").turn.reply


def test_small_talk(chat):
    assert done(chat, "hello").turn.reply.startswith("Hello")
    assert done(chat, "who are you?").turn.reply.startswith("I find things")
    assert done(chat, "thanks a lot").turn.reply == "You are welcome."
    assert done(chat, "bye").turn.reply.startswith("Goodbye")


def test_search_words_are_said_in_their_own_language_alone(home):
    say = Phrases(home, "zh")
    assert say.own(["kitchen", "厨房", ""]) == ["厨房"]
    assert Phrases(home, "en").own(["kitchen", "厨房"]) == ["kitchen"]


def test_no_paragraph_is_empty(lessons, chat):
    for one, texts in ((lessons, ("我想学点东西", "换一个", "撤回")), (chat, ("a gift", "undo"))):
        for text in texts:
            assert "\n\n" not in done(one, text).turn.reply
            assert one.session.turns[-1].reply.strip()


MONEY = [
    ("no more than £60", "Prices here are in USD, so I cannot compare “no more than £60”"),
    ("不超过60欧元", "这里的价格以美元计，无法和“不超过60欧元”比较"),
    ("no more than sixty quid", "I take “no more than sixty quid” for USD"),
    ("最多六十元", "“最多六十元”也按美元算"),
]


@pytest.mark.parametrize(("said", "told"), MONEY)
def test_how_other_money_was_read_is_told(chat: Chat, said: str, told: str) -> None:
    done(chat, "a smart speaker")
    assert told in done(chat, said).turn.reply


def test_of_money_in_the_prices_own_nothing_is_told(chat: Chat) -> None:
    done(chat, "a smart speaker")
    assert "USD" not in done(chat, "no more than $60").turn.reply
