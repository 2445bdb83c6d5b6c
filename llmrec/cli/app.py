"""The command `llmrec`: its groups, and the one place where errors become words."""

from __future__ import annotations

import errno
import json
import os
import sys
import traceback
from typing import Annotated

import typer
from typer.exceptions import TyperException

from llmrec import __version__
from llmrec.cli.agent import EXAMPLES as AGENT_EXAMPLES
from llmrec.cli.agent import agent
from llmrec.cli.catalog import app as catalog_app
from llmrec.cli.chat import EXAMPLES as CHAT_EXAMPLES
from llmrec.cli.chat import chat
from llmrec.cli.demo import demo
from llmrec.cli.doctor import doctor
from llmrec.cli.evaluate import app as eval_app
from llmrec.cli.feedback import feedback
from llmrec.cli.mcp import mcp
from llmrec.cli.model import app as model_app
from llmrec.cli.profile import profile
from llmrec.cli.recommend import EXAMPLES, recommend
from llmrec.cli.train import train
from llmrec.cli.user import app as user_app
from llmrec.cli.words import words
from llmrec.errors import DiskFull, LLMRecError, UsageError

FIRST_STEPS = """
First steps:

  llmrec demo

  llmrec recommend 'a quiet speaker for the kitchen, under $150'

  llmrec catalog add shop products.csv
"""

app = typer.Typer(
    name="llmrec",
    help="Recommend from free text, with a language model served on your own machine.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    epilog=FIRST_STEPS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(epilog=EXAMPLES)(recommend)
app.command(epilog=CHAT_EXAMPLES)(chat)
catalog_app.command()(profile)
catalog_app.command()(words)
app.add_typer(catalog_app, name="catalog")
app.add_typer(model_app, name="model")
app.add_typer(eval_app, name="eval")
app.add_typer(user_app, name="user")
app.command()(feedback)
app.command()(train)
app.command()(mcp)
app.command(epilog=AGENT_EXAMPLES)(agent)
app.command()(doctor)
app.command()(demo)


@app.command()
def schema() -> None:
    """Print the JSON schema of a Recommendation, as `--json` writes it.

    Example: llmrec schema
    """
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
    """Run the command; every error ends here, in words and with its exit code."""
    sys.exit(run(as_json="--json" in sys.argv[1:]))


def run(*, as_json: bool) -> int:
    """The exit code of the command line in `sys.argv`."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except LLMRecError as e:
        return report(e, as_json=as_json)
    except TyperException as e:
        return _usage(e, as_json=as_json)
    except BrokenPipeError:  # the reader went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except Exception as e:
        if isinstance(e, OSError) and e.errno == errno.ENOSPC:
            return report(_disk_full(e), as_json=as_json)
        return _fault(e, as_json=as_json)
    return code if isinstance(code, int) else 0


def report(error: LLMRecError, *, as_json: bool) -> int:
    """Say on stderr what went wrong and what to do; gives the exit code."""
    if as_json:
        typer.echo(json.dumps({"error": error.to_dict()}, ensure_ascii=False), err=True)
        return error.exit_code
    typer.secho(f"Error: {error.message}", fg="red", err=True)
    if error.remedy:
        typer.echo(error.remedy, err=True)
    return error.exit_code


def _usage(error: TyperException, *, as_json: bool) -> int:
    """A command line that cannot be read."""
    if as_json:
        said = UsageError(error.format_message(), remedy="See `llmrec --help`.")
        return report(said, as_json=True)
    from typer import rich_utils

    rich_utils.rich_format_error(error)  # type: ignore[arg-type]  # typer has a click of its own
    return UsageError.exit_code


def _disk_full(error: OSError) -> DiskFull:
    where = f" at {error.filename}" if error.filename else ""
    remedy = "Free some space and run it again; `llmrec doctor` shows what is free where."
    return DiskFull(f"The disk is full{where}.", remedy=remedy)


def _fault(error: Exception, *, as_json: bool) -> int:
    """Something that we did not expect: our own fault."""
    if not as_json:
        traceback.print_exception(error)
    said = f"{type(error).__name__}: {error}"
    remedy = "This is a fault of llmrec. Report it with the command and the lines above."
    return report(LLMRecError(said, remedy=remedy), as_json=as_json)


if __name__ == "__main__":
    main()
