"""The conversation as a system under test, and a floor that holds nothing.

A request is a dialogue up to one turn: what the person said before stands in `dialogue`, the turn
in `text`. All of it is said to the chat, which answers with lists of its own: places of a list
(`the second`) are of what it showed itself. The answer has the last list and the limits that hold,
as any system's, and the session as the chat keeps it under `SESSION` of its versions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from llmrec.evals.harness.contracts import Training
from llmrec.evals.systems.llmrec_systems import NoJudge
from llmrec.evals.systems.opened import Opened
from llmrec.evals.systems.simple import UNKNOWN

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.read import read
from llmrec.chat.state import Session, State, Turn
from llmrec.chat.talk import SHOWN, Step, step, taken
from llmrec.errors import NothingFits, UsageError
from llmrec.explain import Silent
from llmrec.pipeline import Stages
from llmrec.settings import settings
from llmrec.types import Fallback, Mention, Profile, Recommendation, Recommended, Request

SESSION = "session"


class Chatting:
    """The chat, without what does not change what it holds: judgements and reasons."""

    def __init__(self, name: str, catalogue: str | None = None, *, model: bool) -> None:
        self.name = name
        self._opened = Opened(model=model, catalogue=catalogue)
        self._stages = Stages(judge=NoJudge(), explain=Silent())
        self._last = Session(id="", catalogue="")

    def fit(self, training: Training) -> None:
        """Load the index; nothing is learned."""
        self._opened.warm()

    def answer(self, request: Request) -> Recommendation:
        """Say all turns, but those that were said for the request before this one."""
        says = [*(t.content for t in request.dialogue if t.role == "user"), request.text]
        session = self._begun(says, request.catalogue or self._opened.catalogue)
        fallbacks: list[Fallback] = []
        found = None
        for said in says[len(session.turns) :]:
            found = self._step(session, said, fallbacks)
            session = taken(session, said, found)
        self._last = session
        assert found is not None
        return _answer(session, found, fallbacks)

    def _begun(self, says: list[str], catalogue: str) -> Session:
        """The last session, where it is the beginning of this one; else a new one."""
        said = [t.said for t in self._last.turns]
        if self._last.catalogue == catalogue and said == says[: min(len(said), len(says) - 1)]:
            return self._last
        return Session(id=self.name, catalogue=catalogue)

    def _step(self, session: Session, said: str, fallbacks: list[Fallback]) -> Step:
        context = self._opened.context(session.catalogue)
        reading = read(said, session, context.catalogue)
        try:
            found = step(session, said, context, self._stages, reading=reading)
        except (UsageError, NothingFits):  # an answer too: nothing changes, and it is told why
            found = Step(reading, session.state)
        fallbacks += context.fallbacks
        if found.found is None:
            none = Recommendation(request_id="", profile=Profile(), calls=context.calls)
            return Step(found.reading, found.state, none)
        return found


def _answer(session: Session, found: Step, fallbacks: list[Fallback]) -> Recommendation:
    assert found.found is not None
    state = found.state
    profile = found.found.profile.model_copy(
        update={
            "constraints": state.constraints,
            "search_text": state.search_text,
            "likes": [Mention(text="like", item=i) for i in state.like],
            "dislikes": [
                *(Mention(text="out", item=i) for i in state.out),
                *(Mention(text="unlike", item=i) for i in state.unlike),
            ],
            "spoken_of": [Mention(text="pointed at", item=i) for i in found.reading.refers],
        }
    )
    versions = found.found.versions | {SESSION: session.model_dump_json()}
    return found.found.model_copy(
        update={"profile": profile, "fallbacks": fallbacks, "versions": versions}
    )


class Forgetful:
    """Reads nothing, and always shows what most people took: right where nothing should hold."""

    def __init__(self, name: str, catalogue: str | None = None) -> None:
        self.name = name
        self._catalogue = catalogue or settings().catalogue

    def fit(self, training: Training) -> None:
        """Nothing is learned."""

    def answer(self, request: Request) -> Recommendation:
        catalogue = Catalogue.open(request.catalogue or self._catalogue)
        shown = catalogue.popular(SHOWN)
        listed = [
            Recommended(rank=n, id=i, title=catalogue.item(i).title, score=s, rating=UNKNOWN)
            for n, (i, s) in enumerate(shown, 1)
        ]
        says = [*(t.content for t in request.dialogue if t.role == "user"), request.text]
        ids = [i.id for i in listed]
        turns = [Turn(said=said, act="find", shown=ids, state=State()) for said in says]
        session = Session(id=self.name, catalogue=catalogue.name, turns=turns)
        versions = {SESSION: session.model_dump_json()}
        return Recommendation(request_id="", profile=Profile(), items=listed, versions=versions)


SYSTEMS: dict[str, Callable[..., Chatting]] = {
    "llmrec-chat": partial(Chatting, "llmrec-chat", model=True),
    "llmrec-chat-fast": partial(Chatting, "llmrec-chat-fast", model=False),
}
