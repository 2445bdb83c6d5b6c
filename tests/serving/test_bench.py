"""The comparison of two servers: the one that waits takes nothing from the one that answers."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator

import psutil
import pytest

from llmrec.serving import bench
from llmrec.serving.bench import Contender
from llmrec.serving.servers import Address

from .conftest import a_state

STILL = psutil.STATUS_STOPPED


@pytest.fixture
def waiting() -> Iterator[psutil.Process]:
    """A server's process, the first of a session as servers are."""
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as process:
        yield psutil.Process(process.pid)
        process.kill()


def contender(process: psutil.Process) -> Contender:
    at = Address("http://127.0.0.1:1/v1", "k", "tiny", local=True)
    return Contender(at, a_state(process.pid, process.create_time()))


def is_still(process: psutil.Process, wanted: bool) -> bool:
    for _ in range(100):
        if (process.status() == STILL) == wanted:
            return True
        time.sleep(0.01)
    return False


def test_who_waits_stands_still_and_goes_on(waiting: psutil.Process) -> None:
    with bench._suspended([contender(waiting)]):
        assert is_still(waiting, True)
    assert is_still(waiting, False)


def test_it_goes_on_when_the_measurement_fails(waiting: psutil.Process) -> None:
    with pytest.raises(RuntimeError, match="gone"), bench._suspended([contender(waiting)]):
        raise RuntimeError("gone")
    assert is_still(waiting, False)


def test_one_that_runs_elsewhere_is_left_alone() -> None:
    with bench._suspended([Contender(Address("http://far/v1", "k", "m", local=False), None)]):
        pass


def test_only_the_one_that_is_asked_runs(
    waiting: psutil.Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, bool] = {}

    def measure(at: Address, rng: object) -> dict[str, float]:
        seen[at.base_url] = is_still(waiting, at.base_url != one.at.base_url)
        return {"prefill_1": 1.0}

    one = contender(waiting)
    other = Contender(Address("http://far/v1", "k", "m", local=False), None)
    monkeypatch.setattr(bench, "measure", measure)
    monkeypatch.setattr(bench, "_ask", lambda *_: None)
    assert bench.compare({"ours": one, "far": other}, rounds=1)["far"] == {"prefill_1": 1.0}
    assert seen == {one.at.base_url: True, other.at.base_url: True}
