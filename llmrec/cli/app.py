"""The command `llmrec`: its groups, and the one place where errors become words."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from llmrec import __version__
from llmrec.cli.catalog import app as catalog_app
from llmrec.cli.demo import demo
from llmrec.cli.doctor import doctor
from llmrec.cli.model import app as model_app
from llmrec.cli.recommend import recommend
from llmrec.errors import LLMRecError

app = typer.Typer(
    name="llmrec",
    help="Recommend from free text, with a language model served on your own machine.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(recommend)
app.add_typer(catalog_app, name="catalog")
app.add_typer(model_app, name="model")
app.command()(doctor)
app.command()(demo)


@app.command()
def schema() -> None:
    """Print the JSON schema of a Recommendation, as `--json` writes it."""
    from llmrec.types import Recommendation

    typer.echo(json.dumps(Recommendation.model_json_schema(), indent=2, ensure_ascii=False))


def _version(show: bool) -> None:
    if show:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command; every error of ours ends here, in words and with its exit code."""
    try:
        app()
    except LLMRecError as e:
        report(e, as_json="--json" in sys.argv)
        sys.exit(e.exit_code)
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away, as `head` does
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)


def report(error: LLMRecError, *, as_json: bool) -> None:
    """Say on stderr what went wrong and what to do."""
    if as_json:
        typer.echo(json.dumps({"error": error.to_dict()}, ensure_ascii=False), err=True)
        return
    typer.secho(f"Error: {error.message}", fg="red", err=True)
    if error.remedy:
        typer.echo(error.remedy, err=True)


if __name__ == "__main__":
    main()
