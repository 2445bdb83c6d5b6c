"""What holds in a conversation, and what is kept of it. A turn makes a new state of an old one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from llmrec.types import Constraint, ItemId, Model, Profile

Act = Literal[
    "find",
    "lift",
    "undo",
    "restart",
    "compare",
    "explain",
    "why_not",
    "details",
    "smalltalk",
]
"""What a turn wants. The first four change what holds, and are answered with a list."""
LISTED: frozenset[str] = frozenset({"find", "lift", "undo", "restart"})


class Limit(Model):
    """A limit or a wish, and the words that it was read from."""

    constraint: Constraint
    words: str = ""
    turn: int = 0


class State(Model):
    """What holds after a turn."""

    limits: list[Limit] = []
    """Hard ones and wishes; a hard one is never broken until the person lifts it."""
    about: str = ""
    """What is sought, in the catalogue's language."""
    wanted: list[str] = []
    """Wishes in words that no field holds, in the catalogue's language."""
    out: list[ItemId] = []
    """Turned down: not shown again."""
    like: list[ItemId] = []
    """The list moves toward these, and away from `unlike`."""
    unlike: list[ItemId] = []
    tags: Profile = Field(default_factory=Profile)
    """Tags, interests and likes of the last turn that said any."""

    @property
    def constraints(self) -> list[Constraint]:
        return [limit.constraint for limit in self.limits]

    @property
    def hard(self) -> list[Constraint]:
        return [c for c in self.constraints if c.hard]

    @property
    def search_text(self) -> str:
        return "; ".join(filter(None, [self.about, *self.wanted]))

    @property
    def empty(self) -> bool:
        """Whether nothing is sought."""
        return not (self.limits or self.search_text or self.like)


class Turn(Model):
    """One turn, as it is kept."""

    said: str
    act: Act
    refers: list[ItemId] = []
    shown: list[ItemId] = []
    """The list that was answered with; empty where there was none."""
    reply: str = ""
    asked: str | None = None
    """The field that the reply asked about."""
    state: State


class Session(Model):
    """A conversation. Turns are added, never changed."""

    id: str
    catalogue: str
    user: str | None = None
    turns: list[Turn] = []

    @property
    def state(self) -> State:
        return self.turns[-1].state if self.turns else State()

    @property
    def shown(self) -> list[ItemId]:
        """The list that was shown last."""
        return next((t.shown for t in reversed(self.turns) if t.shown), [])

    @property
    def lists(self) -> list[list[ItemId]]:
        """All lists that were shown, in order."""
        return [t.shown for t in self.turns if t.shown]

    @property
    def focus(self) -> list[ItemId]:
        """The items that were spoken of last, where no list came after."""
        for turn in reversed(self.turns):
            if turn.refers:
                return turn.refers
            if turn.shown:
                return []
        return []

    def before(self) -> State:
        """The state before the last change that was not taken back."""
        undone = 0
        for n in range(len(self.turns) - 1, -1, -1):
            turn, earlier = self.turns[n], self.turns[n - 1].state if n else State()
            if turn.act == "undo":
                undone += 1
            elif turn.state != earlier:
                if not undone:
                    return earlier
                undone -= 1
        return State()
