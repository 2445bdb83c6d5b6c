"""The chorus development queries: shopping queries with graded products of a real catalogue.

Read in place from the folder that `LLMREC_DATA` names; nothing of it is copied here. Grades are 0
to 3 and only pooled products have one, so a ranking is scored over the judged pool alone. Labels
stay on this side: a `Request` never carries them.

    python -m llmrec.evals.chorus index             # 19,406 products as catalogue `chorus`
    python -m llmrec.evals.chorus index --first 1000 --name chorus-1k
    python -m llmrec.evals.chorus requests OUT      # the file for `llmrec recommend --batch`
"""

from __future__ import annotations

import csv
import gzip
import json
import random
from itertools import islice
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from llmrec.evals.program import start

from llmrec.catalog import store
from llmrec.errors import ConfigError
from llmrec.settings import settings
from llmrec.types import Request

CATALOGUE = "chorus"
SEED = 0
SCHEMA = Path(__file__).parent / "schemas" / "chorus.yaml"

app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)


class Judged(NamedTuple):
    """A query and the grades, 0 to 3, of the products in its judged pool."""

    query: str
    labels: dict[str, int]

    @property
    def graded(self) -> bool:
        """Whether the order of the pool matters: its grades differ."""
        return len(set(self.labels.values())) > 1


def folder() -> Path:
    """Where the set lies.

    Raises:
        ConfigError: `LLMREC_DATA` is not set, or the set is not there.
    """
    data = settings().data
    if data is None or not (data / "chorus-electronics").is_dir():
        where = "is not set" if data is None else f"has no chorus-electronics: {data}"
        raise ConfigError(
            f"The folder of labelled sets {where}.",
            remedy="Set LLMREC_DATA to the folder that holds chorus-electronics.",
        )
    return data / "chorus-electronics"


def products() -> Path:
    return folder() / "products.jsonl.gz"


def judged() -> list[Judged]:
    """Every query with its pool, in the order of the file.

    Raises:
        ConfigError: see `folder`.
    """
    labels: dict[str, dict[str, int]] = {}
    with (folder() / "Broad_Query_Set_rated.csv").open(encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            labels.setdefault(row["query"], {})[row["docid"]] = int(row["rating"])
    return [Judged(query, pool) for query, pool in labels.items()]


def pool_order(one: Judged) -> list[str]:
    """Ids of the pool in an order that tells nothing: shuffled, the same every time."""
    ids = sorted(one.labels)
    random.Random(f"{SEED} {one.query}").shuffle(ids)
    return ids


def request(one: Judged, k: int = 10) -> Request:
    """The request for a query: rank its pool, no reasons. It holds no label."""
    return Request(text=one.query, among=pool_order(one), k=k, explain=0, catalogue=CATALOGUE)


def request_line(one: Judged, k: int = 10) -> dict[str, object]:
    """The request as a line of a batch file; its id is the query."""
    asked = request(one, k)
    return {"id": one.query, **asked.model_dump(include={"text", "among", "k", "explain"})}


def first_rows(count: int, out: Path) -> Path:
    """A file of the first `count` products, for a smaller catalogue of the same kind."""
    with gzip.open(products(), "rt", encoding="utf-8") as f:
        out.write_text("".join(islice(f, count)), encoding="utf-8")
    return out


def lacks(name: str) -> bool:
    """Whether the catalogue is not there, cut short, or not indexed by today's embedding model."""
    manifest = store.folder(name).manifest()
    return manifest is None or settings().embeddings.model not in manifest.embeddings


@app.command()
def index(
    name: Annotated[str, typer.Option(help="Name of the catalogue.")] = CATALOGUE,
    first: Annotated[int | None, typer.Option(help="Only so many products.")] = None,
) -> None:
    """Index the products."""
    import tempfile

    from llmrec.catalog import indexing
    from llmrec.catalog.schema import load_schema
    from llmrec.cli.progress import progress_bar
    from llmrec.llm import embedder
    from llmrec.text import tokens

    embed = embedder()
    with tempfile.TemporaryDirectory() as tmp, progress_bar() as on_progress:
        file = products() if first is None else first_rows(first, Path(tmp) / "products.jsonl")
        report = indexing.add(
            name,
            file,
            load_schema(SCHEMA),
            embed=embed,
            embedding_model=embed.model,
            tokenize=tokens,
            on_progress=on_progress,
        )
    typer.echo(f"{name}: {report.rows_ok:,} items, {report.embedded:,} embedded, {report.seconds}")


@app.command()
def requests(
    out: Annotated[Path, typer.Argument(help="The batch file to write.")],
    k: int = 10,
) -> None:
    """Write the requests as a batch file."""
    lines = [json.dumps(request_line(one, k), ensure_ascii=False) for one in judged()]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typer.echo(f"{len(lines)} requests in {out}")


if __name__ == "__main__":
    start(app)
