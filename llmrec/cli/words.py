"""`llmrec catalog words`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from llmrec.cli.catalog import Json, Name
from llmrec.cli.output import print_json
from llmrec.cli.progress import progress_bar


def words(
    name: Name,
    language: Annotated[str, typer.Option(help="Of the words: zh.")] = "zh",
    as_json: Json = False,
) -> None:
    """Have the model propose what fields and values are called in another language.

    Look through them, put them into the schema, and add the catalogue again: requests in that
    language are then read without a translation.

    Example: llmrec catalog words wines > words.yaml
    """
    from rich.console import Console

    from llmrec.catalog.catalogue import Catalogue
    from llmrec.catalog.schema import dump_words
    from llmrec.catalog.wording import PROMPTS, propose
    from llmrec.errors import ModelUnavailable, UsageError
    from llmrec.llm import llm

    if language not in PROMPTS:
        raise UsageError(
            f"There is no prompt for words in {language!r}.",
            remedy=f"There is one for: {', '.join(PROMPTS)}.",
        )
    catalogue, model = Catalogue.open(name), llm()
    if model is None:
        raise ModelUnavailable("No language model runs here.", remedy="llmrec model up")
    err = Console(stderr=True)
    with progress_bar() as on_progress:
        found, failed = propose(catalogue, model, language, on_progress)
    if as_json:
        print_json({"words": found, "without": failed})
    else:
        sys.stdout.write(dump_words(found))
    if failed:
        err.print(f"{failed} got no word; add those by hand.")
