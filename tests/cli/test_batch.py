"""`llmrec recommend --batch`: a line in, a line out, whatever happens in between."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from doubles import few
from filelock import FileLock

from llmrec.types import Recommendation

from .conftest import Models, Result, Run

Line = dict[str, Any]


def write(file: Path, lines: list[Line | str]) -> Path:
    text = [x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines]
    file.write_text("".join(f"{t}\n" for t in text), "utf-8")
    return file


def read(file: Path) -> list[Line]:
    return [json.loads(line) for line in file.read_text("utf-8").split("\n") if line]


def requests(count: int) -> list[Line | str]:
    """All different, so that an answer can be told by its request."""
    return [{"id": f"q{n}", "text": f"a speaker under ${100 + n}", "k": 1} for n in range(count)]


def limit(line: Line) -> float:
    """The price that the request of an answer named."""
    (c,) = [c for c in line["recommendation"]["profile"]["constraints"] if c["field"] == "price"]
    return float(c["value"])


@pytest.fixture
def batch(run: Run, tmp_path: Path) -> Any:
    """Run lines; gives the result and the lines that came out."""

    def batch(lines: list[Line | str], *more: object) -> tuple[Result, list[Line]]:
        source, out = write(tmp_path / "in.jsonl", lines), tmp_path / "out.jsonl"
        result = run("recommend", "--batch", source, "--out", out, *more)
        return result, read(out) if out.exists() else []

    return batch


def test_a_line_in_a_line_out_in_order(batch: Any) -> None:
    result, out = batch(requests(25), "--fast")
    assert result.code == 0
    assert result.out == "" and result.err == ""
    assert [line["id"] for line in out] == [f"q{n}" for n in range(25)]
    assert [limit(line) for line in out] == [100 + n for n in range(25)]
    for line in out:
        assert len(Recommendation.model_validate(line["recommendation"]).items) == 1


def test_order_is_kept_when_later_lines_are_ready_first(batch: Any, models: Models) -> None:
    inner, asked = models.llm.ask_all, []

    def slow_at_first(asks: Any, **more: Any) -> Any:
        asked.append(1)
        time.sleep(0.3 if len(asked) == 1 else 0)
        return inner(asks, **more)

    models.llm.ask_all = slow_at_first
    lines = [{"id": n, "text": f"something nice for old people, under ${n}"} for n in (90, 91, 92)]
    _, out = batch(lines)
    assert [limit(line) for line in out] == [90, 91, 92]


def test_a_batch_judges_more_candidates_than_somebody_waits_for(batch: Any, run: Run) -> None:
    def judged(answer: Line) -> int:
        return sum(call["prompt"] == "fit" for call in answer["calls"])

    text = "something nice for old people"
    _, (line,) = batch([{"text": text, "k": 10}])
    alone = json.loads(run("recommend", text, "-k", 10, "--json").out)
    assert judged(line["recommendation"]) >= 12
    assert judged(line["recommendation"]) > judged(alone)


def test_a_line_may_hold_any_field_of_a_request(batch: Any) -> None:
    ids = [r["sku"] for r in few("smart-home")][:3]
    _, out = batch(
        [
            {"text": "speaker", "among": ids, "k": 1},
            {"text": "something new", "catalogue": "courses", "k": 2},
            {"text": "", "history": ids},
            {"text": "cheaper", "dialogue": [{"role": "user", "content": "a speaker"}]},
        ]
    )
    assert [line["id"] for line in out] == [1, 2, 3, 4]
    answers = [Recommendation.model_validate(line["recommendation"]) for line in out]
    assert sorted(i.id for i in answers[0].items) == sorted(ids)
    assert answers[1].versions["catalogue"] == "courses" and len(answers[1].items) == 2
    assert answers[2].items and answers[3].items


def test_a_user_nobody_knows_is_answered_and_unknown_items_are_named(batch: Any) -> None:
    known = few("smart-home")[0]["sku"]
    line = {"text": "speaker", "user": "nobody", "history": [known, "NOPE"], "exclude": ["GONE"]}
    _, (answer, alone) = batch([line, {"text": "", "user": "nobody", "history": ["NOPE"]}])
    assert answer["recommendation"]["items"]
    assert answer["recommendation"]["unknown"] == ["GONE", "NOPE"]
    assert alone["error"]["code"] == "usage" and "nothing to go by" in alone["error"]["message"]


def test_half_a_character_costs_no_other_line(batch: Any) -> None:
    """JSON can spell halves of characters that no file of text can hold."""
    halves = [
        '{"id": "\\ud800", "text": "a lamp \\udfff"}',
        '{"text": "x y", "exclude": ["\\ud800"]}',
    ]
    result, out = batch([*halves, {"text": "speaker"}])
    assert result.code == 0 and len(out) == 3
    assert all(line["recommendation"]["items"] for line in out)


def test_options_hold_for_lines_that_do_not_say_otherwise(batch: Any) -> None:
    lines = [{"text": "speaker"}, {"text": "speaker", "k": 4, "catalogue": "smart-home"}]
    _, out = batch(lines, "-k", 2, "--explain", 0, "--catalog", "courses")
    first, second = (Recommendation.model_validate(line["recommendation"]) for line in out)
    assert (len(first.items), first.versions["catalogue"]) == (2, "courses")
    assert (len(second.items), second.versions["catalogue"]) == (4, "smart-home")
    assert not any(i.why for i in (*first.items, *second.items))


BAD = [
    ("not json", "not JSON"),
    ('{"text": "half', "not JSON"),
    ("[1, 2]", "no JSON object"),
    ("null", "no JSON object"),
    ({"id": "b", "text": ""}, "nothing to go by"),
    ({"id": "b", "text": 5}, "text"),
    ({"id": "b", "text": "x", "k": 0}, "k"),
    ({"id": "b", "text": "speaker", "nonsense": 1}, "nonsense"),
    ({"id": "b", "text": "speaker", "catalogue": "nope"}, "nope"),
    ({"id": "b", "text": "😀"}, "emoji"),
    ("[" * 100_000, ""),
]


@pytest.mark.parametrize(("bad", "words"), BAD, ids=lambda v: str(v)[:20])
def test_a_bad_line_becomes_an_error_line_and_costs_no_other(
    batch: Any, bad: Any, words: str
) -> None:
    result, out = batch([{"id": "a", "text": "speaker"}, bad, {"id": "c", "text": "lamp"}])
    assert result.code == 0
    assert "1 of 3 lines" in result.err
    assert [sorted(line) for line in out] == [
        ["id", "recommendation"],
        ["error", "id"],
        ["id", "recommendation"],
    ]
    assert out[1]["id"] == (bad["id"] if isinstance(bad, dict) else 2)
    assert words in out[1]["error"]["message"]
    assert out[1]["error"]["code"] in ("usage", "catalogue") and out[1]["error"]["remedy"]


def test_nothing_fits_is_an_answer_with_near_misses(batch: Any) -> None:
    _, (line,) = batch([{"text": "anything under $1"}])
    assert line["recommendation"]["items"] == []
    assert line["recommendation"]["alternatives"]


def test_a_fault_of_ours_on_one_line_costs_no_other(batch: Any, models: Models) -> None:
    inner = models.llm.ask_all

    def sometimes(asks: Any, **more: Any) -> Any:
        if "unlucky" in str([a.values for a in asks]):
            raise ZeroDivisionError("oops")
        return inner(asks, **more)

    models.llm.ask_all = sometimes
    texts = ["a lamp for an old aunt", "a lamp for an unlucky aunt", "a lamp for a rich aunt"]
    _, out = batch([{"text": t} for t in texts])
    assert ["error" in line for line in out] == [False, True, False]
    assert out[1]["error"]["code"] == "internal"


def test_strict_makes_fallbacks_errors(batch: Any, models: Models) -> None:
    models.llm = None
    _, (line,) = batch([{"id": "a", "text": "speaker"}], "--strict")
    assert line["error"]["code"] == "model_unavailable"


def test_each_line_has_its_own_fallbacks(batch: Any, models: Models) -> None:
    models.embedder = None
    _, out = batch([{"text": "speaker"}, {"text": "lamp"}, {"text": "lock"}], "--fast")
    for line in out:
        assert len(line["recommendation"]["fallbacks"]) == 1


def test_other_ends_of_lines_may_stand_in_a_text(batch: Any) -> None:
    _, out = batch([{"id": "a", "text": "a lamp\u2028and\x85a\u2029speaker"}, "", {"text": "x y"}])
    assert [line["id"] for line in out] == ["a", 2]
    assert "recommendation" in out[0]


def test_an_empty_file(batch: Any) -> None:
    result, out = batch([])
    assert (result.code, out) == (0, [])


def test_files_that_cannot_be_read_or_written(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", requests(1))
    missing = run("recommend", "--batch", tmp_path / "none", "--out", tmp_path / "o", "--json")
    assert missing.code == 2 and "none" in missing.error["message"]
    (tmp_path / "latin").write_bytes(b'{"text": "caf\xe9"}\n')
    latin = run("recommend", "--batch", tmp_path / "latin", "--out", tmp_path / "o", "--json")
    assert latin.code == 2
    folder = run("recommend", "--batch", source, "--out", tmp_path, "--json")
    assert folder.code == 2 and "cannot be written" in folder.error["message"]


def test_an_unknown_catalogue_for_all_lines_is_one_error(batch: Any) -> None:
    result, out = batch(requests(3), "--catalog", "nope")
    assert (result.code, out) == (4, [])


# --- going on ---------------------------------------------------------------------------------


def test_what_is_done_is_not_done_again(batch: Any, models: Models) -> None:
    batch(requests(3), "--fast")
    result, out = batch(requests(5), "--fast")
    assert result.code == 0
    assert [limit(line) for line in out] == [100, 101, 102, 103, 104]
    before = [line["recommendation"]["request_id"] for line in out]
    _, again = batch(requests(5), "--fast")
    assert [line["recommendation"]["request_id"] for line in again] == before


def test_a_last_line_cut_off_is_done_again(batch: Any, tmp_path: Path) -> None:
    _, out = batch(requests(4), "--fast")
    file = tmp_path / "out.jsonl"
    data = file.read_bytes()
    for cut in (len(data) - 1, len(data) - 300, data.find(b"\n") + 2):
        file.write_bytes(data[:cut])
        _, again = batch(requests(4), "--fast")
        assert [limit(line) for line in again] == [limit(line) for line in out]


def test_the_answer_to_another_file_is_not_gone_on_with(batch: Any) -> None:
    batch(requests(3), "--fast")
    result, out = batch(requests(2), "--fast", "--json")
    assert result.code == 2 and "another" in result.error["remedy"]
    assert len(out) == 3


def test_killed_in_the_middle_it_goes_on(process: Any, tmp_path: Path) -> None:
    count = 400
    source, out = write(tmp_path / "in.jsonl", requests(count)), tmp_path / "out.jsonl"
    args = ("recommend", "--batch", source, "--out", out, "--fast")
    started = process(*args)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not out.exists() or out.read_bytes().count(b"\n") < 3):
        time.sleep(0.01)
    os.kill(started.pid, signal.SIGKILL)
    started.communicate()
    kept = out.read_bytes()
    done = kept.count(b"\n")
    assert 3 <= done < count
    _, err = process(*args).communicate(timeout=100)
    assert b"Traceback" not in err
    assert out.read_bytes().startswith(kept[: kept.rfind(b"\n") + 1])
    assert [limit(line) for line in read(out)] == [100 + n for n in range(count)]


def test_two_processes_at_once(run: Run, tmp_path: Path) -> None:
    source, out = write(tmp_path / "in.jsonl", requests(2)), tmp_path / "out.jsonl"
    with FileLock(f"{out}.lock"):
        result = run("recommend", "--batch", source, "--out", out, "--json")
    assert result.code == 3
    assert result.error["code"] == "busy" and "--out" in result.error["remedy"]
    assert not out.exists()
    assert run("recommend", "--batch", source, "--out", out, "--fast").code == 0
    assert len(read(out)) == 2


def test_two_processes_started_together_write_every_line_once(process: Any, tmp_path: Path) -> None:
    source, out = write(tmp_path / "in.jsonl", requests(60)), tmp_path / "out.jsonl"
    both = [process("recommend", "--batch", source, "--out", out, "--fast") for _ in range(2)]
    for one in both:
        one.communicate(timeout=100)
    codes = sorted(one.returncode for one in both)
    assert codes in ([0, 3], [0, 0])  # the second may come when the first has done
    assert [limit(line) for line in read(out)] == [100 + n for n in range(60)]


def test_a_full_disk_loses_nothing(batch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from llmrec.cli import batch as module

    batch(requests(2), "--fast")
    real, calls = json.dumps, []

    def full(*args: Any, **more: Any) -> str:
        calls.append(1)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args, **more)

    class Json:
        dumps, loads = staticmethod(full), staticmethod(json.loads)

    monkeypatch.setattr(module, "json", Json)
    result, out = batch(requests(5), "--fast")
    assert result.code == 3 and "disk is full" in result.err and "goes on" in result.err
    assert len(out) == 3
    monkeypatch.setattr(module, "json", json)
    _, out = batch(requests(5), "--fast")
    assert [limit(line) for line in out] == [100, 101, 102, 103, 104]
