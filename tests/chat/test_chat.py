"""A conversation by its events: order, what is kept, and what goes wrong."""

from __future__ import annotations

import threading

import pytest
from doubles import dead, script

from llmrec.chat.chat import Chat
from llmrec.chat.state import Session
from llmrec.errors import Busy, UsageError
from llmrec.llm import ScriptedLLM
from llmrec.text import MAX_CHARS

from .conftest import done, said


def test_the_list_comes_first_then_reasons_then_prose_then_the_end(opener, store):
    chat = Chat.new("smart-home", opener, store)
    events = said(chat, "a smart speaker, under $150")
    kinds = [e.kind for e in events]
    order = ["list", "reason", "prose", "done"]
    assert kinds == sorted(kinds, key=order.index)
    assert set(kinds) == set(order)
    lists = [e for e in events if e.kind == "list"]
    assert [e.final for e in lists] == [False, True]
    assert [r.id for r in lists[-1].items] == events[-1].turn.shown
    reasons = [e.item for e in events if e.kind == "reason"]
    assert reasons == events[-1].turn.shown[: len(reasons)]
    reply = events[-1].turn.reply
    assert reply.index(lists[-1].items[0].title) < reply.index(events[-2].text)


def test_the_first_list_is_out_while_the_model_works(opener, store):
    gate, usual = threading.Event(), script()

    def slow(ask):
        assert gate.wait(20)
        return usual._script(ask)

    opener.llm = ScriptedLLM(slow)
    events = Chat.new("smart-home", opener, store).say("a smart speaker")
    first = next(events)
    assert first.kind == "list"
    assert not first.final
    gate.set()
    assert [e.kind for e in events][-1] == "done"


def test_a_turn_is_on_disk_before_the_reply_ends(chat, store):
    for event in chat.say("a lamp"):
        if event.kind == "done":
            assert store.load(chat.session.id).turns == [event.turn]
            return
    pytest.fail("no end")


def test_a_session_is_gone_on_with(chat, opener, store):
    done(chat, "a smart speaker under $100")
    again = Chat(store.load(chat.session.id), opener, store, fast=True)
    found = done(again, "nothing from the brand of the first one")
    assert {c.field for c in found.turn.state.hard} >= {"price", "brand"}
    assert len(store.load(chat.session.id).turns) == 2


def test_limits_hold_until_they_are_lifted(chat, opener):
    done(chat, "a smart speaker under $100")
    catalogue = opener("smart-home").catalogue
    for text in ("something for the kitchen", "thanks", "more like the first"):
        found = done(chat, text)
        assert "price < 100" in map(str, found.turn.state.hard)
        assert all(catalogue.item(i).attributes["price"] < 100 for i in found.turn.shown)
    assert "price" not in {c.field for c in done(chat, "price does not matter").turn.state.hard}


def test_two_turns_at_once(chat):
    events = chat.say("a lamp")
    next(events)
    with pytest.raises(Busy, match="another turn"):
        next(chat.say("a speaker"))
    events.close()
    assert chat.session.turns == []
    assert done(chat, "a speaker").number == 1


def test_a_turn_added_elsewhere_is_seen_by_the_next(chat, opener, store):
    done(chat, "a lamp")
    other = Chat(store.load(chat.session.id), opener, store, fast=True)
    done(other, "under $50")
    with pytest.raises(Busy, match="elsewhere"):
        done(chat, "a speaker")
    assert done(chat, "thanks").number == 3


@pytest.mark.parametrize("after", [0, 1, 2, 4])
def test_stopped_anywhere_before_the_end_nothing_has_happened(opener, store, after):
    chat = Chat.new("smart-home", opener, store)
    done(chat, "a smart speaker")
    before = chat.session
    events = chat.say("under $100")
    for _ in range(after):
        assert next(events).kind != "done"
    with pytest.raises(KeyboardInterrupt):
        events.throw(KeyboardInterrupt())
    assert chat.session == before == store.load(before.id)
    assert done(chat, "under $90").number == 2


def test_stopped_right_after_it_was_kept_the_turn_is_there(chat, store, monkeypatch):
    done(chat, "a lamp")
    real = store.append

    def append(*args):
        real(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "append", append)
    with pytest.raises(KeyboardInterrupt):
        done(chat, "under $60")
    monkeypatch.undo()
    assert done(chat, "thanks").number == 3


def test_a_dead_model_is_no_reason_to_be_silent(opener, store):
    opener.llm = dead()
    found = done(Chat.new("smart-home", opener, store), "a smart speaker")
    assert found.turn.shown
    assert found.fallbacks


@pytest.mark.parametrize("text", ["", "   \n\t", "🙂", "\x00\x01\x02", "???", "\ud800"])
def test_a_turn_that_says_nothing(chat, text):
    found = done(chat, text)
    assert found.turn.shown == []
    assert "?" in found.turn.reply
    assert done(chat, "a lamp").turn.shown


def test_a_huge_turn_is_read_as_far_as_it_is_read(chat):
    found = done(chat, "a smart speaker under $100. " + "word " * 400_000)
    assert "first 8,000 characters" in found.turn.reply
    assert len(found.turn.said) <= MAX_CHARS
    assert found.turn.shown


def test_bytes_read_as_text(chat, store):
    done(chat, bytes(range(256)).decode("utf-8", "replace") * 20)
    assert len(store.load(chat.session.id).turns) == 1


def test_without_a_store(opener):
    chat = Chat.new("smart-home", opener, fast=True)
    done(chat, "a lamp")
    assert done(chat, "under $60").number == 2
    assert list(chat.export()) == []


def test_undo_and_a_new_session(chat):
    first = done(chat, "a smart speaker under $100").turn.state
    done(chat, "only with Alexa")
    assert [*chat.undo()][-1].turn.state == first
    other = chat.again()
    assert other.session.id != chat.session.id
    assert other.session.turns == []


def test_undo_before_anything(chat):
    last = [*chat.undo()][-1].turn
    assert (last.act, last.shown) == ("undo", [])
    assert "What are you looking for?" in last.reply


def test_an_unknown_catalogue_is_said_and_nothing_is_kept(opener, store):
    chat = Chat(Session(id="x", catalogue="nowhere"), opener, store)
    with pytest.raises(Exception, match="nowhere"):
        done(chat, "a lamp")
    with pytest.raises(UsageError):
        store.load("x")
