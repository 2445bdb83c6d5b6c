"""What a conversation holds after each turn, against what was written down that should hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

from llmrec.evals.conversation_state import BLIND, CHECKS, FRESH, LATER, OPEN, Checked, compared
from llmrec.evals.conversation_state import load as rows_of
from llmrec.evals.datasets.dialogues import drawn
from llmrec.evals.datasets.indexed import ensure_shipped
from llmrec.evals.harness.contracts import Label, Loaded, Metric, Options, Sample, Task
from llmrec.evals.systems.chatting import SESSION

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.read import Reading
from llmrec.chat.state import Session, State
from llmrec.chat.talk import SHOWN, Step
from llmrec.errors import UsageError
from llmrec.types import Recommendation, Request, Turn

SAID = {
    "state": "limits, items that are out, liked, unliked: all as written",
    "limits": "the hard limits allow the items that the written ones allow, and no others",
    "out": "the items that are not to come back",
    "like": "the items that the list is to move toward",
    "unlike": "the items that it is to move away from",
    "refers": "the items that the words of the turn point at",
    "act": "what the turn is for",
    "persists": "limits that are written before the turn and after it hold after it",
    "kept": "limits that really held before it and are written after it still hold",
}


def load(file: Path, options: Options) -> Loaded:
    """A sample a turn, in the order of the dialogue: with all that was said before it."""
    samples: list[Sample] = []
    labels: dict[str, Label] = {}
    for dialogue in rows_of(file):
        said: list[Turn] = []
        before: list[dict[str, object]] = []
        for n, turn in enumerate(dialogue["turns"], 1):
            id_ = f"{dialogue['id']}/{n}"
            request = Request(
                text=turn["say"],
                dialogue=list(said),
                catalogue=dialogue["catalogue"],
                k=SHOWN,
                explain=0,
            )
            samples.append(Sample(id_, dialogue["id"], request))
            labels[id_] = {
                "dialogue": dialogue["id"],
                "turn": n,
                "catalogue": dialogue["catalogue"],
                "language": dialogue["language"],
                "before": before,
                "written": turn,
            }
            said.append(Turn(role="user", content=turn["say"]))
            before = turn["limits"]
    return Loaded(drawn(samples, options.limit, options.seed), labels)


@lru_cache
def _catalogue(name: str) -> Catalogue:
    return Catalogue.open(name)


def checked(answer: Recommendation, label: Label) -> Checked:
    """The session that came with an answer, beside what is written.

    Raises:
        UsageError: the system holds none.
    """
    if SESSION not in answer.versions:
        raise UsageError(
            "A system was run that holds no conversation.",
            remedy=f"Run some of {', '.join(SYSTEMS)}.",
        )
    session = Session.model_validate_json(answer.versions[SESSION])
    turn = session.turns[-1]
    found = Step(Reading(turn.act, refers=tuple(turn.refers)), turn.state, answer)
    lists = {n: t.shown for n, t in enumerate(session.turns, 1)}
    catalogue = _catalogue(label["catalogue"])
    written, before = label["written"], label["before"]
    held = session.turns[-2].state if len(session.turns) > 1 else State()
    name, n = label["dialogue"], label["turn"]
    return compared(name, n, written, before, held, found, lists, catalogue)


def _right(
    check: str, language: str | None = None
) -> Callable[[Recommendation, Label], float | None]:
    def each(answer: Recommendation, label: Label) -> float | None:
        if language not in (None, label["language"]):
            return None
        return float(checked(answer, label).right[check])

    return each


def broken(answer: Recommendation, label: Label) -> float | None:
    """1 when an item of the list breaks what the session itself holds; None where none is shown."""
    return float(checked(answer, label).violations > 0) if answer.items else None


SYSTEMS = ("holds-nothing", "llmrec-chat-fast", "llmrec-chat")
METRICS = (
    *(Metric(check, _right(check), source=SAID[check]) for check in CHECKS),
    *(
        Metric(f"state {lang}", _right("state", lang), failed=None, source=f"of the {name} turns")
        for lang, name in (("en", "English"), ("zh", "Chinese"))
    ),
    Metric(
        "broken lists",
        broken,
        better="lower",
        failed=None,
        source="share of lists with an item that breaks a limit that the session holds, or is out",
    ),
)
_TASK = partial(
    Task,
    dataset="",
    candidates="the whole catalogue that the dialogue names (smart-home: 242, courses: 133 items)",
    metrics=METRICS,
    systems=SYSTEMS,
    costly=("llmrec-chat",),
    few=1000,
    prepare=ensure_shipped,
)
NOTES = (
    "Places of a list (`the second`) are of the lists that the system itself showed.",
    "A limit that is read wrongly stays wrong until it is lifted, so that one misreading counts in "
    "every later turn of its dialogue: the bootstrap draws dialogues.",
    "What the list holds and how well it is ordered is not judged here.",
)
TASK = _TASK(
    name="conversation-state",
    title="What a conversation holds after each turn",
    split="by author and time: dialogues that were written before the chat was, and set aside",
    load=partial(load, BLIND),
    notes=NOTES,
)
TASK_SEEN = _TASK(
    name="conversation-seen",
    title="The same, over dialogues that the reading was worked on with",
    split="none: the dialogues that were in view",
    load=partial(load, OPEN),
    notes=NOTES,
)
TASK_LATER = _TASK(
    name="conversation-later",
    title="The same, over harder dialogues of people who had not seen the chat",
    split="none: the reading was worked on with them after a first run",
    load=partial(load, LATER),
    notes=NOTES,
)
TASK_FRESH = _TASK(
    name="conversation-fresh",
    title="The same, over dialogues of people who had not seen the chat, set aside",
    split="by author: written after the chat, and not worked on with",
    load=partial(load, FRESH),
    notes=NOTES,
)
