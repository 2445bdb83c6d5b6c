"""Models up and shipped catalogues indexed, with progress; what the demo and the tests need."""

from __future__ import annotations

import typer


def set_up() -> None:
    """Bring up the two model servers and index the shipped catalogues, where needed.

    Raises:
        LLMRecError: what is missing and what to do about it.
    """
    from llmrec.catalog.shipped import NAMES, ensure
    from llmrec.cli.model import bring_up
    from llmrec.cli.progress import progress_bar
    from llmrec.llm import embedder
    from llmrec.text import tokens

    bring_up()
    embed = embedder()
    for name in NAMES:
        with progress_bar() as on_progress:
            report = ensure(name, embed, embed.model, tokens, on_progress)
        if report is not None:
            typer.echo(f"indexed {name}: {report.rows_ok} items", err=True)
