"""The commands: results on stdout, all else on stderr."""

from __future__ import annotations

import json
import subprocess
import sys
import types

import pytest
from typer.testing import CliRunner

from llmrec.catalog.lexical import simple_tokens
from llmrec.cli.catalog import app
from llmrec.errors import CatalogError, UsageError

from .conftest import FakeEmbedder, add, lamp, write_jsonl


@pytest.fixture
def run(monkeypatch):
    llm = types.ModuleType("llmrec.llm")
    llm.embedder = lambda model=None: FakeEmbedder(model or "fake-model")
    text = types.ModuleType("llmrec.text")
    text.tokens = simple_tokens
    monkeypatch.setitem(sys.modules, "llmrec.llm", llm)
    monkeypatch.setitem(sys.modules, "llmrec.text", text)
    runner = CliRunner()

    def invoke(*args, ok=True):
        result = runner.invoke(app, [str(a) for a in args], catch_exceptions=True)
        if ok:
            assert result.exit_code == 0, result.output
        return result

    return invoke


def test_add_shows_the_guess_and_the_quarantine(run, tmp_path):
    rows = [*(lamp(n) for n in range(60)), lamp(60, price="cheap")]
    file = write_jsonl(tmp_path / "x.jsonl", rows)
    result = run("add", "lamps", file)
    assert "price: {type: number}" in result.stderr and "--schema" in result.stderr
    assert "60 items" in result.stdout and "1 rows could not be used" in result.stdout
    assert "unchanged" in run("add", "lamps", file).stdout


def test_add_as_json_and_list_as_json(run, lamps):
    report = json.loads(run("add", "lamps", lamps, "--embedding", "other", "--json").stdout)
    assert report["rows_ok"] == 12 and report["embedding"] == "other"
    (line,) = json.loads(run("list", "--json").stdout)
    assert (line["name"], line["items"], line["embeddings"]) == ("lamps", 12, ["other"])
    assert "lamps" in run("list").stdout


def test_list_when_there_is_none(run):
    assert run("list", "--json").stdout.strip() == "[]"
    assert "catalog add" in run("list").stdout


def test_show_and_edit_the_schema(run, lamps, tmp_path, embed):
    add("lamps", lamps, embed)
    shown = run("show", "lamps").stdout
    assert "12 items" in shown and "10 to 21" in shown and "Halo, Orb" in shown
    facts = json.loads(run("show", "lamps", "--json").stdout)
    assert facts["fields"]["brand"]["most_frequent"] == {"Halo": 6, "Orb": 6}
    edited = tmp_path / "s.yaml"
    edited.write_text(
        run("show", "lamps", "--schema").stdout.replace("number}", "number, unit: EUR}")
    )
    run("add", "lamps", lamps, "--schema", edited)
    assert "unit: EUR" in run("show", "lamps", "--schema").stdout
    run("add", "lamps", lamps)  # keeps the schema in use
    assert "unit: EUR" in run("show", "lamps", "--schema").stdout


def test_a_shipped_schema_shows_before_it_is_indexed(run):
    assert "type: category" in run("show", "smart-home", "--schema").stdout


def test_a_shipped_catalogue_needs_no_file(run):
    assert "133 items" in run("add", "courses").stdout
    result = run("add", "cars", ok=False)
    assert isinstance(result.exception, UsageError)


def test_check(run, lamps, embed):
    add("lamps", lamps, embed)
    assert "agree" in run("check", "lamps").stdout
    result = run("check", "lamps", "--embedding", "other", "--json", ok=False)
    assert result.exit_code == 1 and not json.loads(result.stdout)["ok"]


def test_remove_asks_first(run, lamps, embed):
    add("lamps", lamps, embed)
    assert isinstance(run("remove", "lamps", ok=False).exception, UsageError)
    run("remove", "lamps", "--yes")
    assert isinstance(run("remove", "lamps", "--yes", ok=False).exception, CatalogError)


def test_importing_the_commands_is_light():
    code = (
        "import sys, importlib.util, types\n"
        "pkg = types.ModuleType('llmrec.cli'); pkg.__path__ = [sys.argv[1]]\n"
        "sys.modules['llmrec.cli'] = pkg\n"
        "import llmrec.cli.catalog\n"
        "heavy = {'numpy', 'chromadb', 'pydantic', 'rich.progress', 'pyarrow', 'bm25s'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    import llmrec.cli.catalog as module

    folder = module.__file__.rsplit("/", 1)[0]
    done = subprocess.run(
        [sys.executable, "-c", code, folder], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
