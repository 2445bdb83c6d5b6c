"""Conversion: the numbers, and that the result is whole or not there."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from llmrec.errors import ConfigError, DiskFull, WeightsError
from llmrec.serving import convert, files, weights
from llmrec.serving.convert_gguf import bf16_to_float, to_bf16, to_int8, write_weights
from llmrec.serving.gguf_qwen2 import config, tensor_name
from tests.serving.conftest import World

REAL_POPEN = subprocess.Popen
ROOT = Path(__file__).parents[2]


@pytest.fixture
def pulled(world: World) -> World:
    weights.pull(world.spec, sources=world.sources)
    return world


def fake_child(monkeypatch, code: str) -> None:
    """Put a few lines of Python in the place of the conversion process."""

    def popen(command, **kwargs):
        return REAL_POPEN([sys.executable, "-c", code, *command[3:]], **kwargs)

    monkeypatch.setattr(convert.subprocess, "Popen", popen)


GOOD = (
    "import sys, pathlib; out = pathlib.Path(sys.argv[2])\n"
    "print('[\"converting\", 1, 2]', flush=True)\n"
    "(out / 'model.safetensors').write_bytes(b'w' * 10); (out / 'config.json').write_text('{}')"
)


def test_the_result_gets_its_name_when_it_is_whole(pulled: World, monkeypatch):
    fake_child(monkeypatch, GOOD)
    seen = []
    folder = convert.convert(pulled.spec, "int8", seen.append)
    assert seen[-1].phase == "converting" and seen[-1].total == 2
    assert convert.converted(pulled.spec, "int8")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["source"]["sha256"] == pulled.spec.files[0].sha256
    assert manifest["files"]["model.safetensors"] == 10
    assert not folder.with_name("int8.part").exists()


def test_it_is_made_once(pulled: World, monkeypatch):
    fake_child(monkeypatch, GOOD)
    convert.convert(pulled.spec)
    fake_child(monkeypatch, "raise SystemExit(3)")
    convert.convert(pulled.spec)


@pytest.mark.parametrize("damage", ["truncate", "recipe"])
def test_a_stale_or_truncated_result_is_made_anew(pulled: World, monkeypatch, damage: str):
    fake_child(monkeypatch, GOOD)
    folder = convert.convert(pulled.spec)
    if damage == "truncate":
        (folder / "model.safetensors").write_bytes(b"w")
    else:
        monkeypatch.setattr(convert, "RECIPE", convert.RECIPE + 1)
    assert not convert.converted(pulled.spec, "int8")
    convert.convert(pulled.spec)
    assert (folder / "model.safetensors").stat().st_size == 10


def test_killed_half_way_nothing_counts_and_the_next_run_is_clean(pulled: World, monkeypatch):
    fake_child(
        monkeypatch,
        "import os, sys, pathlib\n(pathlib.Path(sys.argv[2]) / 'junk').write_text('half')\n"
        "os.kill(os.getpid(), 9)",
    )
    with pytest.raises(WeightsError, match="signal 9"):
        convert.convert(pulled.spec)
    assert not convert.converted(pulled.spec, "int8")
    fake_child(monkeypatch, GOOD)
    folder = convert.convert(pulled.spec)
    assert not (folder / "junk").exists()


UNTIL_GO = (
    "import pathlib, sys, time\n"
    "out = pathlib.Path(sys.argv[2])\n"
    "with (out / 'model.safetensors').open('wb') as f:\n"
    "    while not (out.parent / 'go').exists():\n"
    "        f.write(b'half')\n"
    "        f.flush()\n"
    "        print('[\"converting\", 1, 2]', flush=True)\n"
    "        time.sleep(0.05)\n"
    "(out / 'config.json').write_text('{}')"
)
"""A conversion that goes on until there is a file `go` beside its result."""
COMMAND = """
import subprocess, sys
from pathlib import Path
from llmrec.serving import convert
from tests.serving.conftest import World

class Popen(subprocess.Popen):
    def __init__(self, command, **more):
        super().__init__([sys.executable, "-c", sys.argv[2], *command[3:]], **more)

convert.subprocess.Popen = Popen
convert.convert(World(Path(sys.argv[1])).spec, on_progress=lambda p: print(p.phase, flush=True))
"""


@pytest.fixture
def converting(pulled: World):
    """Starts `llmrec` processes that convert; gives their first words."""
    with contextlib.ExitStack() as stack:

        def start() -> tuple[subprocess.Popen[str], str]:
            line = [sys.executable, "-c", COMMAND, str(pulled.folder), UNTIL_GO]
            process = REAL_POPEN(line, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            stack.enter_context(process)
            stack.callback(process.kill)
            return process, process.stdout.readline().strip()

        yield start


def test_killed_with_its_child_at_work_the_next_run_is_clean(
    pulled: World, converting, monkeypatch
):
    process, said = converting()
    assert said == "converting"
    process.kill()
    process.wait()
    assert not convert.converted(pulled.spec, "int8")
    fake_child(monkeypatch, GOOD)
    folder = convert.convert(pulled.spec)
    (folder.parent / "go").touch()  # the orphan, were it to live on, would end its work now
    time.sleep(0.2)
    assert convert.converted(pulled.spec, "int8")
    assert (folder / "model.safetensors").read_bytes() == b"w" * 10


def test_two_processes_at_once_convert_once(pulled: World, converting):
    one, said = converting()
    other, said_other = converting()
    assert (said, said_other) == ("converting", "waiting for another llmrec process")
    folder = convert.served_dir(pulled.spec, "int8")
    (folder.parent / "go").touch()
    assert [p.wait(60) for p in (one, other)] == [0, 0]
    assert "converting" not in other.stdout.read()
    assert convert.converted(pulled.spec, "int8")


def test_a_disk_that_fills_up_on_the_way_is_said(pulled: World, monkeypatch):
    fake_child(
        monkeypatch,
        "import sys, pathlib\n(pathlib.Path(sys.argv[2]) / 'junk').write_text('half')\n"
        "raise OSError(28, 'No space left on device')",
    )
    with pytest.raises(DiskFull, match="is full") as e:
        convert.convert(pulled.spec)
    assert "LLMREC_CACHE_DIR" in e.value.remedy
    assert not list(convert.served_dir(pulled.spec, "int8").parent.glob("*.part"))


def test_what_a_killed_run_left_does_not_count_against_the_space(pulled: World, monkeypatch):
    left = convert.served_dir(pulled.spec, "int8").with_name("int8.part")
    left.mkdir()
    fake_child(monkeypatch, GOOD)
    monkeypatch.setattr(files.shutil, "disk_usage", lambda _: Usage(0 if left.exists() else 10**12))
    convert.convert(pulled.spec)


class Usage(NamedTuple):
    free: int


def test_a_failure_tells_the_childs_last_words(pulled: World, monkeypatch):
    fake_child(monkeypatch, "raise ValueError('no such tensor')")
    with pytest.raises(WeightsError, match="no such tensor"):
        convert.convert(pulled.spec)


def test_a_full_disk_and_little_memory_are_said_first(pulled: World, monkeypatch):
    monkeypatch.setattr(convert, "MEMORY_GIB", 1e6)
    with pytest.raises(ConfigError, match="GiB of free memory"):
        convert.convert(pulled.spec)
    monkeypatch.setattr(files, "SPARE", 10**18)
    with pytest.raises(DiskFull):
        convert.convert(pulled.spec)


def test_numbers():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(4, 64)).astype(np.float32)
    assert np.abs(bf16_to_float(to_bf16(x)) - x).max() < 0.02
    q, scale = to_int8(x)
    assert q.dtype == np.int8 and scale.shape == (4, 1)
    assert (np.abs(q).max(axis=1) == 127).all()
    assert np.abs(q * scale - x).max() <= scale.max() / 2 + 1e-6
    assert to_int8(np.zeros((1, 4), np.float32))[0].tolist() == [[0, 0, 0, 0]]


class Tensor:
    """What `gguf` hands out."""

    def __init__(self, name: str, data: np.ndarray) -> None:
        from gguf import GGMLQuantizationType

        self.name, self.data = name, data
        self.shape = list(reversed(data.shape))
        self.tensor_type = GGMLQuantizationType.F32


def test_the_file_that_is_written_is_safetensors(tmp_path: Path):
    pytest.importorskip("gguf")
    from safetensors import safe_open

    rng = np.random.default_rng(5)
    w = rng.normal(size=(6, 8)).astype(np.float32)
    tensors = [
        Tensor("blk.0.attn_q.weight", w),
        Tensor("blk.0.attn_norm.weight", np.ones(8, np.float32)),
    ]
    write_weights(tmp_path / "m.safetensors", tensors, "int8")
    out = safe_open(tmp_path / "m.safetensors", "np")
    q = out.get_tensor("model.layers.0.self_attn.q_proj.weight")
    scale = out.get_tensor("model.layers.0.self_attn.q_proj.weight_scale")
    assert q.dtype == np.int8 and scale.shape == (6, 1)
    assert np.abs(q * scale - w).max() < 0.03
    assert "model.layers.0.input_layernorm.weight" in out.keys()  # noqa: SIM118


def test_names():
    assert tensor_name("blk.3.ffn_down.weight") == "model.layers.3.mlp.down_proj.weight"
    assert tensor_name("output.weight") == "lm_head.weight"
    with pytest.raises(WeightsError, match=r"blk\.0\.ssm"):
        tensor_name("blk.0.ssm.weight")
    with pytest.raises(WeightsError, match="llama"):
        config({"general.architecture": "llama"}, 10, tied=True)


def test_the_conversion_process_needs_no_torch():
    code = "import llmrec.serving.convert_gguf, sys; print('torch' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"
