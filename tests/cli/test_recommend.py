"""`llmrec recommend`: exit codes, JSON, and what a person may type."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from doubles import bad_server, closed_port, few, remote

from llmrec.types import Recommendation

from .conftest import Models, Run

TEXT = "I want a quiet smart speaker for my old aunt, under $150 please"
CHINESE = "我最近对智能音箱和智能灯感兴趣，想要购买一些智能家居产品"


def test_a_request_is_answered(run: Run) -> None:
    result = run("recommend", TEXT, "-k", 4)
    assert result.code == 0
    assert "under $150" in result.out
    titles = [r["name"] for r in few("smart-home")]
    assert sum(t in result.out for t in titles) == 4
    assert result.err == ""


def test_a_chinese_request_is_answered_in_chinese(run: Run) -> None:
    result = run("recommend", CHINESE)
    assert result.code == 0
    assert "兴趣" in result.out


def test_text_from_stdin(run: Run) -> None:
    result = run("recommend", "-", "--json", stdin="  小音箱 \xff\n".encode("latin-1", "replace"))
    assert result.code in (0, 2)
    result = run("recommend", "-", "--json", stdin=TEXT.encode() + b"\xff\n")
    assert result.code == 0
    assert "price" in {c["field"] for c in result.json["profile"]["constraints"]}


# --- JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [[], ["--fast"], ["--trace"], ["-k", "1", "--explain", "0"]])
def test_json_is_the_whole_answer_by_the_published_schema(run: Run, more: list[str]) -> None:
    schema = json.loads(run("schema").out)
    result = run("recommend", TEXT, "--json", *more)
    assert result.code == 0 and result.err == ""
    jsonschema.validate(result.json, schema)
    assert Recommendation.model_validate(result.json).items


def test_the_schema_describes_its_fields(run: Run) -> None:
    schema = json.loads(run("schema").out)
    assert schema["properties"]["fit"]["description"]
    assert "schema_version" in schema["properties"]


def test_trace_keeps_requests_and_answers(run: Run) -> None:
    calls = run("recommend", TEXT, "--json", "--trace").json["calls"]
    assert calls
    for call in calls:
        assert call["request"]["messages"]
        assert call["version"] and call["outcome"]
    shown = run("recommend", TEXT, "--trace").out
    assert "search_text@" in shown and "first list" in shown


ERRORS: list[tuple[list[str], int, str]] = [
    ([""], 2, "usage"),
    (["speaker", "--catalog", "nope"], 4, "catalogue"),
    (["anything under $1"], 6, "nothing_fits"),
    (["speaker", "-k", "0"], 2, "usage"),
    (["speaker", "--no-such-option"], 2, "usage"),
    (["speaker", "--among", "/no/such/file"], 2, "usage"),
    (["--batch", "x.jsonl"], 2, "usage"),
    (["speaker", "--batch", "x.jsonl", "--out", "y.jsonl"], 2, "usage"),
    (["speaker", "--out", "y.jsonl"], 2, "usage"),
]


@pytest.mark.parametrize(("args", "code", "name"), ERRORS, ids=lambda v: str(v)[:30])
def test_errors_are_words_or_json_with_their_exit_code(
    run: Run, args: list[str], code: int, name: str
) -> None:
    words = run("recommend", *args)
    assert words.code == code
    assert words.err.strip() and "Traceback" not in words.err
    result = run("recommend", *args, "--json")
    assert result.code == code
    assert result.error["code"] == name
    assert result.error["message"]


def test_nothing_fits_says_what_comes_near(run: Run) -> None:
    result = run("recommend", "anything under $1")
    assert result.code == 6
    assert "✗ under $1" in result.out and "near" in result.err
    result = run("recommend", "anything under $1", "--json")
    assert result.json["items"] == []
    assert all(a["breaks"] for a in result.json["alternatives"])


def test_settings_that_do_not_hold_are_named(run: Run, monkeypatch: Any) -> None:
    from llmrec.settings import settings

    monkeypatch.setenv("LLMREC_LLM__TIMEOUT", "soon")
    settings.cache_clear()
    result = run("recommend", TEXT, "--json")
    assert result.code == 3
    assert result.error["code"] == "configuration"
    assert "timeout" in result.error["message"] and "soon" in result.error["message"]


def test_a_fault_of_ours_is_70_and_says_so(run: Run, models: Models) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("oops")

    models.llm.ask_all = broken
    result = run("recommend", TEXT, "--json")
    assert result.code == 70
    assert result.error["code"] == "internal" and "oops" in result.error["message"]
    result = run("recommend", TEXT)
    assert result.code == 70
    assert "Traceback" in result.err


def test_a_full_disk_is_said_wherever_it_is_met(run: Run, models: Models) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device", "/somewhere/x")

    models.llm.ask_all = full
    result = run("recommend", TEXT, "--json")
    assert (result.code, result.error["code"]) == (3, "disk_full")
    assert "/somewhere/x" in result.error["message"] and "llmrec doctor" in result.error["remedy"]


UNKNOWN: list[tuple[list[str], int, str]] = [
    (["recommend", "speaker", "--catalog", "smart-hom"], 4, "Did you mean 'smart-home'?"),
    (["catalog", "show", "nope"], 4, "There are: courses, smart-home."),
    (["catalog", "check", "nope"], 4, "There are: courses, smart-home."),
    (["catalog", "remove", "nope", "--yes"], 4, "There are: courses, smart-home."),
    (["catalog", "profile", "nope"], 4, "There are: courses, smart-home."),
    (["model", "up", "nope"], 3, "llmrec model list"),
    (["model", "pull", "nope"], 3, "llmrec model list"),
    (["model", "down", "nope"], 3, "llmrec model list"),
]


@pytest.mark.parametrize(("args", "code", "remedy"), UNKNOWN, ids=lambda v: str(v)[:30])
def test_a_name_that_is_not_there_is_said_with_those_that_are(
    run: Run, args: list[str], code: int, remedy: str
) -> None:
    result = run(*args, "--json")
    assert (result.code, result.out) == (code, "")
    assert args[-1 if args[-1] != "--yes" else -2] in result.error["message"]
    assert remedy in result.error["remedy"]
    assert run("catalog", "list", "--json").json[1]["name"] == "smart-home"


# --- models that fail -----------------------------------------------------------------------------


def test_without_a_model_the_answer_says_so_and_strict_makes_it_an_error(
    run: Run, models: Models
) -> None:
    models.llm = None
    result = run("recommend", TEXT)
    assert result.code == 0
    assert result.out.count("fallback") == 3 and "llmrec model up" in result.out
    result = run("recommend", TEXT, "--strict", "--json")
    assert result.code == 5
    assert result.out == ""
    assert result.error["code"] == "model_unavailable"
    assert "llmrec model status" in result.error["remedy"]


def test_a_model_that_is_gone_is_a_fallback_in_the_answer(run: Run, models: Models) -> None:
    models.llm = remote(closed_port())
    result = run("recommend", TEXT, "--json")
    assert result.code == 0
    assert {f["stage"] for f in result.json["fallbacks"]} == {"understand", "judge", "explain"}
    assert run("recommend", TEXT, "--strict").code == 5


FAULTS = ["slow", "cut_off", "bad_json", "html", "wrong_shape", "no_choice", "error"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_answers_badly_is_a_fallback_in_the_answer(
    run: Run, models: Models, fault: Any
) -> None:
    with bad_server(fault) as url:
        models.llm = remote(url, timeout=0.3 if fault == "slow" else 20.0)
        result = run("recommend", TEXT, "--json")
        strict = run("recommend", TEXT, "--strict", "--json")
    assert result.code == 0 and result.json["items"]
    assert {f["stage"] for f in result.json["fallbacks"]} == {"understand", "judge", "explain"}
    assert all(f["reason"] for f in result.json["fallbacks"])
    assert (strict.code, strict.out) == (5, "") and strict.error["remedy"]


def test_fast_needs_no_model_and_is_no_fallback(run: Run, models: Models) -> None:
    models.llm = None
    result = run("recommend", TEXT, "--fast", "--strict", "--json")
    assert result.code == 0
    assert result.json["fallbacks"] == [] and result.json["calls"] == []


def test_without_embeddings_words_are_searched(run: Run, models: Models) -> None:
    models.embedder = None
    result = run("recommend", TEXT, "--fast", "--json")
    assert result.code == 0
    assert {f["stage"] for f in result.json["fallbacks"]} == {"retrieve"}


# --- what a person may type -----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "  \n\t ", "\x07\x1b\x08", "😀🎉🔥", "42", "?!"], ids=repr)
def test_a_request_that_says_nothing_is_a_usage_error_with_an_example(run: Run, text: str) -> None:
    result = run("recommend", text)
    assert result.code == 2
    assert "nothing to go by" in result.err and "llmrec recommend" in result.err


@pytest.mark.parametrize(
    "text",
    [
        "asdkjh qwlekj zzxcv",
        "умная колонка для кухни",
        "スマートスピーカー",
        "a speaker\x1b[31m\x00 for me",
        "speaker \udcff\udce9",
        "[bold]speaker[/] and [/nonsense]",
        "under $20 and over $50",
    ],
    ids=lambda t: ascii(t)[:24],
)
def test_odd_requests_end_well(run: Run, text: str) -> None:
    for more in ([], ["--json"]):
        result = run("recommend", text, *more)
        assert result.code in (0, 6)
        assert "\x1b" not in result.out and "\x00" not in result.out


def test_a_megabyte_of_text_is_answered(run: Run) -> None:
    result = run("recommend", "-", "--json", stdin=("a quiet speaker " * 65_000).encode())
    assert result.code == 0
    assert len(result.out) < 200_000


def test_no_request_at_all(run: Run) -> None:
    assert run("recommend").code == 2


def test_contradictory_limits_are_both_named(run: Run) -> None:
    result = run("recommend", "a speaker under $20 and over $50", "--json")
    assert result.code == 6
    hard = {(c["op"], c["value"]) for c in result.json["profile"]["constraints"] if c["hard"]}
    assert hard == {("lt", 20), ("gt", 50)}
    said = run("recommend", "a speaker under $20 and over $50")
    assert "under $20  over $50" in said.out and "Give up one" in said.err


def test_a_limit_that_the_catalogue_has_no_field_for_is_said(run: Run) -> None:
    result = run("recommend", "a lamp at most 3 metres long")
    assert (
        result.code == 0 and "“at most 3 metres” fits no property of this catalogue" in result.out
    )


# --- among ----------------------------------------------------------------------------------------


def test_among_ranks_the_ids_of_a_file(run: Run, tmp_path: Path) -> None:
    ids = [r["sku"] for r in few("smart-home")][:7]
    file = tmp_path / "ids.txt"
    file.write_text("\ufeff" + "\r\n".join([*ids, "", "  NOPE "]), "utf-8")
    result = run("recommend", TEXT, "--among", file, "-k", 2, "--json")
    assert result.code == 0
    assert sorted(i["id"] for i in result.json["items"]) == sorted(ids)
    assert result.json["unknown"] == ["NOPE"]


def test_among_nothing_known(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ids.txt"
    file.write_text("NOPE\n")
    result = run("recommend", TEXT, "--among", file, "--json")
    assert result.code == 6
    assert "none of the ids" in result.error["message"] and "--catalog" in result.error["remedy"]


# --- help -----------------------------------------------------------------------------------------

COMMANDS = [
    "",
    "recommend",
    "demo",
    "schema",
    "doctor",
    "catalog add",
    "catalog list",
    "catalog show",
    "catalog check",
    "catalog remove",
    "model list",
    "model pull",
    "model up",
    "model down",
    "model status",
    "model bench",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(run: Run, command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.code == 0
    assert "xample" in result.out or "First steps" in result.out
    after = result.out.split("xample")[-1] if "xample" in result.out else result.out
    assert f"llmrec {command}".strip() in after


def test_the_version(run: Run) -> None:
    from llmrec import __version__

    assert run("--version").out.strip() == __version__


def test_an_unknown_command(run: Run) -> None:
    result = run("recomend", "x")
    assert result.code == 2
    assert "recommend" in result.err


def test_a_reader_that_goes_away_is_no_error(process: Any) -> None:
    started: subprocess.Popen[bytes] = process("schema")
    assert started.stdout is not None and started.stderr is not None
    started.stdout.close()
    err = started.stderr.read()
    assert started.wait(30) in (0, 1)
    assert err == b""


def test_as_a_process(process: Any) -> None:
    """No model and no embedding server run in these folders: an honest answer all the same."""
    out, err = process("recommend", TEXT, "--json").communicate(timeout=60)
    answer = Recommendation.model_validate_json(out)
    assert answer.items
    assert {f.stage for f in answer.fallbacks} == {"retrieve", "understand", "judge", "explain"}
    assert err == b""
