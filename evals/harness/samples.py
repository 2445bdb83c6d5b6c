"""One sample as a reader sees it: what was asked, what is right, what each system made of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from llmrec.evals.harness.log import Line
from llmrec.evals.harness.scoring import Scored
from llmrec.evals.harness.tables import NONE, number

LIST = 10
"""Items shown of an answer."""
IDS = 30
"""Ids shown of a history or of candidates."""
TEXT = 4000
"""Characters shown of one text."""
CALLS = 30_000
"""Characters shown of all model calls of one sample."""
METRICS = 6


class Call(NamedTuple):
    """One model call."""

    title: str
    messages: list[tuple[str, str]]
    """Who said what; of words that stood in an earlier call, where they stand."""
    answer: str


class Reply(NamedTuple):
    """What one system made of the sample."""

    system: str
    seconds: str
    error: str
    read: str
    """What was understood of the request, as JSON."""
    items: list[list[str]]
    """Rank, title, id, score, and what was said of it."""
    more: int
    """Items that are not shown."""
    fallbacks: list[str]
    calls: list[Call]
    cut: int
    """Characters of the calls that are not shown."""


class View(NamedTuple):
    """One sample."""

    id: str
    anchor: str
    cluster: str
    turns: list[tuple[str, str]]
    rest: str
    """What else the request holds, as JSON."""
    label: str
    metrics: list[str]
    values: list[list[str]]
    """A row a system: its name and its value by each metric."""
    replies: list[Reply]


def view(scored: Scored, name: str, id_: str, systems: Sequence[str]) -> View | None:
    """The sample with the replies of these systems; None: none of them was asked.

    Args:
        name: of the run, for the anchor.
    """
    lines = {one: line for one in systems if (line := _line(scored, one, id_)) is not None}
    if not lines:
        return None
    first = next(iter(lines.values()))
    titles = dict(scored.titles)
    for line in lines.values():
        titles |= {item["id"]: item["title"] for item in (line.answer or {}).get("items", [])}
    metrics = [m.name for m in scored.task.metrics if m.each is not None][:METRICS]
    return View(
        id=id_,
        anchor=anchor(name, id_),
        cluster=first.cluster,
        turns=_turns(first.request),
        rest=_rest(first.request, titles),
        label=_json(_named(scored.labels[id_], titles)),
        metrics=metrics,
        values=[[one, *_values(scored, one, id_, metrics)] for one in lines],
        replies=[reply(line) for line in lines.values()],
    )


def anchor(name: str, id_: str) -> str:
    """What a link to the sample says, of letters that need no escape; ids that differ in others
    alone are told apart by a digest."""
    plain = re.sub(r"[^\w.-]+", "_", id_, flags=re.ASCII)
    digest = "" if plain == id_ else f".{hashlib.sha256(id_.encode()).hexdigest()[:8]}"
    return f"{name}.{plain[:60]}{digest}"


def _line(scored: Scored, system: str, id_: str) -> Line | None:
    answers = scored.answers[system]
    at = answers.at.get(id_, answers.failed_at.get(id_))
    return None if at is None else scored.log.line(at)


def _values(scored: Scored, system: str, id_: str, metrics: Iterable[str]) -> list[str]:
    found = scored.answers[system].values
    return [number(found[name][id_]) if id_ in found[name] else NONE for name in metrics]


# --- the request --------------------------------------------------------------------------------


def _turns(request: Mapping[str, Any]) -> list[tuple[str, str]]:
    before = [(turn["role"], cut(turn["content"])) for turn in request.get("dialogue", [])]
    return [*before, ("request", cut(request.get("text", "")))] if request.get("text") else before


def _rest(request: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    rest = {key: value for key, value in request.items() if key not in ("text", "dialogue")}
    return _json(_named(rest, titles)) if rest else ""


def _named(value: Any, titles: Mapping[str, str]) -> Any:
    """The same with each item's title beside its id, long lists cut."""
    if isinstance(value, str):
        return f"{value} · {titles[value]}" if value in titles else value
    if isinstance(value, list):
        left = len(value) - IDS
        short = [_named(one, titles) for one in value[:IDS]]
        return [*short, f"… {left} more"] if left > 0 else short
    if isinstance(value, dict):
        pairs = list(value.items())
        left = len(pairs) - 2 * IDS
        shown = {_named(k, titles): _named(v, titles) for k, v in pairs[: 2 * IDS]}
        return shown | {"…": f"{left} more"} if left > 0 else shown
    return value


def _json(value: Any) -> str:
    return cut(json.dumps(value, ensure_ascii=False, indent=1))


def cut(text: str, most: int = TEXT) -> str:
    """The text, or its beginning and how much of it is missing."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text) - most:,} characters cut)"


# --- the replies --------------------------------------------------------------------------------


def reply(line: Line) -> Reply:
    """What a line of the log says, short enough to read."""
    answer = line.answer or {}
    items = answer.get("items", [])
    calls, missing = _calls(line.calls)
    error = "" if line.error is None else f"{line.error['kind']}: {cut(line.error['message'])}"
    return Reply(
        system=line.system,
        seconds=f"{line.seconds:.3g} s",
        error=error,
        read=_json(answer["profile"]) if answer.get("profile") else "",
        items=[_item(item) for item in items[:LIST]],
        more=max(0, len(items) - LIST),
        fallbacks=[
            f"{f['stage']} → {f['to']}: {cut(f['reason'], 300)}"
            for f in answer.get("fallbacks", [])
        ],
        calls=calls,
        cut=missing,
    )


def _item(item: Mapping[str, Any]) -> list[str]:
    why = item.get("why") or {}
    said = [why.get("text", ""), *(f"breaks {one}" for one in item.get("breaks", []))]
    rating = f"{item['rating']['mean']:.2f}" if item.get("rating") else NONE
    told = "; ".join(one for one in said if one)
    return [str(item["rank"]), item["title"], item["id"], number(item["score"]), rating, told]


def _calls(calls: Sequence[Mapping[str, Any]]) -> tuple[list[Call], int]:
    """The calls until they are too long together, and how many characters are left out."""
    room, missing = CALLS, 0
    seen: dict[str, int] = {}
    out = []
    for n, call in enumerate(calls, 1):
        messages = []
        for message in (call.get("request") or {}).get("messages", []):
            text = str(message["content"])
            where = seen.setdefault(text, n)
            if where != n and len(text) > 80:
                text = f"(the same as in call {where})"
            kept = text[: max(0, room)]
            room, missing = room - len(kept), missing + len(text) - len(kept)
            messages.append((str(message["role"]), kept))
        out.append(Call(_title(n, call), messages, cut(call.get("answer") or "", 2000)))
    return out, missing


def _title(n: int, call: Mapping[str, Any]) -> str:
    tokens = f"{call.get('tokens_in', 0):,} tokens in, {call.get('tokens_out', 0):,} out"
    took = (
        "kept answer" if call["outcome"] == "cached" else f"{tokens}, {call.get('ms', 0):,.0f} ms"
    )
    return f"{n}. {call['prompt']} {call['version']}: {call['outcome']} ({took})"
