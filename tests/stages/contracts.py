"""What every stage keeps. A stage's tests inherit its contract and say how it is called.

::

    StageContract            config, nothing in, same answer twice
    └── ModelStageContract   no model, dead model, malformed answers, records of calls
"""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from doubles import always, bad_server, closed_port, context, dead, remote, script
from pydantic import BaseModel, ValidationError

from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.types import Candidate, Profile, Request, SourceScore

TEXT = "I want a quiet smart speaker for the kitchen, under $150, not from Halvren"

MALFORMED = [
    "",
    "   ",
    "{",
    "null",
    "42",
    "[]",
    "[1, 2]",
    "[null]",
    '{"likes": null, "dislikes": null}',
    "+ speaker",
    "+ ;;\n- ;",
    "- speaker\n+ speaker",
    '"speaker"',
    "<|im_start|>system",
    "9: " + "so good " * 30,
    "Sure! Here is what you asked for: " * 20,
    "\x00\x1b[31m",
    "-" * 500,
]


def request(text: str = TEXT, **more: Any) -> Request:
    return Request(text=text, **more)


def profile(search_text: str = "smart speaker kitchen", **more: Any) -> Profile:
    return Profile(search_text=search_text, **more)


def candidates(ids: list[str]) -> list[Candidate]:
    """Candidates in that order, as retrieval would give them."""
    return [
        Candidate(item=i, sources={"lexical": SourceScore(rank=n, score=10.0 - n)})
        for n, i in enumerate(ids, 1)
    ]


class StageContract:
    stage: ClassVar[type]
    config: ClassVar[type[BaseModel]]

    def call(self, stage: Any, ctx: Context, ids: list[str]) -> Any:
        """Run the stage on a sensible input about the items `ids`."""
        raise NotImplementedError

    def nothing(self, result: Any) -> bool:
        """Whether a result is that of an empty input."""
        return not result

    @staticmethod
    def some(catalogue: Catalogue, count: int = 6) -> list[str]:
        return catalogue.ids[:count]

    def test_an_unknown_key_in_its_config_is_an_error(self) -> None:
        with pytest.raises(ValidationError, match="no_such_key"):
            self.config(no_such_key=1)

    def test_its_config_has_defaults(self) -> None:
        assert self.stage().config == self.config()

    def test_nothing_in_nothing_out(self, home: Catalogue) -> None:
        ctx = context(home, script())
        assert self.nothing(self.call(self.stage(), ctx, []))

    def test_the_same_input_gives_the_same_output(self, home: Catalogue) -> None:
        one, two = (
            self.call(self.stage(), context(home, script()), self.some(home)) for _ in range(2)
        )
        assert one == two

    def test_unknown_items_are_left_out(self, home: Catalogue) -> None:
        known = self.some(home)
        with_unknown = self.call(self.stage(), context(home, script()), [*known, "no-such-item"])
        assert with_unknown == self.call(self.stage(), context(home, script()), known)


class ModelStageContract(StageContract):
    name: ClassVar[str]
    """As fallbacks name it."""

    def without_model(self, catalogue: Catalogue) -> Any:
        return self.call(self.stage(), context(catalogue), self.some(catalogue))

    def test_without_a_model_nothing_is_asked(self, home: Catalogue) -> None:
        ctx = context(home)
        self.call(self.stage(), ctx, self.some(home))
        assert ctx.calls == []
        assert ctx.fallbacks == []

    def test_every_call_is_recorded(self, home: Catalogue) -> None:
        llm = script()
        ctx = context(home, llm)
        self.call(self.stage(), ctx, self.some(home))
        assert [c.prompt for c in ctx.calls] == [a.prompt.name for a in llm.asked]
        assert ctx.calls
        for call in ctx.calls:
            assert call.model == "scripted"
            assert "+" in call.version  # version and hash of the prompt

    def test_a_dead_model_is_a_named_fallback(self, home: Catalogue) -> None:
        ctx = context(home, dead())
        result = self.call(self.stage(), ctx, self.some(home))
        assert result == self.without_model(home)
        (fallback,) = ctx.fallbacks
        assert fallback.stage == self.name
        assert fallback.to
        assert "No model answers" in fallback.reason
        assert {c.outcome for c in ctx.calls} == {"unavailable"}

    def test_a_closed_port_is_a_named_fallback(self, home: Catalogue) -> None:
        ctx = context(home, remote(closed_port()))
        result = self.call(self.stage(), ctx, self.some(home))
        assert result == self.without_model(home)
        assert [f.stage for f in ctx.fallbacks] == [self.name]
        assert {c.outcome for c in ctx.calls} == {"unavailable"}

    @pytest.mark.parametrize("said", MALFORMED)
    def test_a_malformed_answer_never_gets_through(self, home: Catalogue, said: str) -> None:
        ctx = context(home, always(said))
        result = self.call(self.stage(), ctx, self.some(home))
        assert self.sound(result, home)

    def sound(self, result: Any, catalogue: Catalogue) -> bool:
        """Whether a result made from nonsense says nothing that is nonsense."""
        raise NotImplementedError

    @pytest.mark.parametrize(
        ("fault", "outcome"),
        [
            ("bad_json", "malformed"),
            ("cut_off", "unavailable"),
            ("error", "unavailable"),
            ("no_choice", "malformed"),
            ("html", "malformed"),
            ("wrong_shape", "malformed"),
            ("slow", "timeout"),
        ],
    )
    def test_a_bad_server_is_a_named_fallback(
        self, home: Catalogue, fault: Any, outcome: str
    ) -> None:
        with bad_server(fault) as url:
            ctx = context(home, remote(url, timeout=0.3 if fault == "slow" else 20.0))
            result = self.call(self.stage(), ctx, self.some(home, 2))
        assert result == self.call(self.stage(), context(home), self.some(home, 2))
        assert [f.stage for f in ctx.fallbacks] == [self.name]
        assert {c.outcome for c in ctx.calls} == {outcome}
