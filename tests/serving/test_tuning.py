"""Decisions from the descriptions of four machines."""

from __future__ import annotations

import pytest

from llmrec.errors import ConfigError
from llmrec.serving.machine import Gpu, Machine, parse_cpuinfo
from llmrec.serving.registry import find
from llmrec.serving.tuning import plan

AVX2 = "fpu sse4_2 avx f16c avx2 fma"
VNNI = AVX2 + " avx512f avx512bw avx512_vnni avx512_bf16"
AMX = VNNI + " amx_tile amx_int8 amx_bf16"
CHAT, EMBEDDING = find("qwen2.5-coder-1.5b-instruct"), find("all-minilm-l6-v2")


def cpuinfo(flags: str, places: list[tuple[int, int]]) -> str:
    return "\n\n".join(
        f"processor\t: {n}\nvendor_id\t: AuthenticAMD\nphysical id\t: {package}\n"
        f"core id\t\t: {core}\nflags\t\t: {flags}\n"
        for n, (package, core) in enumerate(places)
    )


def machine(flags: str = AVX2, cores: int = 2, memory: float = 24, **more) -> Machine:
    return Machine(
        arch="x86_64",
        flags=frozenset(flags.split()),
        cores=tuple(range(cores)),
        physical=tuple(range(cores)),
        memory_gib=memory,
        free_gib=memory,
        engine="cpu",
    ).model_copy(update=more)


def test_cpuinfo_is_read():
    vendor, flags, places = parse_cpuinfo(cpuinfo(VNNI, [(0, 0), (0, 1), (0, 0), (0, 1)]))
    assert vendor == "AuthenticAMD" and "avx512_vnni" in flags
    assert places[2] == places[0] != places[1]


@pytest.mark.parametrize(
    ("flags", "dtype", "bits"),
    [(AVX2, "float32", 7), (VNNI, "bfloat16", 8), (AMX, "bfloat16", 8)],
)
def test_processors(flags: str, dtype: str, bits: int):
    p = plan(CHAT, machine(flags))
    assert (p.device, p.precision, p.dtype, p.weight_bits) == ("cpu", "int8", dtype, bits)
    assert p.kernel == "measure" and p.eager and p.sleepy
    assert p.environment["VLLM_CPU_OMP_THREADS_BIND"] == "0,1"
    assert p.environment["LLMREC_SERVER_BITS"] == str(bits)


def test_hyperthreads_do_not_compute():
    p = plan(CHAT, machine(cores=8).model_copy(update={"physical": (0, 2, 4, 6)}))
    assert p.threads == "0,2,4,6"


def test_many_cores_are_bound_by_vllm():
    p = plan(CHAT, machine(AMX, cores=64, memory=256))
    assert p.threads == "auto" and not p.sleepy and p.max_num_seqs == 128 and p.kv_gib == 8


@pytest.mark.parametrize("memory", [10, 24])
def test_the_smallest_cache_holds_a_request_of_an_agent(memory: int):
    p = plan(CHAT, machine(memory=memory))
    layers, heads, dims, number = 28, 2, 128, 4  # of the 1.5B in float32
    held = p.kv_gib * 2**30 // (layers * 2 * heads * dims * number)
    assert 8_000 < p.max_model_len <= held


def test_little_memory_gets_a_smaller_cache():
    assert plan(CHAT, machine(memory=10)).kv_gib == 1
    assert plan(CHAT, machine(memory=24)).kv_gib == 2


def test_arm_keeps_vllms_kernels():
    assert plan(CHAT, machine("asimd bf16").model_copy(update={"arch": "aarch64"})).kernel == "vllm"


def test_embedding_models_get_their_own_length():
    p = plan(EMBEDDING, machine())
    assert p.max_model_len == 256 and p.max_num_batched_tokens >= 2048


def test_a_gpu_serves_bf16():
    gpu = Gpu(name="H100", memory_gib=80)
    p = plan(CHAT, machine(AMX).model_copy(update={"gpu": gpu, "engine": "gpu"}))
    assert (p.device, p.precision, p.dtype, p.kernel) == ("gpu", "bf16", "auto", "vllm")
    assert "--gpu-memory-utilization" in p.arguments and p.environment == {}


def test_a_gpu_without_its_vllm_is_not_used():
    gpu = Gpu(name="H100", memory_gib=80)
    assert plan(CHAT, machine().model_copy(update={"gpu": gpu})).device == "cpu"


def test_big_models_need_a_gpu():
    with pytest.raises(ConfigError, match="needs a GPU") as e:
        plan(find("qwen3-8b"), machine())
    assert "LLMREC_LLM__BASE_URL" in e.value.remedy
