"""`llmrec recommend`: one request, or a file of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llmrec.errors import ModelUnavailable, NothingFits, UsageError

if TYPE_CHECKING:
    from llmrec.context import Context
    from llmrec.types import Recommendation, Request

EXAMPLES = """
Examples:

  llmrec recommend 'a quiet speaker for the kitchen that works with Siri, under $150'

  llmrec recommend 我最近对智能音箱和智能灯感兴趣，想要购买一些智能家居产品

  llmrec recommend "short Spanish course for beginners, free" --catalog courses -k 5 --json

  llmrec recommend "something for the bedroom" --user anna

  llmrec recommend --batch requests.jsonl --out answers.jsonl
"""


def recommend(
    text: Annotated[str | None, typer.Argument(help="What you like or look for.")] = None,
    catalog: Annotated[str | None, typer.Option("--catalog", "-c", help="Catalogue.")] = None,
    user: Annotated[
        str | None,
        typer.Option("--user", "-u", help="Whose `llmrec feedback` counts; needs no words then."),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many items.")] = 10,
    explain: Annotated[int, typer.Option(min=0, max=50, help="How many get a reason.")] = 3,
    among: Annotated[
        Path | None, typer.Option(help="Rank exactly the ids in this file, one a line.")
    ] = None,
    fast: Annotated[bool, typer.Option("--fast", help="Without the language model.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="A fallback is an error.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Show model calls and features.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The whole answer as JSON.")] = False,
    batch: Annotated[Path | None, typer.Option(help="JSONL of requests.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where --batch writes.")] = None,
) -> None:
    """Recommend items for a request in your own words and language; `-` reads it from stdin."""
    if batch is not None:
        if out is None:
            raise UsageError("--batch needs --out FILE.")
        if text is not None:
            raise UsageError("A request and --batch do not go together.")
        from llmrec.cli.batch import run_batch

        given: dict[str, Any] = {"catalogue": catalog, "user": user, "k": k, "explain": explain}
        given["among"] = _ids(among)
        run_batch(batch, out, given, fast=fast, strict=strict, trace=trace)
        return
    if out is not None:
        raise UsageError("--out goes with --batch.", remedy="Or redirect: --json > FILE.")
    request = _request(text, catalogue=catalog, user=user, k=k, explain=explain, among=_ids(among))
    from llmrec.context import open_context

    context = open_context(request.catalogue, fast=fast, trace=trace)
    answer = _answer(request, context, as_json=as_json)
    if strict and answer.fallbacks:
        raise strictly(answer)
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
    else:
        from llmrec.cli.render import show

        show(answer, context.catalogue, trace=trace)
    if not answer.items:
        raise _nothing(answer)


def _ids(among: Path | None) -> list[str] | None:
    if among is None:
        return None
    try:
        return [s for line in among.read_text("utf-8-sig").splitlines() if (s := line.strip())]
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(
            f"The file of --among cannot be read: {e}",
            remedy="Give a text file, UTF-8, with one id a line.",
        ) from e


def strictly(answer: Recommendation) -> ModelUnavailable:
    """The error that --strict makes of an answer's first fallback."""
    f = answer.fallbacks[0]
    return ModelUnavailable(
        f"{f.stage} fell back to {f.to}: {f.reason}",
        remedy="See `llmrec model status`; without --strict the fallback is only noted.",
    )


def _request(text: str | None, **fields: Any) -> Request:
    from llmrec.types import Request

    if text == "-":
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    return Request(text=text or "", **fields)


def _nothing(answer: Recommendation) -> NothingFits:
    if answer.alternatives:
        remedy = "Give up one of them: the near misses are listed with what each breaks."
        return NothingFits("Nothing in the catalogue meets all the limits.", remedy=remedy)
    if answer.unknown:
        remedy = "Give ids of this catalogue, or name the right one with --catalog."
        return NothingFits("The catalogue has none of the ids asked about.", remedy=remedy)
    remedy = "Name another with --catalog; `llmrec catalog list` shows which there are."
    return NothingFits("The catalogue has nothing to recommend.", remedy=remedy)


def _answer(request: Request, context: Context, *, as_json: bool) -> Recommendation:
    from llmrec.pipeline import recommend as run

    if as_json or not sys.stderr.isatty():
        return run(request, context)
    from llmrec.cli.render import live

    with live(context.catalogue) as update:
        return run(request, context, on_update=update)
