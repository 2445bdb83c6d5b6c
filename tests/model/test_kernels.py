"""The kernels of a server on a processor: whichever is chosen, the numbers are the same."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from llmrec.serving import launch
from llmrec.serving.machine import look
from llmrec.serving.registry import find
from llmrec.serving.tuning import plan

pytestmark = [
    pytest.mark.model,
    pytest.mark.timeout(300),
    pytest.mark.skipif(look().engine != "cpu", reason="vLLM's build for processors is needed"),
]

HEAD = """
import json, torch, vllm._custom_ops
from vllm.model_executor.kernels.linear.scaled_mm.cpu import CPUInt8ScaledMMLinearKernel as Kernel
from llmrec.serving import vllm_kernels, vllm_plugin
torch.manual_seed(0)
def far(got, wanted):
    return float((got.float() - wanted.float()).norm() / wanted.float().norm())
"""
"""As a server begins: vLLM's operations, and ours."""


def in_a_server(code: str) -> Any:
    """What a piece of code prints as JSON in the environment that servers get."""
    chat = find("qwen2.5-coder-1.5b-instruct")
    env = launch.environment(plan(chat, look()), "key") | {"VLLM_PLUGINS": ""}
    command = [sys.executable, "-c", HEAD + code]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_the_output_layer_in_eight_bits_says_nearly_the_same() -> None:
    """By three kernels: vLLM's for int8 layers, FBGEMM's, and torch's in 16 bits."""
    found = in_a_server("""
w = torch.randn(320, 256, dtype=torch.bfloat16)
ours = vllm_kernels.vllm_int8(w, Kernel.process_weights_after_loading)
packed = vllm_kernels.pack(w, 7)
out = {}
for rows in (1, 8):
    x = torch.randn(rows, 256, dtype=torch.bfloat16)
    wanted = x.float() @ w.float().T
    out[str(rows)] = [far(ours(x), wanted), far(vllm_kernels.run(packed, x), wanted)]
print(json.dumps(out))
""")
    assert all(0 < error < 0.03 for errors in found.values() for error in errors), found


def test_logits_near_the_highest_are_computed_in_full() -> None:
    """A difference of two of them is exact, whatever the kernel's eight bits made of it."""
    found = in_a_server("""
w = torch.randn(640, 256, dtype=torch.bfloat16)
rough = vllm_kernels.vllm_int8(w, Kernel.process_weights_after_loading)
x = torch.randn(3, 256, dtype=torch.bfloat16) / 4
wanted = x.float() @ w.float().T
best = wanted.topk(2, 1).indices
def off(logits):
    return float((logits.float() - wanted).gather(1, best).abs().max())
output = vllm_kernels._sharpened(rough)
print(json.dumps([off(output(x, w)), off(rough(x)), str(output(x, w).dtype)]))
""")
    sharp, blurred, dtype = found
    assert sharp < 1e-3, found
    assert blurred > 0.01, found
    assert dtype == "torch.float32"


def test_norms_in_one_kernel_are_the_same_norms() -> None:
    found = in_a_server("""
from vllm.config import VllmConfig, set_current_vllm_config
from vllm.model_executor.layers.layernorm import RMSNorm
with set_current_vllm_config(VllmConfig()):
    norm = RMSNorm(64, dtype=torch.bfloat16)
norm.weight.data.uniform_(0.5, 1.5)
before = RMSNorm.forward_cpu
vllm_plugin._fuse_norms()
x, residual = torch.randn(2, 5, 64, dtype=torch.bfloat16)
plain = norm.forward_native(x.clone())
both = norm.forward_native(x.clone(), residual.clone())
got = RMSNorm.forward_cpu(norm, x.clone())
got_both = RMSNorm.forward_cpu(norm, x.clone(), residual.clone())
print(json.dumps({"replaced": RMSNorm.forward_cpu is not before, "errors": [
    far(got, plain), far(got_both[0], both[0]), far(got_both[1], both[1])]}))
""")
    assert found["replaced"]
    assert max(found["errors"]) < 0.01


def test_a_process_whose_signal_was_lost_looks_again_soon() -> None:
    waited = in_a_server("""
import time
from vllm.distributed.device_communicators import shm_broadcast
vllm_plugin._sleep_instead_of_spinning()
waited = []
class Reader:
    is_reader, read_cancel_socket, local_notify_socket = True, None, None
    class poller:
        def poll(timeout):
            waited.append(timeout)
            return []
reader = Reader()
reader.last_read = time.monotonic()
shm_broadcast.SpinCondition.wait(reader, 5000)
reader.last_read -= 60
for timeout in (5000, None, 3):
    shm_broadcast.SpinCondition.wait(reader, timeout)
print(json.dumps(waited))
""")
    assert waited == [5, 200, 200, 3]


def test_the_faster_kernel_is_chosen_and_the_figures_are_kept(tmp_path) -> None:
    report = tmp_path / "report.json"
    found = in_a_server(f"""
import time
chooser = vllm_kernels.Chooser("measure", 7, {str(report)!r}, lambda kernel, layer: None)
kernels = {{"slow": lambda x: time.sleep(0.02), "quick": lambda x: None}}
chooser._choose("8x8", kernels, torch.nn.Module())
print(json.dumps(chooser.chosen))
""")
    assert found == {"8x8": "quick"}
    (kept,) = json.loads(report.read_text())["shapes"]
    assert kept["chosen"] == "quick"
    assert kept["ms"]["slow"]["1"] >= 20 > kept["ms"]["quick"]["1"]


def test_a_process_that_waits_sleeps_at_once() -> None:
    """vLLM's own would give way and ask again for a second after each message."""
    found = in_a_server("""
import time
from vllm.distributed.device_communicators.shm_broadcast import SpinCondition
class Poller:
    asked = []
    def poll(self, timeout):
        self.asked.append(timeout)
        return {}
def waits():
    Poller.asked.clear()
    condition = SpinCondition.__new__(SpinCondition)
    condition.is_reader, condition.busy_loop_s, condition.last_read = True, 1.0, time.monotonic()
    condition.poller = Poller()
    condition.read_cancel_socket = condition.local_notify_socket = object()
    condition.wait(3)
    return list(Poller.asked)
before = waits()
vllm_plugin._sleep_instead_of_spinning()
print(json.dumps([before, waits()]))
""")
    assert found == [[], [3]]
