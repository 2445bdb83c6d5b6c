"""`llmrec model` and `llmrec doctor`: results on stdout, everything else on stderr."""

from __future__ import annotations

import json

import psutil
import typer
from typer.testing import CliRunner

from llmrec.cli.doctor import doctor
from llmrec.cli.model import app
from llmrec.serving import files
from llmrec.settings import settings
from tests.serving.conftest import CHAT, a_dead_state, a_state

runner = CliRunner()
doctor_app = typer.Typer()
doctor_app.command()(doctor)


def test_list_as_json():
    out = runner.invoke(app, ["list", "--json"])
    rows = {r["name"]: r for r in json.loads(out.stdout)}
    assert rows["qwen2.5-coder-1.5b-instruct"]["default"] is True
    assert rows["qwen3-8b"]["pinned"] is False
    assert not any(r["pulled"] for r in rows.values())


def test_the_table_fits_a_narrow_terminal():
    out = runner.invoke(app, ["list"], env={"COLUMNS": "80"})
    lines = out.stdout.splitlines()
    assert out.exit_code == 0 and max(map(len, lines)) <= 80
    assert "qwen2.5-coder-1.5b-instruct *" in out.stdout


def test_status_shows_the_kernels_and_no_key():
    me = psutil.Process()
    s = a_state(me.pid, me.create_time() - 99, key="hidden", crashes=1)
    s.save()
    shapes = [{"shape": "2x2", "chosen": "fbgemm", "ms": {}}]
    files.write_json(s.log.with_suffix(".kernels"), {"shapes": shapes})
    out = runner.invoke(app, ["status", "--json"])
    (row,) = json.loads(out.stdout)
    assert (row["health"], row["kernels"], row["restarts"]) == ("down", "fbgemm", 1)
    assert "hidden" not in out.stdout


def test_up_starts_what_died_and_says_so(fake):
    a_dead_state(crashes=1).save()
    out = runner.invoke(app, ["up", CHAT.name])
    assert out.exit_code == 0 and "the one before was found dead" in out.stdout
    assert "found dead" not in runner.invoke(app, ["up", CHAT.name]).stdout


def test_down_when_nothing_runs():
    assert "nothing was running" in runner.invoke(app, ["down"]).stdout


def test_doctor_names_the_dead_server_and_fails():
    a_dead_state().save()
    out = runner.invoke(doctor_app, ["--json"])
    found = {f["what"]: f for f in json.loads(out.stdout)}
    assert out.exit_code == 1
    assert found["chat server"]["state"] == "broken"
    assert "llmrec model up" in found["chat server"]["remedy"]
    assert found["memory"]["state"] == "ok"


def test_doctor_does_not_call_a_server_from_before_a_reboot_broken():
    a_dead_state(boot="of an earlier start of this machine").save()
    out = runner.invoke(doctor_app, ["--json"])
    found = {f["what"]: f for f in json.loads(out.stdout)}["chat server"]
    assert (found["state"], found["remedy"]) == ("note", "Run `llmrec model up`.")


def test_doctor_names_a_model_that_nobody_knows(monkeypatch):
    monkeypatch.setenv("LLMREC_LLM__MODEL", "nope")
    settings.cache_clear()
    out = runner.invoke(doctor_app, ["--json"])
    found = {f["what"]: f for f in json.loads(out.stdout)}["chat model"]
    assert out.exit_code == 1 and found["state"] == "broken"
    assert "'nope'" in found["detail"] and "llmrec model list" in found["remedy"]


def test_doctor_names_settings_that_do_not_hold(monkeypatch):
    monkeypatch.setenv("LLMREC_LLM__TIMEOUT", "-3")
    settings.cache_clear()
    out = runner.invoke(doctor_app, [])
    assert out.exit_code == 1 and "llm.timeout" in out.stdout
