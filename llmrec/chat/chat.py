"""A conversation that any front end can hold: `say` a turn, and get the answer piece by piece."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from threading import Lock, Thread

from llmrec.chat import answers, facts, small
from llmrec.chat.events import Done, Event, Listed, Prose, Reasoned
from llmrec.chat.missed_value import likeliest
from llmrec.chat.phrases import Phrases, tongue
from llmrec.chat.question import asked, question
from llmrec.chat.read import Reading, read
from llmrec.chat.sessions import Sessions, new_id
from llmrec.chat.state import LISTED, Session, State
from llmrec.chat.talk import SHOWN, Step, step, taken
from llmrec.context import Context, open_context
from llmrec.errors import Busy, UsageError
from llmrec.pipeline import Stages
from llmrec.text import MAX_CHARS, clean_request
from llmrec.tools.toolbox import Toolbox
from llmrec.types import Recommendation, Recommended

CANDIDATES = 20
"""How many are looked at for a question back; the list is shorter."""
MOST_CHARS = 200_000
"""Of a turn that are looked at at all, before it is cleaned and cut."""

_talking: set[str] = set()
_guard = Lock()


@contextmanager
def alone(id_: str) -> Iterator[None]:
    """One turn of a session at a time.

    Raises:
        Busy: another is being answered.
    """
    with _guard:
        if id_ in _talking:
            raise Busy(
                f"The session {id_} is answering another turn.",
                remedy="Wait until that one is answered, and say it again.",
            )
        _talking.add(id_)
    try:
        yield
    finally:
        with _guard:
            _talking.discard(id_)


@dataclass
class _Answer:
    """A reply as it is put together."""

    step: Step
    listed: list[answers.Row] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    asked: str | None = None

    @property
    def reply(self) -> str:
        """All of it as text: the list first, each item with its reason."""
        lines = []
        for row in self.listed:
            lines.append(row.line())
            lines += [f"   {row.why.text}"] if row.why else []
        return "\n".join([*lines, *self.prose])


_Gen = Generator[Event, None, _Answer]


class Chat:
    """Holds a session. Nothing is changed by a turn until it is answered, and then it is kept.

    Args:
        opener: called with the catalogue's name and `fast` for each turn.
        store: where turns are kept; None: nowhere.
    """

    def __init__(
        self,
        session: Session,
        opener: Callable[..., Context] = open_context,
        store: Sessions | None = None,
        *,
        fast: bool = False,
        stages: Stages | None = None,
    ) -> None:
        self.session, self.store = session, store
        self._opener, self._fast, self._stages = opener, fast, stages
        self._stale = False

    @classmethod
    def new(
        cls,
        catalogue: str,
        opener: Callable[..., Context] = open_context,
        store: Sessions | None = None,
        *,
        user: str | None = None,
        fast: bool = False,
    ) -> Chat:
        """A chat with a new session, which is kept from its first turn on."""
        made = Session(id=new_id(), catalogue=catalogue, user=user)
        return cls(made, opener, store, fast=fast)

    def again(self) -> Chat:
        """A chat with a new session of the same catalogue and person."""
        made = Session(id=new_id(), catalogue=self.session.catalogue, user=self.session.user)
        return Chat(made, self._opener, self.store, fast=self._fast, stages=self._stages)

    def export(self) -> Iterator[str]:
        """The session as lines of JSON, as the store writes it."""
        if self.store is not None and self.session.turns:
            yield from self.store.export(self.session.id)

    def say(self, said: str) -> Generator[Event, None, None]:
        """Answer a turn: the list, then reasons, then prose, then `Done`.

        Stopped at any point before `Done`, the session is as it was before. Close what is not
        read to its end: until then the session is answering.

        Raises:
            Busy: a turn of this session is being answered; here or, seen when this one is to be
                kept, elsewhere.
            LLMRecError: see `pipeline.recommend` and `Sessions`.
        """
        yield from self._said(said, None)

    def undo(self) -> Generator[Event, None, None]:
        """Take the last change back: a turn like any other."""
        yield from self._said("撤回" if self.language == "zh" else "undo", Reading("undo"))

    def _said(self, said: str, reading: Reading | None) -> Generator[Event, None, None]:
        with alone(self.session.id):
            self._refresh()
            yield from self._turn(said, reading)

    @property
    def language(self) -> str:
        """The language of the last turn."""
        return tongue("", self.session)

    def _refresh(self) -> None:
        if self._stale and self.store is not None:
            self.session = self.store.load(self.session.id)
        self._stale = False

    def _turn(self, said: str, reading: Reading | None) -> Generator[Event, None, None]:
        started = time.perf_counter()
        context = self._opener(self.session.catalogue, fast=self._fast)
        cleaned = clean_request(said[:MOST_CHARS])
        say = Phrases(context.catalogue, tongue(cleaned.text, self.session))
        answer = yield from self._answered(cleaned.text, reading, context, say)
        if cleaned.cut or len(said) > MOST_CHARS:
            answer.prose.append(say("long", n=MAX_CHARS))
        for text in answer.prose:
            yield Prose(text=text)
        self._keep(cleaned.text, answer)
        yield Done(
            session=self.session.id,
            number=len(self.session.turns),
            turn=self.session.turns[-1],
            fallbacks=context.fallbacks,
            ms=round((time.perf_counter() - started) * 1e3, 1),
        )

    def _keep(self, text: str, answer: _Answer) -> None:
        """On disk first, then here: what stops between the two is made good by the next turn."""
        after = taken(self.session, text, answer.step, answer.reply, answer.asked)
        if self.store is not None:
            if not self.session.turns:
                self.store.create(self.session)
            self._stale = True
            self.store.append(self.session.id, after.turns[-1], len(self.session.turns))
        self.session = after
        self._stale = False

    def _answered(self, text: str, reading: Reading | None, context: Context, say: Phrases) -> _Gen:
        session = self.session
        before = session.state
        reading = reading or small.answered(text, session, say)
        reading = reading or read(text, session, context.catalogue)
        if not reading.edits and small.left_open(text, session):
            return _Answer(_talk(reading, before), prose=[say("open")])
        if small.lost(text, reading, session):
            return _Answer(_talk(reading, before), prose=_which(session, say))
        if reading.act in LISTED:
            return (yield from self._listed(text, reading, context, say))
        if reading.act == "smalltalk":
            return _Answer(Step(reading, before), prose=[small.small(text, session, say)])
        return _Answer(Step(reading, before), prose=self._told(reading, context, say))

    # Lists

    def _listed(self, text: str, reading: Reading, context: Context, say: Phrases) -> _Gen:
        found = None
        try:
            for found in self._searched(text, reading, context, say.lang):
                if isinstance(found, Recommendation):
                    items = answers.rows(found, SHOWN, say)
                    yield Listed(language=say.lang, items=items, final=False)
        except UsageError:  # nothing to go by
            return _Answer(_talk(reading, self.session.state), prose=[say("ask")])
        assert isinstance(found, Step)
        if found.found is None:
            return _Answer(found, prose=self._unlisted(text, found, say))
        return (yield from self._list(found, found.found, say))

    def _unlisted(self, text: str, found: Step, say: Phrases) -> list[str]:
        """A turn that looks for nothing, or that left nothing to look for."""
        if found.reading.act == "smalltalk":
            return [small.small(text, self.session, say)]
        told = answers.changed(found.reading, self.session.state, found.state, say)
        return [told, *answers.of_money(text, say), say("ask")]

    def _list(self, found: Step, recommended: Recommendation, say: Phrases) -> _Gen:
        whole = recommended.items
        recommended = recommended.model_copy(update={"items": whole[:SHOWN]})
        answer = _Answer(replace(found, found=recommended))
        before = self.session.state
        answer.listed = answers.rows(recommended, SHOWN, say)
        yield Listed(language=say.lang, items=answer.listed, final=True)
        for row in answer.listed:
            if row.why is not None:
                yield Reasoned(item=row.id, title=row.title, why=row.why)
        answer.prose.append(answers.changed(found.reading, before, found.state, say))
        answer.prose += answers.of_money(found.reading.rest, say)
        if not whole:
            answer.prose.append(answers.nothing(recommended, found.state, say))
        answer.prose += answers.far(recommended, say)
        self._end(answer, whole, say)
        return answer

    def _end(self, answer: _Answer, whole: Sequence[Recommended], say: Phrases) -> None:
        """A question back, where one is worth asking; or that there is no more."""
        state = answer.step.state
        q = question(self.session, state, whole, SHOWN, say.catalogue)
        if q is not None and answer.step.reading.act != "undo":
            answer.asked = q.field
            answer.prose.append(asked(q, say.catalogue, say))
        elif 0 < len(whole) < SHOWN:
            answer.prose.append(say("few"))

    def _searched(
        self, text: str, reading: Reading, context: Context, lang: str
    ) -> Iterator[Recommendation | Step]:
        """The first list as soon as there is one, then the step. It runs beside, so that the
        first list is out while the model works, and so that stopping waits for nobody."""
        box: SimpleQueue[Recommendation | Step | BaseException] = SimpleQueue()
        session, stages = self.session, self._stages

        def work() -> None:
            try:
                found = step(session, text, context, stages, box.put, CANDIDATES, reading, lang)
                box.put(found)
            except BaseException as e:
                box.put(e)

        Thread(target=work, daemon=True).start()
        while True:
            found = box.get()
            if isinstance(found, BaseException):
                raise found
            yield found
            if isinstance(found, Step):
                return

    # Items

    def _told(self, reading: Reading, context: Context, say: Phrases) -> list[str]:
        items = reading.refers[: facts.MOST]
        toolbox = self._toolbox()
        if reading.act == "compare" and len(items) > 1:
            return [facts.compared(items, toolbox, say)]
        if reading.act == "why_not":
            held = self.session.state.hard
            items = items or tuple(likeliest(reading.rest, held, say.catalogue))
            return [facts.why_not(i, self.session, context, say, SHOWN)[0] for i in items[:2]]
        if reading.act == "explain":
            return [facts.reason(i, self.session.state, context, say)[0] for i in items[:2]]
        return [facts.details(i, toolbox, say) for i in items[:2]]

    def _toolbox(self) -> Toolbox:
        named = self.session
        return Toolbox(named.catalogue, named.user, fast=self._fast, opener=self._opener)


def _talk(reading: Reading, before: State) -> Step:
    return Step(reading._replace(act="smalltalk"), before)


def _which(session: Session, say: Phrases) -> list[str]:
    if not session.shown:
        return [say("which_none")]
    return [say("which"), say("places", n=len(session.shown))]
