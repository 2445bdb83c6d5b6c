"""States of servers: stale, busy, dead, restarted; with a small HTTP server in vLLM's place."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from llmrec.errors import ConfigError, ModelUnavailable, WeightsError
from llmrec.serving import launch, probe, servers, state
from llmrec.serving.machine import Machine
from llmrec.serving.registry import find
from llmrec.serving.tuning import plan
from llmrec.settings import settings
from tests.serving.conftest import CHAT, a_dead_state, a_state, kill

# --- finding --------------------------------------------------------------------------------


def test_no_server_no_address():
    assert servers.address("chat") is None
    assert servers.status() == []


def test_a_setting_goes_before_what_runs_here(monkeypatch):
    monkeypatch.setenv("LLMREC_LLM__BASE_URL", "http://gpu-box:8000/v1")
    monkeypatch.setenv("LLMREC_LLM__MODEL", "big")
    settings.cache_clear()
    at = servers.address("chat")
    assert at == ("http://gpu-box:8000/v1", "none", "big", False, False)
    assert servers.ensure_up("chat") == at


def test_a_pid_that_is_somebody_elses_by_now_is_not_ours():
    me = psutil.Process()
    a_state(me.pid, me.create_time() - 50).save()
    assert servers.address("chat") is None
    assert servers.status()[0].health == "down"
    assert state.family(servers.status()[0].state) == []
    servers.down()
    assert me.is_running() and state.load_all() == []


def test_a_broken_state_file_is_no_server():
    path = state.state_path("chat", CHAT.name)
    path.parent.mkdir(parents=True)
    path.write_text('{"role": "chat", "pid"')
    assert servers.address("chat") is None


def test_the_key_is_for_the_user_alone():
    me = psutil.Process()
    a_state(me.pid, me.create_time()).save()
    assert state.state_path("chat", CHAT.name).stat().st_mode & 0o077 == 0


def test_asking_for_an_address_imports_nothing_heavy():
    code = (
        "import sys; from llmrec.serving import servers; servers.address('chat');"
        "print([m for m in ('torch', 'vllm', 'httpx', 'yaml', 'rich') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


# --- starting -------------------------------------------------------------------------------


def test_up_then_found_then_down(fake):
    phases: list[str] = []
    at = servers.ensure_up("chat", on_progress=lambda p: phases.append(p.phase))
    assert at.local and not at.restarted and at.model_name == CHAT.name
    assert phases[0] == "starting" and phases[-2:] == ["warming up", "ready"]
    assert servers.address("chat") == at == servers.ensure_up("chat")
    s = state.load("chat", CHAT.name)
    assert s is not None and probe.health(s) == "up"
    assert probe.ask(s.port, "GET", "/v1/models", "wrong")[0] == 401
    assert servers.down() == [CHAT.name]
    assert not state.alive(s) and servers.address("chat") is None


def test_waiting_for_a_server_takes_little_memory(fake):
    """Under 400 MB, the command line included: what waits must leave the room to the model."""
    servers.ensure_up("chat")
    found = state.load("chat", CHAT.name)
    assert found is not None
    code = (
        "import sys; import llmrec.cli.model; from llmrec.serving import servers, state;"
        "s = state.ServerState.model_validate_json(sys.argv[1]); servers.wait_ready(s, print);"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    command = [sys.executable, "-c", code, found.model_dump_json()]
    out = subprocess.run(command, capture_output=True, text=True, check=False)
    assert out.returncode == 0, out.stderr
    assert int(out.stdout.split()[-1]) < 400 << 10, "KiB"


def test_a_crash_is_mended_once_and_said(fake):
    servers.ensure_up("chat")
    first = state.load("chat", CHAT.name)
    assert first is not None
    kill(first)
    assert servers.address("chat") is None and servers.status()[0].health == "down"
    at = servers.ensure_up("chat")
    assert at.restarted
    second = state.load("chat", CHAT.name)
    assert second is not None and second.pid != first.pid and second.crashes == 1
    kill(second)
    with pytest.raises(ModelUnavailable, match="died again") as e:
        servers.ensure_up("chat")
    assert "llmrec model up" in e.value.remedy
    assert not servers.ensure_up("chat").restarted  # asked for anew, it starts anew


def test_an_old_crash_does_not_count(fake, monkeypatch):
    servers.ensure_up("chat")
    s = state.load("chat", CHAT.name)
    assert s is not None
    s.crashes, s.ready_at = 1, time.time() - 2 * servers.STEADY
    s.save()
    kill(s)
    assert servers.ensure_up("chat").restarted


def test_whoever_asks_for_a_server_gets_a_fresh_one_however_often_it_died(fake):
    a_dead_state(crashes=1).save()
    said: list[str] = []
    at = servers.ensure_up("chat", on_progress=lambda p: said.append(p.phase), asked=True)
    assert at.restarted and said[:2] == ["the server was found dead", "starting"]
    s = state.load("chat", CHAT.name)
    assert s is not None and s.crashes == 0
    kill(s)
    assert servers.ensure_up("chat").restarted  # and one crash of it is mended unasked


def test_all_servers_that_were_asked_for_come_up_after_all_were_killed(fake):
    embedding = find("all-minilm-l6-v2")
    a_dead_state(crashes=1).save()
    a_dead_state(crashes=1, role="embedding", model=embedding.name).save()
    found = servers.ensure_all(asked=True)
    assert [at.model_name for at in found] == [CHAT.name, embedding.name]
    assert all(at.restarted for at in found)
    assert {s.health for s in servers.status()} == {"up"}


BEFORE_BOOT = [
    pytest.param({"boot": "of an earlier start of this machine"}, id="another boot id"),
    pytest.param({"started": psutil.Process(1).create_time() - 5}, id="older than the machine"),
]


@pytest.mark.parametrize("earlier", BEFORE_BOOT)
def test_a_server_from_before_the_machine_was_started_did_not_crash(fake, earlier):
    a_dead_state(crashes=1).model_copy(update=earlier).save()
    at = servers.ensure_up("chat")
    assert not at.restarted
    s = state.load("chat", CHAT.name)
    assert s is not None and s.crashes == 0


def test_a_session_of_before_the_machine_was_started_is_somebody_elses(processes):
    leader = subprocess.Popen(
        ["sh", "-c", "sleep 60 & echo $!"], stdout=subprocess.PIPE, start_new_session=True
    )
    assert leader.stdout is not None
    other = psutil.Process(int(leader.stdout.readline()))
    leader.wait()
    known = a_state(leader.pid, other.create_time())
    assert state.family(known) == [other]
    known.boot = "of an earlier start of this machine"
    servers.end(known)
    assert other.is_running()
    other.kill()


def test_one_that_keeps_dying_leaves_nothing_behind(fake):
    """The engine of a dead server may live on and hold its memory."""
    leader = subprocess.Popen(
        ["sh", "-c", "sleep 60 & echo $!"], stdout=subprocess.PIPE, start_new_session=True
    )
    assert leader.stdout is not None
    engine, started = psutil.Process(int(leader.stdout.readline())), time.time()
    leader.wait()
    a_state(leader.pid, started, crashes=1).save()
    with pytest.raises(ModelUnavailable, match="died again"):
        servers.ensure_up("chat")
    assert not engine.is_running() or engine.status() == psutil.STATUS_ZOMBIE


def test_a_slow_server_is_busy_not_dead(fake):
    (fake / "mode").write_text("good")
    servers.ensure_up("chat")
    s = state.load("chat", CHAT.name)
    assert s is not None
    os.kill(s.pid, 19)  # SIGSTOP: connections are taken, nothing is answered
    try:
        assert probe.health(s, timeout=0.3) == "busy"
        assert servers.address("chat") is not None
    finally:
        os.kill(s.pid, 18)
    assert probe.health(s) == "up"


def test_one_that_ends_while_starting_shows_its_last_error(fake):
    (fake / "mode").write_text("die")
    with pytest.raises(ModelUnavailable, match="ValueError: no room for the cache") as e:
        servers.ensure_up("chat")
    assert str(settings().servers_dir) in e.value.remedy
    assert state.load_all() == []


def test_one_that_ends_at_its_first_request_is_not_called_ready(fake):
    (fake / "mode").write_text("frail")
    with pytest.raises(ModelUnavailable, match=r"first request.*RuntimeError: no kernel for this"):
        servers.ensure_up("chat")
    assert state.load_all() == []


def test_one_that_never_answers_is_given_up(fake, monkeypatch):
    (fake / "mode").write_text("mute")
    monkeypatch.setattr(servers, "START_LIMIT", 0.5)
    with pytest.raises(ModelUnavailable, match="not ready"):
        servers.ensure_up("chat")
    assert state.load_all() == []


def test_two_callers_start_one_server(fake):
    found: list[servers.Address] = []
    jobs = [
        threading.Thread(target=lambda: found.append(servers.ensure_up("chat"))) for _ in range(3)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join(30)
    assert len(found) == 3 and len(set(found)) == 1


def test_a_chat_model_takes_the_place_of_another(fake):
    servers.ensure_up("chat")
    servers.ensure_up("chat", "qwen2.5-coder-0.5b-instruct")
    assert [s.model for s in state.load_all("chat")] == ["qwen2.5-coder-0.5b-instruct"]
    assert servers.address("chat") is not None


def test_the_watch_starts_again_what_dies(fake):
    servers.ensure_up("chat")
    s = state.load("chat", CHAT.name)
    assert s is not None
    stop, told = threading.Event(), []

    def on_event(model, outcome):
        told.append((model, outcome))
        stop.set()

    kill(s)
    servers.watch(stop, on_event, interval=0.05)
    assert told[0][0] == CHAT.name and told[0][1].restarted


def test_weights_that_cannot_be_had_are_said(fake, monkeypatch):
    def prepare(spec, on_progress=None):
        raise WeightsError("x is truncated")

    monkeypatch.setattr(servers, "prepare", prepare)
    with pytest.raises(WeightsError, match="truncated"):
        servers.ensure_up("chat")


def test_a_port_that_is_taken(fake):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen()
        port = s.getsockname()[1]
        with pytest.raises(ConfigError, match=f"Port {port} cannot be used") as e:
            servers.ensure_up("chat", port=port)
    assert "--port" in e.value.remedy and e.value.exit_code == 3
    assert state.load_all() == []


def test_without_vllm_the_remedy_is_said(fake, monkeypatch):
    none = launch.look().model_copy(update={"engine": "none"})
    monkeypatch.setattr(launch, "look", lambda: none)
    with pytest.raises(ConfigError, match="vLLM is not installed"):
        servers.ensure_up("chat")


@pytest.mark.parametrize(
    ("role", "model", "words"),
    [
        ("chat", "all-minilm-l6-v2", "is an embedding model"),
        ("chat", "nope", "no model 'nope'"),
        ("embedding", "all-mpnet-base-v2", "cannot serve"),
    ],
)
def test_models_that_do_not_fit(role, model: str, words: str):
    with pytest.raises(ConfigError, match=words):
        servers.ensure_up(role, model)


# --- the command line -----------------------------------------------------------------------


def test_the_server_is_local_private_and_runs_nothing_foreign(tmp_path: Path):
    machine = Machine(arch="x86_64", cores=(0, 1), physical=(0, 1), memory_gib=24, free_gib=20)
    p = plan(CHAT, machine)
    args, env = launch.command(CHAT, tmp_path, 8123, p), launch.environment(p, "secret")
    assert args[args.index("--host") + 1] == "127.0.0.1"
    assert args[args.index("--load-format") + 1] == "safetensors"
    assert "--trust-remote-code" not in args and "secret" not in " ".join(args)
    assert env["VLLM_API_KEY"] == "secret" and env["HF_HUB_OFFLINE"] == "1"
    assert env["VLLM_NO_USAGE_STATS"] == "1" and env["VLLM_PLUGINS"] == "llmrec"
    shim = Path(env["PYTHONPATH"].split(os.pathsep)[0])
    assert (shim / "sitecustomize.py").exists()


def test_the_shim_hides_what_does_not_match():
    p = plan(CHAT, Machine(arch="x86_64", cores=(0,), physical=(0,), memory_gib=24, free_gib=20))
    env = launch.environment(p, "k")
    code = "import sys; print(sys.modules.get('torchvision', 'there'))"
    out = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "None"


def test_the_plugin_does_nothing_unless_asked(monkeypatch):
    from llmrec.serving import vllm_plugin

    monkeypatch.delenv(vllm_plugin.RULE, raising=False)
    vllm_plugin.register()
    assert "vllm" not in sys.modules


def test_the_log_says_what_went_wrong(tmp_path: Path):
    log = tmp_path / "a.log"
    assert servers.log_tail(log) == "(no log)"
    log.write_text("one\nValueError: bad\nbye\n")
    assert servers.log_tail(log) == "ValueError: bad"
    log.write_text("ValidationError: 1 for X\n  Value error, no such model\n    see docs\n")
    assert servers.log_tail(log) == "ValidationError: 1 for X Value error, no such model"
