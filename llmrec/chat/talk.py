"""One turn of a conversation: read, change what holds, answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from llmrec.catalog.schema import kind_field
from llmrec.chat import cues
from llmrec.chat.follow import Follow
from llmrec.chat.kinds import kinds_said
from llmrec.chat.read import Reading, read
from llmrec.chat.state import LISTED, Session, State, Turn
from llmrec.chat.stories import Told, tells
from llmrec.context import Context
from llmrec.pipeline import OnUpdate, Stages, recommend
from llmrec.text import HAN, clean_request, heard
from llmrec.types import Recommendation, Request
from llmrec.types import Turn as Said
from llmrec.understand import Understand, clauses
from llmrec.understand.mentions import find_mentions
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
    if _asks_of_items(reading, context):
        return Step(
            reading._replace(act="compare" if len(reading.refers) > 1 else "details"), before
        )
    if (
        not reading.edits
        and reading.act != "restart"
        and idle(reading, context, begun=not before.empty)
    ):
        return Step(reading._replace(act="smalltalk", refers=()), before)
    return _listed(session, reading, before, context, stages, on_update, k, language)


_ANY = re.compile(r"\bany\b", re.I)


def _asks_of_items(reading: Reading, context: Context) -> bool:
    """Whether a turn that points at items does nothing else: then it asks about them."""
    if reading.act != "find" or not reading.refers or reading.edits:
        return False
    text = heard(reading.rest)
    if not text:
        return True
    if (
        cues.ASKS.search(_ANY.sub(" ", text))
        or clauses.WISH.search(text)
        or cues.WISHES.search(text)
    ):
        return False
    request = Request(text=text, catalogue=context.catalogue.name)
    plain = Context(context.catalogue, embedder=context.embedder)
    read_ = Understand().cheap(request, plain)
    return not (read_.constraints or kinds_said(text, context.catalogue))


_SOUGHT = re.compile(
    r"\b(?:something|ones|only|without|maximum|minimum)\b|\d\s*stars?\b|(?<!不)要(?!得|紧|是|不|么)[^，。]{1,6}$|[^差有]点儿?(?=$|[，。])"
    r"|(?<![觉记懂获取晓值舍免显使变过认])得\s*\d|才(?:来得及|行|看)|要有",
    re.I,
)
_STOPS = re.compile(r"[.!?。！？…\n]+(?=\s|$|[一-鿿])")
_WORDY = 8


def _is_polite(text: str) -> bool:
    """Whether a turn greets, thanks or waits, and says next to nothing else."""
    if not cues.SMALLTALK.search(text) or _SOUGHT.search(text):
        return False
    others = [s for s in _STOPS.split(text) if not cues.SMALLTALK.search(s)]
    return sum(len(s.split()) for s in others) <= _WORDY


def idle(reading: Reading, context: Context, *, begun: bool = True) -> bool:
    """Whether a turn only greets, thanks or waits, or tells a story: nothing is read in it.

    Args:
        begun: whether anything is sought yet; if not, whatever could be sought is.
    """
    text = heard(reading.rest)
    if clean_request(text).problem is not None:
        return not _is_bound(text, context)
    told = tells(text, lambda said: bool(find_mentions(said, context.catalogue, "en")))
    if told is Told.LIKELY and HAN.search(text) and find_mentions(text, context.catalogue, "zh"):
        return False
    if not told and (cues.IF_ONLY.search(text) or cues.ASKS.search(text) or not _is_polite(text)):
        return False
    if told and not begun and kinds_said(text, context.catalogue):
        return False
    request = Request(text=text, catalogue=context.catalogue.name)
    plain = Context(context.catalogue, embedder=context.embedder)
    limits = Understand().cheap(request, plain).constraints
    if told is Told.JOKE and begun:
        return True
    if told is Told.SURELY and begun:
        limits = [c for c in limits if c.hard and c.op not in ("eq", "in", "has")]
    return not limits


def _is_bound(text: str, context: Context) -> bool:
    """`<600`: no word, and a limit all the same."""
    if clean_request(text).problem is None:
        return False
    return bool(read_numbers(text, context.catalogue.schema).constraints)


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
    wordless = not reading.rest or _is_bound(reading.rest, context)
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
    kind = kind_field(context.catalogue.schema)
    return Step(_set_anew(reading, before, follow.state, kind), follow.state, found)


def _set_anew(reading: Reading, before: State, after: State, kind: str | None) -> Reading:
    """`Forget lamps, show me hubs` takes something back to ask for another kind: that is found."""
    new = [c for c in after.hard if c.field == kind and c.op in ("eq", "in")]
    if reading.act == "lift" and any(c not in before.constraints for c in new):
        return reading._replace(act="find")
    gone = {c.field for c in before.hard if c not in after.hard}
    if reading.act == "lift" and any(
        c not in before.constraints and c.field not in gone for c in after.hard
    ):
        return reading._replace(act="find")
    left = set(map(str, before.hard)) - set(map(str, after.hard))
    fewer = left and not set(map(str, after.hard)) - set(map(str, before.hard))
    if (
        reading.act == "find"
        and fewer
        and not (reading.out or reading.like or reading.unlike or reading.back)
    ):
        return reading._replace(act="lift")
    return reading


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
