"""The state of a conversation as a task: what is asked, how it is answered, what is right."""

from __future__ import annotations

import json

import pytest
from doubles import HashEmbedder, build, data_folder, few, forget_indexes
from llmrec.evals.conversation_state import CHECKS, OPEN
from llmrec.evals.conversation_state import load as rows_of
from llmrec.evals.harness.contracts import Options, Training
from llmrec.evals.harness.runner import barred
from llmrec.evals.systems import opened
from llmrec.evals.systems.chatting import Chatting, Forgetful
from llmrec.evals.tasks import conversation_state as task

from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.errors import ModelUnavailable, UsageError
from llmrec.settings import settings
from llmrec.types import Profile, Recommendation, Request, Turn

BUDGET = {"field": "price", "op": "lt", "value": 150}
KIND = {"field": "type", "op": "eq", "value": "smart speaker"}
NONE = {"out": [], "like": [], "unlike": [], "refers": []}
DIALOGUE = {
    "id": "t-en-1",
    "catalogue": "smart-home",
    "language": "en",
    "turns": [
        {"say": "a smart speaker under $150", "act": "find", "limits": [KIND, BUDGET], **NONE},
        {
            "say": "not the second",
            "act": "find",
            "limits": [KIND, BUDGET],
            **NONE,
            "out": [{"list": 1, "rank": 2}],
            "refers": [{"list": 1, "rank": 2}],
        },
        {
            "say": "the price doesn't matter",
            "act": "lift",
            "limits": [KIND],
            **NONE,
            "out": [{"list": 1, "rank": 2}],
        },
    ],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("state-task")
    build(folder, "smart-home", few("smart-home", 80))
    yield folder
    forget_indexes(folder)


@pytest.fixture
def loaded(folder, tmp_path, monkeypatch):
    """The task over one written dialogue, and a chat without the language model."""

    def open_context(name=None, *, fast=False):
        return Context(Catalogue.open(name), embedder=HashEmbedder())

    monkeypatch.setattr(opened, "open_context", open_context)
    monkeypatch.setenv("LLMREC_CACHE_DIR", str(tmp_path / "cache"))
    task._catalogue.cache_clear()
    file = tmp_path / "dialogues.jsonl"
    file.write_text(json.dumps(DIALOGUE) + "\n", "utf-8")
    with data_folder(folder):
        settings.cache_clear()
        yield task.load(file, Options())
    task._catalogue.cache_clear()


def chat() -> Chatting:
    made = Chatting("llmrec-chat-fast", "smart-home", model=False)
    made.fit(Training())
    return made


def values(answer: Recommendation, label) -> dict[str, float | None]:
    return {m.name: m.each(answer, label) for m in task.METRICS}


def test_a_sample_is_a_turn_with_what_was_said_before_and_no_label(loaded):
    assert [s.id for s in loaded.samples] == ["t-en-1/1", "t-en-1/2", "t-en-1/3"]
    assert {s.cluster for s in loaded.samples} == {"t-en-1"}
    last = loaded.samples[-1].request
    assert last.text == "the price doesn't matter"
    assert [t.content for t in last.dialogue] == ["a smart speaker under $150", "not the second"]
    for sample in loaded.samples:
        told = sample.request.model_dump(mode="json", exclude_defaults=True)
        assert set(told) <= {"text", "dialogue", "catalogue", "k", "explain"}


def test_a_chat_that_holds_what_is_written_is_right(loaded):
    system = chat()
    for sample in loaded.samples:
        found = values(system.answer(sample.request), loaded.labels[sample.id])
        assert {check: found[check] for check in CHECKS} == dict.fromkeys(CHECKS, 1.0)
        assert found["state en"] == 1 and found["state zh"] is None
        assert found["broken lists"] == 0


def test_what_another_process_was_asked_before_changes_nothing(loaded):
    """The last turn alone, after its beginning, and asked again: the same session."""
    request = loaded.samples[-1].request
    used = chat()
    for sample in loaded.samples:
        used.answer(sample.request)
    sessions = [s.answer(request).versions["session"] for s in (chat(), used, used)]
    assert len(set(sessions)) == 1


def test_a_limit_that_was_not_read_is_wrong_and_so_is_a_wrong_item(loaded):
    label = loaded.labels["t-en-1/2"]
    said = [Turn(role="user", content="a smart speaker")]
    request = loaded.samples[1].request.model_copy(update={"dialogue": said})
    found = values(chat().answer(request), label)
    assert (found["limits"], found["state"], found["persists"]) == (0, 0, 0)
    assert found["out"] == found["refers"] == 1
    request = loaded.samples[1].request.model_copy(update={"text": "not the third"})
    found = values(chat().answer(request), label)
    assert (found["limits"], found["out"], found["refers"], found["state"]) == (1, 0, 0, 0)


def test_the_floor_shows_something_and_holds_nothing(loaded):
    floor = Forgetful("holds-nothing", "smart-home")
    found = [values(floor.answer(s.request), loaded.labels[s.id]) for s in loaded.samples]
    assert [f["state"] for f in found] == [0, 0, 0]
    assert [f["out"] for f in found] == [1, 0, 0]
    assert [f["act"] for f in found] == [1, 1, 1]


def test_a_turn_that_says_nothing_is_answered_and_a_dead_model_is_not(loaded):
    answer = chat().answer(Request(text="…", catalogue="smart-home"))
    assert answer.items == [] and answer.profile.constraints == []
    with pytest.raises(ModelUnavailable):
        Chatting("llmrec-chat", "smart-home", model=True).fit(Training())


def test_no_system_can_open_the_dialogues(tmp_path):
    kept = {path.resolve() for path in barred(tmp_path)}
    assert {f.resolve() for f in (task.BLIND, task.FRESH, OPEN)} <= kept


def test_whole_dialogues_are_drawn():
    few_ = task.TASK_SEEN.load(Options(limit=40))
    lengths = {d["id"]: len(d["turns"]) for d in rows_of(OPEN)}
    there = [s.cluster for s in few_.samples]
    assert 0 < len(there) <= 40
    assert all(there.count(c) == lengths[c] for c in set(there))


def test_a_system_that_holds_no_conversation_is_named(loaded):
    with pytest.raises(UsageError, match="holds no conversation") as e:
        task.checked(
            Recommendation(request_id="r", items=[], profile=Profile()),
            next(iter(loaded.labels.values())),
        )
    assert "llmrec-chat-fast" in e.value.remedy
