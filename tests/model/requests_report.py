"""The written requests through the real pipeline, measured against what a person wrote down.

    python -m tests.model.requests_report [--fast] [--only sh-en-01,co-zh] [--explain N]

prints each request, the limits that were read, what differs from the written ones, and a summary.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from llmrec.context import open_context
from llmrec.errors import LLMRecError
from llmrec.pipeline import Stages, recommend
from llmrec.types import Constraint, Recommendation, Request

from .checker import RawCatalogue

ROOT = Path(__file__).resolve().parents[2]
FILES = {"smart-home": "smart_home", "courses": "courses"}
AT_ONCE = 3
FULL = 10
"""Requests of each catalogue whose first three items get a reason; the others, the first alone."""


@dataclass
class Written:
    """A request with the constraints and the expectation that a person wrote beforehand."""

    id: str
    catalogue: str
    language: str
    text: str
    constraints: list[dict[str, Any]]
    empty: bool
    explain: int


@dataclass
class Outcome:
    written: Written
    answer: Recommendation | None
    seconds: float
    error: str = ""
    violations: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    """Hard constraints on a field that the written ones do not speak of."""
    missing: list[str] = field(default_factory=list)
    """Written constraints on a field that no hard constraint speaks of."""
    other: list[str] = field(default_factory=list)
    """Same field, another limit: parsed / written."""
    bad_evidence: list[str] = field(default_factory=list)
    title_only: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def items(self) -> list[str]:
        return [i.id for i in self.answer.items] if self.answer else []

    @property
    def over_answered(self) -> bool:
        """Items where the written limits allow none."""
        return self.written.empty and bool(self.items)

    @property
    def under_answered(self) -> bool:
        """No items where the written limits allow some."""
        return not self.written.empty and not self.items


def raw(catalogue: str) -> RawCatalogue:
    return RawCatalogue(ROOT / "llmrec" / "catalog" / f"{FILES[catalogue]}.jsonl")


def written(catalogue: str, part: str = "requests") -> list[Written]:
    """Of `requests` or of `heldout`, which nothing was tuned on."""
    lines = (ROOT / "evals" / f"{part}_{FILES[catalogue]}.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    full = {r["id"] for r in rows[:: max(1, len(rows) // FULL)][:FULL]}
    return [
        Written(
            id=r["id"],
            catalogue=catalogue,
            language=r["language"],
            text=r["text"],
            constraints=r["constraints"],
            empty=r.get("empty", False),
            explain=3 if r["id"] in full else 1,
        )
        for r in rows
    ]


def run(requests: Sequence[Written], *, fast: bool = False) -> list[Outcome]:
    """Answer all, `AT_ONCE` at a time, in their order, and say how far it is."""
    catalogues = {c: raw(c) for c in {w.catalogue for w in requests}}
    stages, started, done = Stages(), time.perf_counter(), 0

    def one(w: Written) -> Outcome:
        nonlocal done
        outcome = _answer(w, stages, fast)
        check(outcome, catalogues[w.catalogue])
        done += 1
        if done % 10 == 0 or done == len(requests):
            spent = time.perf_counter() - started
            left = spent / done * (len(requests) - done)
            note = f"{done}/{len(requests)} requests, {spent:.0f} s, {left:.0f} s left"
            print(note, file=sys.__stderr__, flush=True)
        return outcome

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, requests))


def _answer(w: Written, stages: Stages, fast: bool) -> Outcome:
    started = time.perf_counter()
    request = Request(text=w.text, catalogue=w.catalogue, explain=w.explain)
    try:
        answer = recommend(request, open_context(w.catalogue, fast=fast, trace=True), stages)
    except LLMRecError as e:
        return Outcome(w, None, time.perf_counter() - started, error=f"{e.code}: {e.message}")
    return Outcome(w, answer, time.perf_counter() - started)


def check(outcome: Outcome, catalogue: RawCatalogue) -> None:
    """Hold the answer against the written constraints and the file."""
    w, answer = outcome.written, outcome.answer
    if answer is None:
        return
    for item in answer.items:
        for broken in catalogue.broken(item.id, w.constraints):
            outcome.violations.append(f"{item.id} {item.title}: {broken}")
        if item.why is not None:
            by = item.why.by
            outcome.reasons[by] = outcome.reasons.get(by, 0) + 1
            for e in item.why.evidence:
                if not catalogue.stands(item.id, e.field, e.quote):
                    outcome.bad_evidence.append(f"{item.id} {e.field}: {e.quote!r}")
                if catalogue.repeats_title(item.id, e.field, e.quote):
                    outcome.title_only.append(f"{item.id} {e.field}: {e.quote!r}")
            if not item.why.evidence:
                outcome.bad_evidence.append(f"{item.id}: a reason without evidence")
    _compare(outcome, answer.profile.hard)


def _compare(outcome: Outcome, hard: list[Constraint]) -> None:
    parsed: dict[str, set[tuple[str, str]]] = {}
    for c in hard:
        parsed.setdefault(c.field, set()).add(_form(c.op, c.value))
    wanted: dict[str, set[tuple[str, str]]] = {}
    for d in outcome.written.constraints:
        wanted.setdefault(d["field"], set()).add(_form(d["op"], d["value"]))
    outcome.over = [f"{f} {_say(parsed[f])}" for f in parsed if f not in wanted]
    outcome.missing = [f"{f} {_say(wanted[f])}" for f in wanted if f not in parsed]
    outcome.other = [
        f"{f} {_say(parsed[f])} / {_say(wanted[f])}"
        for f in wanted
        if f in parsed and parsed[f] != wanted[f]
    ]


def _form(op: str, value: Any) -> tuple[str, str]:
    if isinstance(value, list) and len(value) == 1:
        op, value = {"in": "eq", "not_in": "ne"}.get(op, op), value[0]
    if isinstance(value, list):
        return op, ", ".join(sorted(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return op, f"{value:g}"
    return op, str(value)


def _say(limits: set[tuple[str, str]]) -> str:
    return " & ".join(f"{op} {value}" for op, value in sorted(limits))


@dataclass
class Summary:
    requests: int
    violations: int
    with_violations: int
    over: int
    missing: int
    other: int
    over_answered: int
    under_answered: int
    errors: int
    reasons: int
    by_model: float
    bad_evidence: int
    title_only: int
    fallbacks: int
    seconds_p50: float
    outcomes: dict[str, int]


def summary(outcomes: Sequence[Outcome]) -> Summary:
    reasons = sum(sum(o.reasons.values()) for o in outcomes)
    model = sum(o.reasons.get("model", 0) for o in outcomes)
    ends: dict[str, int] = {}
    for o in outcomes:
        for call in o.answer.calls if o.answer else []:
            key = f"{call.prompt} {call.outcome}"
            ends[key] = ends.get(key, 0) + 1
    return Summary(
        requests=len(outcomes),
        violations=sum(len(o.violations) for o in outcomes),
        with_violations=sum(bool(o.violations) for o in outcomes),
        over=sum(len(o.over) for o in outcomes),
        missing=sum(len(o.missing) for o in outcomes),
        other=sum(len(o.other) for o in outcomes),
        over_answered=sum(o.over_answered for o in outcomes),
        under_answered=sum(o.under_answered for o in outcomes),
        errors=sum(bool(o.error) for o in outcomes),
        reasons=reasons,
        by_model=model / reasons if reasons else 0.0,
        bad_evidence=sum(len(o.bad_evidence) for o in outcomes),
        title_only=sum(len(o.title_only) for o in outcomes),
        fallbacks=sum(len(o.answer.fallbacks) for o in outcomes if o.answer),
        seconds_p50=sorted(o.seconds for o in outcomes)[len(outcomes) // 2] if outcomes else 0.0,
        outcomes=dict(sorted(ends.items())),
    )


def lines(o: Outcome, *, verbose: bool = True) -> list[str]:
    """One outcome in words."""
    w, answer = o.written, o.answer
    out = [f"{w.id}  {w.text}", f"    {o.seconds:.1f} s"]
    if answer is None:
        return [*out, f"    ERROR {o.error}"]
    soft = "; ".join(str(c) for c in answer.profile.constraints if not c.hard)
    out.append(f"    hard: {'; '.join(map(str, answer.profile.hard)) or '-'}   soft: {soft or '-'}")
    out.append(f"    search: {answer.profile.search_text}")
    out += [f"    OVER {x}" for x in o.over]
    out += [f"    MISSING {x}" for x in o.missing]
    out += [f"    OTHER {x}" for x in o.other]
    out += [f"    VIOLATION {x}" for x in o.violations]
    out += [f"    EVIDENCE {x}" for x in o.bad_evidence]
    out += [f"    TITLE-ONLY {x}" for x in o.title_only]
    if o.over_answered:
        out.append("    OVER-ANSWERED: nothing fits, yet items came back")
    if o.under_answered:
        out.append("    UNDER-ANSWERED: something fits, yet nothing came back")
    if verbose:
        for item in answer.items[: w.explain]:
            why = f"{item.why.by}: {item.why.text}" if item.why else "no reason"
            out.append(f"    {item.rank}. {item.title}  [{why}]")
    bad = [c for c in answer.calls if c.outcome not in ("ok", "cached")]
    out += [f"    call {c.prompt}: {c.outcome}: {(c.answer or '')[:90]!r}" for c in bad]
    out += [f"    fallback {f.stage}: {f.reason}" for f in answer.fallbacks]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--heldout", action="store_true", help="the requests held out")
    parser.add_argument("--fast", action="store_true", help="without the language model")
    parser.add_argument("--only", default="", help="ids, or how they begin, by comma")
    parser.add_argument("--catalogue", choices=list(FILES), help="one catalogue alone")
    parser.add_argument("--explain", type=int, help="reasons for each request")
    parser.add_argument("--bad", action="store_true", help="only what is not as written")
    parser.add_argument("--json", type=Path, help="keep the summary and answers in this file")
    args = parser.parse_args()
    part = "heldout" if args.heldout else "requests"
    wanted = [w for c in FILES if args.catalogue in (None, c) for w in written(c, part)]
    if args.only:
        wanted = [w for w in wanted if w.id.startswith(tuple(args.only.split(",")))]
    if args.explain is not None:
        for w in wanted:
            w.explain = args.explain
    started = time.perf_counter()
    outcomes = run(wanted, fast=args.fast)
    for o in outcomes:
        fine = not (o.violations or o.over or o.missing or o.other or o.bad_evidence or o.error)
        if not (args.bad and fine and not o.over_answered and not o.under_answered):
            sys.stdout.write("\n".join(lines(o)) + "\n")
    total = summary(outcomes)
    sys.stdout.write(f"\n{len(outcomes)} requests in {time.perf_counter() - started:.0f} s\n")
    sys.stdout.writelines(f"{k}: {v}\n" for k, v in vars(total).items())
    if args.json is not None:
        answers = {o.written.id: o.answer.model_dump(mode="json") for o in outcomes if o.answer}
        kept = {"summary": vars(total), "answers": answers}
        args.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
