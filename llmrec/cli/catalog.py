"""`llmrec catalog`: add, list, show, check, remove; `profile` stands in a file of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llmrec.cli.output import print_json
from llmrec.cli.progress import progress_bar
from llmrec.errors import CatalogError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from llmrec.catalog.indexing import AddReport
    from llmrec.catalog.schema import Schema

app = typer.Typer(name="catalog", help="Catalogues: what can be recommended.", no_args_is_help=True)


def _names(incomplete: str) -> list[str]:
    from llmrec.catalog import store

    return [name for name in store.names() if name.startswith(incomplete)]


Name = Annotated[str, typer.Argument(help="Name of the catalogue.", autocompletion=_names)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Name: small letters, digits, hyphens.")],
    file: Annotated[
        Path | None,
        typer.Argument(help="CSV, JSONL, JSON or Parquet, plain or .gz. A shipped one needs none."),
    ] = None,
    schema: Annotated[
        Path | None, typer.Option(help="YAML that says which column is what; else guessed.")
    ] = None,
    embedding: Annotated[
        str | None, typer.Option(help="Embedding model; else the one in the settings.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Index a file, or bring a catalogue up to date. Killed half-way, run it again: it goes on.

    Example: llmrec catalog add shop products.csv
    Example: llmrec catalog add shop products.csv --schema shop.yaml
    """
    from llmrec.catalog import indexing
    from llmrec.catalog.schema import load_schema
    from llmrec.llm import embedder
    from llmrec.text import tokens

    source, given, profiles = _source(name, file)
    if schema is not None:
        given = load_schema(schema)
    if given is None:
        given = _settle_schema(name, source, tell=not as_json)
    embed = embedder(embedding)
    with progress_bar() as on_progress:
        report = indexing.add(
            name,
            source,
            given,
            embed=embed,
            embedding_model=embed.model,
            tokenize=tokens,
            on_progress=on_progress,
            profiles=profiles,
        )
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        _show_report(report)


def _source(name: str, file: Path | None) -> tuple[Path, Schema | None, Path | None]:
    from llmrec.catalog.shipped import NAMES, shipped

    if file is not None:
        return file, None, None
    if name not in NAMES:
        raise UsageError(
            f"Say which file {name!r} is made from",
            remedy=f"llmrec catalog add {name} FILE (without a file: {', '.join(NAMES)}).",
        )
    found = shipped(name)
    return found.file, found.schema, found.profiles


def _settle_schema(name: str, source: Path, *, tell: bool) -> Schema | None:
    """The guess, told, for a new catalogue; None for one that has a schema already."""
    from llmrec.catalog import store
    from llmrec.catalog.building import guess_from
    from llmrec.catalog.schema import dump_schema

    if store.folder(name).manifest() is not None:
        return None
    guessed = guess_from(source)
    if not tell:
        return guessed
    err = _err()
    err.print("Schema, guessed from the first rows:", style="bold", highlight=False)
    err.print(dump_schema(guessed), markup=False, highlight=False, end="")
    err.print(
        f"To change it: llmrec catalog show {name} --schema > {name}.yaml, edit, and "
        f"llmrec catalog add {name} {source} --schema {name}.yaml",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return guessed


def _show_report(report: AddReport) -> None:
    out = _out()
    if not report.changed:
        out.print(f"{report.name}: unchanged, {report.rows_ok:,} items", highlight=False)
    else:
        seconds = sum(report.seconds.values())
        out.print(
            f"{report.name}: {report.rows_ok:,} items, {report.embedded:,} embedded by "
            f"{report.embedding} ({seconds:.1f} s)",
            highlight=False,
        )
    if report.quarantined:
        out.print(
            f"{report.quarantined:,} rows could not be used; line and reason of each: "
            f"{report.quarantine}",
            highlight=False,
            soft_wrap=True,
        )
    for model in report.dropped:
        out.print(
            f"The embedding {model} no longer fits; bring it up to date with --embedding {model}",
            highlight=False,
            soft_wrap=True,
        )


@app.command("list")
def list_(as_json: Json = False) -> None:
    """The catalogues on this machine.

    Example: llmrec catalog list
    """
    from llmrec.catalog.indexing import list_catalogues

    found = list_catalogues()
    if as_json:
        print_json([info.model_dump(mode="json", exclude_none=True) for info in found])
        return
    if not found:
        _out().print("No catalogue yet: llmrec catalog add NAME FILE")
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("name")
    table.add_column("items", justify="right")
    table.add_column("embeddings")
    table.add_column("state")
    for info in found:
        state: str = info.state
        if info.progress is not None:
            state += f", embedding {info.progress.done:,} of {info.progress.total:,}"
        table.add_row(info.name, f"{info.items:,}", ", ".join(info.embeddings), state)
    _out().print(table)


@app.command()
def show(
    name: Name,
    schema: Annotated[bool, typer.Option("--schema", help="Print the schema as YAML.")] = False,
    as_json: Json = False,
) -> None:
    """What a catalogue holds: fields, values, embeddings, profiles.

    Example: llmrec catalog show smart-home
    """
    from llmrec.catalog.schema import dump_schema

    if schema:
        found = _schema_of(name)
        if as_json:
            print_json(found.model_dump(mode="json", exclude_defaults=True))
        else:
            sys.stdout.write(dump_schema(found))
        return
    facts = _facts(name)
    if as_json:
        print_json(facts)
    else:
        _show_facts(facts)


def _schema_of(name: str) -> Schema:
    """The schema in use; of a shipped catalogue that is not indexed, the one that ships."""
    from llmrec.catalog import store
    from llmrec.catalog.schema import load_schema
    from llmrec.catalog.shipped import NAMES, shipped

    if name in NAMES and store.folder(name).manifest() is None:
        return shipped(name).schema
    place, manifest = store.existing(name)
    return load_schema(place.generation(manifest.generation).schema)


def _facts(name: str) -> dict[str, Any]:
    from llmrec.catalog.catalogue import Catalogue
    from llmrec.catalog.profiling_state import running

    catalogue = Catalogue.open(name)
    fields = {}
    for field, spec in catalogue.schema.attributes.items():
        told: dict[str, Any] = spec.model_dump(exclude_defaults=True, mode="json")
        if spec.type in ("category", "list"):
            words = catalogue.vocabulary(field)
            told |= {"distinct": len(words), "most_frequent": dict(words[:5])}
        elif spec.type in ("number", "date"):
            told["range"] = catalogue.range(field)
        fields[field] = told
    return {
        "name": name,
        "items": catalogue.size,
        "language": catalogue.language,
        "domain": catalogue.schema.domain,
        "embeddings": {
            m: {"dims": e.dims, "stale": e.stale} for m, e in catalogue.embeddings.items()
        },
        "fields": fields,
        "profiles": sum(catalogue.profiled.values()),
        "profiled_by": [
            {"model": model, "prompt": prompt, "items": items}
            for (model, prompt), items in catalogue.profiled.items()
        ],
        "profiling": run.model_dump(mode="json") if (run := running(name)) else None,
    }


def _show_facts(facts: dict[str, Any]) -> None:
    from rich.table import Table

    out = _out()
    about = f" of {facts['domain']}" if facts["domain"] else ""
    out.print(f"{facts['name']}: {facts['items']:,} items{about}", highlight=False)
    embeddings = [f"{m} ({e['dims']} dims)" for m, e in facts["embeddings"].items()]
    out.print(f"embeddings: {', '.join(embeddings)}", highlight=False)
    out.print(_profiles(facts), highlight=False, markup=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    for title in ("field", "type", "holds"):
        table.add_column(title, overflow="fold")
    for field, told in facts["fields"].items():
        table.add_row(field, told["type"], _holds(told))
    out.print(table)


def _profiles(facts: dict[str, Any]) -> str:
    line = f"profiles: {facts['profiles']:,} of {facts['items']:,} items"
    if facts["profiled_by"]:
        makers = [f"{by['model']} with {by['prompt']}" for by in facts["profiled_by"]]
        line += f", by {', '.join(makers)}"
    if run := facts["profiling"]:
        line += f"; being made now, {run['done']:,} of {run['total']:,} (process {run['pid']})"
    return line


def _holds(told: dict[str, Any]) -> str:
    if told.get("range"):
        low, high = told["range"]
        unit = f" {told['unit']}" if "unit" in told else ""
        return f"{low:g} to {high:g}{unit}" if isinstance(low, float) else f"{low} to {high}"
    if "most_frequent" in told:
        more = ", ..." if told["distinct"] > len(told["most_frequent"]) else ""
        return ", ".join(told["most_frequent"]) + more
    return ""


@app.command()
def check(
    name: Name,
    embedding: Annotated[
        str | None, typer.Option(help="Also: is it indexed by this embedding model?")
    ] = None,
    as_json: Json = False,
) -> None:
    """Do items, columns, words and vectors agree? Exit code 1 when they do not.

    Example: llmrec catalog check smart-home
    """
    from llmrec.catalog.checking import check as check_catalogue

    report = check_catalogue(name, embedding)
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        out = _out()
        for part, rows in report.counts.items():
            out.print(f"{part}: {rows:,}", highlight=False)
        for problem in report.problems:
            out.print(f"wrong: {problem}", highlight=False, markup=False)
        out.print(report.remedy or "All parts agree.", highlight=False)
    if not report.ok:
        raise typer.Exit(1)


@app.command()
def remove(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Delete a catalogue with its indexes. The file it came from stays.

    Example: llmrec catalog remove shop --yes
    """
    from llmrec.catalog import store
    from llmrec.catalog.indexing import remove as remove_catalogue

    if not store.folder(name).root.is_dir():
        store.existing(name)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("Removing needs a yes", remedy=f"llmrec catalog remove {name} --yes")
        if not typer.confirm(f"Remove {name!r} and its indexes?", err=True):
            raise CatalogError("Nothing was removed")
    remove_catalogue(name)
    if as_json:
        print_json({"removed": name})
    else:
        _out().print(f"{name}: removed", highlight=False)


def _out() -> Console:
    from rich.console import Console

    return Console()


def _err() -> Console:
    from rich.console import Console

    return Console(stderr=True)
