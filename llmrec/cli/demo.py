"""`llmrec demo`: everything from weights to a recommendation, in one go."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

REQUEST = "我最近对智能音箱和智能灯感兴趣，想要购买一些智能家居产品"
REQUEST_EN = "a quiet speaker for the kitchen that works with Siri, under $150, not from Halvren"


def demo(
    text: Annotated[str | None, typer.Argument(help="Another request.")] = None,
    svg: Annotated[Path | None, typer.Option(help="Keep a picture of the run here.")] = None,
) -> None:
    """Fetch and serve the models, index the shipped catalogues, answer a sample request.

    Whatever is done already is not done again, so it can be interrupted and run again.

    Example: llmrec demo
    """
    from llmrec.cli.setup import set_up

    set_up()
    from llmrec.cli.render import live, show
    from llmrec.context import open_context
    from llmrec.pipeline import recommend
    from llmrec.types import Request

    if svg is not None:
        from rich.console import Console

        picture = Console(record=True, width=100)
    for request in [text] if text else [REQUEST_EN, REQUEST]:
        typer.secho(f"\nllmrec recommend {request!r}", fg="cyan")
        started = time.perf_counter()
        context = open_context("smart-home")
        with live(context.catalogue) as update:
            answer = recommend(Request(text=request, k=5), context, on_update=update)
        show(answer, context.catalogue)
        if svg is not None:
            picture.print(f"$ llmrec recommend {request!r}", style="cyan", markup=False)
            show(answer, context.catalogue, console=picture)
        typer.secho(f"{time.perf_counter() - started:.1f} s", dim=True)
    if svg is not None:
        picture.save_svg(str(svg), title="llmrec")
