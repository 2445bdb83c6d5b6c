"""Catalogues indexed once for all the tests of the stages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles import build, few, forget_indexes, rows_of

from llmrec.catalog.catalogue import Catalogue


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("stages")
    yield folder
    forget_indexes(folder)


@pytest.fixture(scope="session")
def home(folder: Path) -> Catalogue:
    """Thirty items of the smart-home shop."""
    return build(folder, "home", few("smart-home"), other_words=False)


@pytest.fixture(scope="session")
def shop(folder: Path) -> Catalogue:
    """The whole smart-home shop, with no words but its own."""
    return build(folder, "shop", rows_of("smart-home"), other_words=False)


@pytest.fixture(scope="session")
def courses(folder: Path) -> Catalogue:
    """All the courses, with no words but their own."""
    return build(folder, "learn", rows_of("courses"), schema_of="courses", other_words=False)


@pytest.fixture(scope="session")
def worded_shop(folder: Path) -> Catalogue:
    """The smart-home shop, with the other words of its schema."""
    return build(folder, "worded-shop", rows_of("smart-home"))


@pytest.fixture(scope="session")
def worded_courses(folder: Path) -> Catalogue:
    return build(folder, "worded-learn", rows_of("courses"), schema_of="courses")
