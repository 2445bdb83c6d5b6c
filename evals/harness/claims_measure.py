"""How far the checker of claims can be trusted: its verdicts beside 203 labelled by hand.

    python -m llmrec.evals.harness.claims_measure            # code alone
    python -m llmrec.evals.harness.claims_measure --model    # the served model's yes or no as well

The checker was tuned on one half of the claims; the other half is held out. An item's claims lie
in one half. Of `supported`, precision is the share of the passed claims that are true, recall the
share of the true ones that pass; of `unsupported` the same of what is refused and of what is false.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import typer
import yaml
from llmrec.evals.harness.claims_checker import Source, check, source_of
from llmrec.evals.program import start
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

FILE = Path(__file__).resolve().parent.parent / "claims_labelled.jsonl"
RESAMPLES = 2_000
Half = Literal["tuning", "held out"]
Bools = NDArray[np.bool_]

app = typer.Typer(help=__doc__, pretty_exceptions_enable=False)


class Claim(NamedTuple):
    """A sentence about an item, and whether a person found it supported by the item."""

    id: str
    catalogue: str
    item: str
    language: str
    sentence: str
    supported: bool
    fault: str

    @property
    def half(self) -> Half:
        """By item, so that nothing is tuned on an item that it is measured on."""
        digest = hashlib.sha256(self.item.encode()).digest()
        return "tuning" if digest[0] % 2 else "held out"


def labelled(file: Path = FILE) -> list[Claim]:
    lines = file.read_text("utf-8").splitlines()
    return [Claim(**json.loads(line)) for line in lines if line.strip()]


@cache
def sources(catalogue: str) -> dict[str, Source]:
    """The items of a shipped catalogue as its file has them, by id."""
    from llmrec.catalog.shipped import shipped

    file = shipped(catalogue).file
    return read_sources(file, file.with_suffix(".yaml"))


def read_sources(file: Path, schema: Path) -> dict[str, Source]:
    """The items of a JSONL file by id; units by the schema."""
    spec: dict[str, Any] = yaml.safe_load(schema.read_text("utf-8"))
    units = {n: a["unit"] for n, a in spec["attributes"].items() if "unit" in a}
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return {str(r[spec["id"]]): source_of(_told(r, spec), units, spec["title"]) for r in rows}


def _told(row: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """What an item says of itself: not its id, nor how popular it is."""
    hidden = {spec["id"], spec.get("popularity")}
    return {name: value for name, value in row.items() if name not in hidden}


class Agreement(NamedTuple):
    """Accuracy, precision and recall of a verdict, and Cohen's kappa."""

    accuracy: float
    precision: float
    recall: float
    kappa: float


def agreement(truth: Bools, said: Bools) -> Agreement:
    """How verdicts agree with labels; True is the verdict that is asked about.

    kappa = (p_o - p_e) / (1 - p_e) with p_o the share of equal verdicts and p_e that expected of
    two independent raters with the same shares (Cohen 1960); all by scikit-learn.
    """
    from sklearn.metrics import cohen_kappa_score, precision_score, recall_score

    one_sided = len(set(truth.tolist()) | set(said.tolist())) < 2
    return Agreement(
        float((truth == said).mean()),
        float(precision_score(truth, said, zero_division=0)),
        float(recall_score(truth, said, zero_division=0)),
        1.0 if one_sided else float(cohen_kappa_score(truth, said)),
    )


def interval(
    truth: Bools, said: Bools, clusters: Sequence[str], value: Callable[[Agreement], float]
) -> tuple[float, float]:
    """95% percentile interval of a bootstrap over items; a resample keeps all claims of an item."""
    names = sorted(set(clusters))
    rows = {name: np.flatnonzero(np.asarray(clusters) == name) for name in names}
    rng = np.random.default_rng(0)
    values = []
    for _ in range(RESAMPLES):
        drawn = rng.integers(0, len(names), len(names))
        at = np.concatenate([rows[names[n]] for n in drawn])
        values.append(value(_fast(truth[at], said[at])))
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def _fast(truth: Bools, said: Bools) -> Agreement:
    """`agreement` from the four counts, for thousands of resamples."""
    hit, n = float((truth & said).sum()), len(truth)
    true, refused = float(truth.sum()), float(said.sum())
    equal = float((truth == said).sum()) / n
    chance = (true * refused + (n - true) * (n - refused)) / n**2
    kappa = (equal - chance) / (1 - chance) if chance < 1 else 1.0
    return Agreement(equal, hit / refused if refused else 0.0, hit / true if true else 0.0, kappa)


def verdicts(claims: Sequence[Claim], logits: Sequence[float | None]) -> Bools:
    """True where the checker finds a claim unsupported."""
    pairs = zip(claims, logits, strict=True)
    return np.array(
        [not check(c.sentence, sources(c.catalogue)[c.item], g).supported for c, g in pairs]
    )


@app.command()
def measure(
    model: Annotated[bool, typer.Option(help="Ask the served model, too.")] = False,
    wrong: Annotated[
        bool, typer.Option(help="Show what it gets wrong in the tuning half.")
    ] = False,
) -> None:
    """Print the checker's agreement with the labels, for each half and language."""
    claims = labelled()
    logits: list[float | None] = [None] * len(claims)
    if model:
        from llmrec.evals.harness.claims_ask import asked

        logits = asked([(sources(c.catalogue)[c.item], c.sentence) for c in claims])
    said = verdicts(claims, logits)
    out = Console()
    out.print(table(claims, said, f"{sum(g is not None for g in logits)} asked of the model"))
    if wrong:
        for claim, refused, logit in zip(claims, said, logits, strict=True):
            if claim.half == "tuning" and refused == claim.supported:
                found = check(claim.sentence, sources(claim.catalogue)[claim.item], logit)
                out.print(claim.id, claim.fault, claim.sentence, found.faults, markup=False)


def table(claims: Sequence[Claim], said: Bools, note: str) -> Table:
    """A row for each half and language; the rates of both verdicts, `said` being `unsupported`."""
    shown = Table("part", "n", *COLUMNS, title=f"The checker's verdicts beside labels; {note}")
    for half in ("held out", "tuning", "both"):
        for language in ("en", "zh", "all"):
            at = [
                n
                for n, c in enumerate(claims)
                if half in (c.half, "both") and language in (c.language, "all")
            ]
            truth = np.array([not claims[n].supported for n in at])
            shown.add_row(f"{half}, {language}", str(len(at)), *_cells(claims, at, truth, said[at]))
    return shown


COLUMNS = {
    "accuracy": (False, "accuracy"),
    "supported: precision": (True, "precision"),
    "recall": (True, "recall"),
    "unsupported: precision": (False, "precision"),
    "recall ": (False, "recall"),
    "kappa": (False, "kappa"),
}
"""Column -> whether it is of `supported`, and which figure."""


def _cells(claims: Sequence[Claim], at: Sequence[int], truth: Bools, said: Bools) -> list[str]:
    items, out = [claims[n].item for n in at], []
    for supported, name in COLUMNS.values():
        a, b = (~truth, ~said) if supported else (truth, said)
        value = attrgetter(name)
        low, high = interval(a, b, items, value)
        out.append(f"{value(agreement(a, b)):.2f} [{low:.2f}, {high:.2f}]")
    return out


if __name__ == "__main__":
    start(app)
