"""A task whose set is not there."""

from __future__ import annotations

from llmrec.evals.harness.contracts import Loaded, Options, Task, data_folder

from llmrec.settings import settings

from .harness_task import TASK as TINY


def load(options: Options) -> Loaded:
    data_folder("lost", settings().data)
    raise AssertionError("it is not there")


TASK = Task("lost", "Lost", "lost", "", "", load, TINY.metrics, ("popularity",))
