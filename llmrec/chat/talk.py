"""One turn of a conversation: read, change what holds, answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from llmrec.chat import cues
from llmrec.chat.follow import Follow
from llmrec.chat.read import Reading, read
from llmrec.chat.state import LISTED, Session, State, Turn
from llmrec.context import Context
from llmrec.pipeline import OnUpdate, Stages, recommend
from llmrec.text import clean_request, heard
from llmrec.types import Recommendation, Request
from llmrec.types import Turn as Said
from llmrec.understand import Understand
from llmrec.understand.numbers import read_numbers

SHOWN = 5


@dataclass(frozen=True)
class Step:
    """What a turn came to, before it is put in words."""

    reading: Reading
    state: State
    found: Recommendation | None = None
    """The list, where one is shown."""


def step(
    session: Session,
    said: str,
    context: Context,
    stages: Stages | None = None,
    on_update: OnUpdate | None = None,
    k: int = SHOWN,
    reading: Reading | None = None,
    language: str | None = None,
) -> Step:
    """Read a turn and find what it asks for; the session is not changed.

    Args:
        reading: what the turn wants, where that is known already.
        language: of the reasons; the turn's own when not given.

    Raises:
        LLMRecError: see `pipeline.recommend`.
    """
    reading = reading or read(said, session, context.catalogue)
    before = session.state
    if reading.act == "undo":
        undone = reading._replace(rest="")
        return _listed(session, undone, session.before(), context, stages, on_update, k, language)
    if reading.act not in LISTED:
        return Step(reading, before)
    if not reading.edits and reading.act != "restart" and idle(reading, context):
        return Step(reading._replace(act="smalltalk", refers=()), before)
    return _listed(session, reading, before, context, stages, on_update, k, language)


def idle(reading: Reading, context: Context) -> bool:
    """Whether a turn only greets, thanks or waits: it has such words, and nothing is read in it."""
    text = heard(reading.rest)
    if clean_request(text).problem is not None:
        return not read_numbers(text, context.catalogue.schema).constraints  # <600
    if not cues.SMALLTALK.search(text):
        return False
    request = Request(text=text, catalogue=context.catalogue.name)
    plain = Context(context.catalogue, embedder=context.embedder)
    return not (Understand().cheap(request, plain).constraints or cues.ASKS.search(text))


def _listed(
    session: Session,
    reading: Reading,
    before: State,
    context: Context,
    stages: Stages | None,
    on_update: OnUpdate | None,
    k: int,
    language: str | None,
) -> Step:
    follow = Follow(reading, before, len(session.turns) + 1)
    if reading.act == "restart" and not reading.rest:
        return Step(reading, State())
    if follow.base.empty and not reading.rest:
        return Step(reading, follow.base)
    wordless = clean_request(reading.rest).problem is not None  # nothing, or `<600`
    request = Request(
        text=reading.rest,
        dialogue=[] if not wordless else [Said(role="user", content=before.search_text or "…")],
        user=session.user,
        exclude=follow.base.out,
        k=k,
        catalogue=session.catalogue,
        language=language,
    )
    mine = replace(stages or Stages(), understand=follow)
    found = recommend(request, context, mine, on_update)
    return Step(reading, follow.state, found)


def taken(
    session: Session, said: str, step: Step, reply: str = "", asked: str | None = None
) -> Session:
    """The session with this turn."""
    shown = [i.id for i in step.found.items] if step.found else []
    turn = Turn(
        said=said,
        act=step.reading.act,
        refers=list(step.reading.refers),
        shown=shown,
        reply=reply,
        asked=asked,
        state=step.state,
    )
    return session.model_copy(update={"turns": [*session.turns, turn]})
