"""From a CSV of one's own requests to a report, as docs/evals.md tells it; what can be wrong."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from doubles import HashEmbedder, data_folder, forget_indexes
from llmrec.evals.datasets import own
from llmrec.evals.tasks import own as task_of
from llmrec.evals.tasks.own import laid_out

import llmrec.llm
from llmrec.cli import app as command
from llmrec.errors import UsageError

DOCS = Path(__file__).resolve().parents[2] / "docs" / "evals.md"
HEAD = "request,relevant\n"


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[[str], Result]


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)


def commands(word: str) -> list[str]:
    """The commands of the docs that begin so."""
    lines = [line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines()]
    return [line for line in lines if line.startswith(f"llmrec {word}")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the two files of the docs."""
    monkeypatch.chdir(tmp_path)
    for name, text in zip(("products.csv", "requests.csv"), blocks("csv"), strict=True):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")

    def run(line: str) -> Result:
        monkeypatch.setattr(sys, "argv", shlex.split(line))
        code = command.run(as_json="--json" in line)
        return Result(code, *capsys.readouterr())

    return run


@pytest.fixture
def shop(folder: Path, cli: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The catalogue of the docs, indexed by its own command; words stand in for the model."""
    monkeypatch.setattr(llmrec.llm, "embedder", lambda model=None: HashEmbedder())
    with data_folder(folder / "data"):
        (add,) = commands("catalog")
        done = cli(add)
        assert done.code == 0, done.err
        yield folder
        forget_indexes(folder / "data")


def test_the_commands_of_the_docs_give_a_report(shop: Path, cli: Run) -> None:
    """Without models: of the systems, those that need none."""
    first, _ = commands("eval own")
    done = cli(f"{first} --system chance,bm25")
    assert done.code == 0, done.err
    assert "NDCG@10" in done.out
    html, md = (Path(done.err.split("Report: ")[n].strip()) for n in (2, 1))
    assert (html.suffix, md.suffix) == (".html", ".md")
    page = html.read_text("utf-8")
    assert "a kettle that makes no noise in the morning" in page
    assert "Kettle One" in page
    run = html.parent
    figures = json.loads((run / "figures.json").read_text("utf-8"))["systems"]["bm25"]
    assert (figures["n"], figures["failed"]) == (5, 0)
    found = {k: v["value"] for k, v in figures["metrics"].items()}
    assert 0 < found["NDCG@10"] <= 1
    assert cli(f"llmrec eval replay {run}").out == "The same, byte for byte.\n"


def test_the_words_of_the_request_find_the_lamp(shop: Path) -> None:
    from llmrec.evals.harness.contracts import Options

    loaded = task_of.load(Options(), "shop", shop / "requests.csv")
    by_user = {sample.id: sample.cluster for sample in loaded.samples}
    assert by_user == {
        "line 2": "anna",
        "line 3": "anna",
        "line 4": "ben",
        "line 5": "ben",
        "line 6": "chris",
    }
    asked = loaded.samples[1].request
    assert (asked.exclude, asked.catalogue) == (["k1"], "shop")
    assert loaded.labels["line 5"] == {"relevant": ["l2", "l1"]}
    assert "k2" not in asked.model_dump_json(), "a request holds no label"


def test_no_system_can_open_the_file(shop: Path) -> None:
    from llmrec.evals.harness.runner import barred

    task = task_of.task(task_of.name("shop", shop / "requests.csv"))
    assert (shop / "requests.csv").resolve() in barred(shop / "run", task.files)


@pytest.mark.model
def test_the_commands_of_the_docs_with_the_models(
    folder: Path, cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLMREC_CACHE", "false")  # an answer kept from before is no call
    with data_folder(folder / "data"):
        for line in [*commands("catalog"), *commands("eval own")]:
            done = cli(line)
            assert done.code == 0, done.err
        forget_indexes(folder / "data")
    assert "llmrec-fast" in done.out and "At least one call" not in done.out
    page = Path(done.err.split("Report: ")[-1].strip()).read_text("utf-8")
    assert "At least one call in flight" in page, "how busy the server was"
    assert "model calls</summary>" in page, "what the model saw and said"


# --- what can be wrong with the file --------------------------------------------------------


def rows(tmp_path: Path, data: str | bytes) -> list[own.Row]:
    file = tmp_path / "mine.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return own.rows(file, {"a", "b", "c"}.__contains__)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "no column request and no column relevant; it has nothing"),
        ("query,relevant\nx,a\n", "no column request; it has query, relevant"),
        ("request;relevant\nx;a\n", "it has request;relevant"),
        ("request,relevant,request\nx,a,y\n", "has the column request twice"),
        (HEAD, "has no rows"),
        (HEAD + ",\n ,\n", "has no rows"),
        (HEAD + "x,a\ny,\n", "line 3 has no relevant id"),
        (HEAD + ",a\n", "line 2 has no request"),
        (HEAD + "x,a|z\n", "line 2: the catalogue has no item 'z' (relevant)"),
        (HEAD + "x,a|a\n", "line 2 has 'a' twice in relevant"),
        (HEAD + "x,a\nx,b\n", "line 3 has the request of line 2 again"),
        ("id,request,relevant\n1,x,a\n1,y,b\n", "line 3 has the id '1' of line 2 again"),
        ("request,relevant,exclude\nx,a,a\n", "line 2 wants and excludes 'a'"),
        ("request,relevant,history\nx,a,q\n", "no item 'q' (history)"),
        (HEAD + "quiet, cheap,a\n", "more cells than columns in line 2"),
        (HEAD + '"x,a\n', "no CSV in line"),
        ((HEAD + "kühl,a\n").encode("latin-1"), "not UTF-8 in line 2"),
        ((HEAD + "x,a\n").encode("utf-16"), "not UTF-8 in line 1"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, data: str | bytes, words: str
) -> None:
    with pytest.raises(UsageError) as e:
        rows(tmp_path, data)
    assert words in e.value.message


def test_many_errors_are_counted_and_the_first_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"line 2 .* line 6 .* and 4 more\."):
        rows(tmp_path, HEAD + "".join(f"x{n},\n" for n in range(9)))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        own.rows(tmp_path / "no.csv", bool)
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        own.rows(tmp_path, bool)


def test_what_spreadsheets_write_is_read(tmp_path: Path) -> None:
    text = '\ufeffRequest, RELEVANT ,note\r\n"quiet, and\r\ncheap", a | b ,mine\r\n,,\r\n'
    text += "暖灯,c,\r\n"
    first, second = rows(tmp_path, text)
    assert (first.text, first.relevant) == ("quiet, and\r\ncheap", ["a", "b"])
    assert (second.text, second.relevant) == ("暖灯", ["c"])


def test_the_same_words_of_two_people_are_two_requests(tmp_path: Path) -> None:
    assert len(rows(tmp_path, "request,relevant,user\nx,a,u1\nx,b,u2\n")) == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("requests.csv --catalogue nowhere", 4, "nowhere"),
        ("nothing.csv --catalogue shop", 2, "cannot be read"),
        ("requests.csv --catalogue shop -s nonsense", 2, "There is no system 'nonsense'"),
        ("requests.csv --catalogue shop --model", 5, "none runs here"),
    ],
)
def test_the_command_says_what_is_wrong(
    shop: Path, cli: Run, words: str, code: int, said: str
) -> None:
    done = cli(f"llmrec eval own {words}")
    assert done.code == code
    assert said in " ".join(done.err.split())
    assert not list(Path("runs").rglob("run.jsonl")) if Path("runs").exists() else True


# --- the figure -----------------------------------------------------------------------------


def test_ndcg_counts_what_was_not_found(tmp_path: Path) -> None:
    """Two relevant, one found at rank 2: (1/log2 3) / (1 + 1/log2 3) = 0.6309 / 1.6309."""
    from llmrec.evals.metrics import ndcg

    value: Any = ndcg(*laid_out(["x", "a"], {"a", "b"}, 10), 10)
    assert value == pytest.approx(0.38685, abs=1e-5)
    assert ndcg(*laid_out([], {"a"}, 10), 10) == 0.0, "an empty list does not find by its end"
    assert ndcg(*laid_out(["a", "b"], {"a", "b"}, 10), 10) == 1.0
