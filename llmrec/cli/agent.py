"""`llmrec agent`: a request that takes several tools, planned by the model and run by code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from llmrec.errors import LLMRecError, ModelUnavailable, NothingFits, ToolError

if TYPE_CHECKING:
    from llmrec.tools.agent.outcome import Done, Outcome

EXAMPLES = """
Examples:

  llmrec agent "compare the two cheapest robot vacuums"

  llmrec agent 推荐三款适合卧室的灯，再解释第一款为什么合适

  llmrec agent "the shortest free course on mathematics, with all details" --catalog courses

  llmrec agent "I bought the Sorvik Drip, please note it" --user anna

  llmrec agent "how many smart locks work with Siri?" --json
"""


def agent(
    text: Annotated[str, typer.Argument(help="What you want done; `-` reads it from stdin.")],
    catalog: Annotated[str | None, typer.Option("--catalog", "-c", help="Catalogue.")] = None,
    user: Annotated[
        str | None,
        typer.Option("--user", "-u", help="The one person whose events are read and written."),
    ] = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="The tools ask the model, too: slower.")
    ] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Show the model's calls.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The whole outcome as JSON.")] = False,
) -> None:
    """Do what a request asks with the tools over a catalogue: find, compare, explain, rate, record.

    The model writes a plan, code checks and runs it. Without --user nothing is kept of anybody.
    """
    from llmrec.tools.agent.act import act
    from llmrec.tools.toolbox import Toolbox

    if text == "-":
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    out = act(text, Toolbox(catalogue=catalog, user=user), thorough=thorough, trace=trace)
    if as_json:
        typer.echo(out.model_dump_json(indent=2))
    else:
        _show(out, trace=trace)
    if (error := _error(out)) is not None:
        raise error


def _error(out: Outcome) -> LLMRecError | None:
    """What the exit code says of an outcome that is no answer."""
    match out.status:
        case "unavailable":
            return ModelUnavailable(out.answer, remedy="Start a model: `llmrec model up`.")
        case "declined":
            return NothingFits(out.answer, remedy="`llmrec agent --help` shows what it does.")
        case "invalid":
            return ToolError("bad_arguments", out.answer, remedy="Say it in other words.")
        case "failed":
            return ToolError("failed", "No step of the plan could be done.")
    return None


def _show(out: Outcome, *, trace: bool) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    for n, repair in enumerate(out.repairs):
        console.print(("repaired: " if n == 0 else "          ") + _plain(repair), style="dim")
    for step in out.steps:
        console.print(_plain(_step(step)), style="dim")
    if out.status in ("answered", "failed", "interrupted"):
        console.print(_plain(out.answer))
        for note in out.fallbacks:
            said = f"fallback: {note.stage} → {note.to} ({note.reason})"
            console.print(_plain(said), style="yellow")
    for call in out.calls if trace else ():
        said = f"{call.prompt} {call.outcome} {call.tokens_in}+{call.tokens_out} {call.ms:.0f} ms"
        console.print(_plain(f"{said}: {(call.answer or '').strip()}"), style="dim")


def _step(step: Done) -> str:
    """One line: the tool, its arguments, what came back."""
    import json

    arguments = ", ".join(
        f"{k}={json.dumps(v, ensure_ascii=False)}" for k, v in step.arguments.items()
    )
    head = f"{step.id}. {step.tool}({arguments})"
    if step.error is not None:
        return f"{head} ✗ {step.error['message']}"
    data = step.result.data() if step.result else {}
    titles = [row["title"] for row in data.get("items", [])[:5]]
    return f"{head} → {'; '.join(titles)}" if titles else f"{head} ✓ {step.ms:.0f} ms"


def _plain(text: str) -> str:
    """Without characters that a terminal would obey."""
    return "".join(c for c in text if c.isprintable() or c == "\n")
