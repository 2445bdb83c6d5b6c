"""Versions of what was learned: written whole, checked when read, moved with the catalogue."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save

from llmrec.behaviour import Behaviour, Events, Facts, store
from llmrec.behaviour.store import Manifest
from llmrec.catalog.catalogue import Catalogue
from llmrec.errors import ConfigError, DiskFull
from llmrec.score.head import Head
from llmrec.score.training import Learned, train
from llmrec.types import Event
from tests.doubles import build, data_folder, few, forget_indexes

pytest.importorskip("torch")
EVENTS = 24 * 6


def learn(catalogue: Catalogue) -> Learned:
    ordinals = {id_: n for n, id_ in enumerate(catalogue.ids)}
    draw = np.random.default_rng(0)
    rows = [
        (f"p{person}", int(item), float(draw.integers(1, 6)), float(time))
        for person in range(24)
        for time, item in enumerate(draw.choice(20, 6, replace=False))
    ]
    events = Events.of(*zip(*rows, strict=True), size=catalogue.size)
    return train(events, Facts.of(catalogue), ordinals)


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Learned]]:
    folder = tmp_path_factory.mktemp("shop")
    learned = learn(build(folder, "shop", few("smart-home", 24)))
    yield folder, learned
    forget_indexes(folder)


@pytest.fixture
def shop(there: tuple[Path, Learned]) -> Iterator[Catalogue]:
    with data_folder(there[0]):
        yield Catalogue.open("shop")


def saved(shop: Catalogue, learned: Learned) -> Manifest:
    return store.save(learned.behaviour, learned.tensors(), shop, EVENTS)


def signals(behaviour: Behaviour, ids: list[str]) -> np.ndarray:
    past = behaviour.past([Event(item=i, rating=4.0) for i in ids[:3]])
    return behaviour.signals(past, np.array([behaviour.ordinals[i] for i in ids]))


def test_what_was_saved_says_the_same(shop: Catalogue, there: tuple[Path, Learned]) -> None:
    manifest = saved(shop, there[1])
    found = store.load(shop, manifest.version)
    assert found is not None
    assert found.version == manifest.version
    expected = signals(there[1].behaviour, shop.ids)
    assert signals(found, shop.ids) == pytest.approx(expected, abs=1e-6)
    for name, tensor in there[1].head.tensors().items():
        assert np.array_equal(found.head[name], tensor)
    assert (manifest.items, manifest.events) == (24, EVENTS)


def test_a_version_serves_when_it_is_told_to_and_can_be_rolled_back(
    shop: Catalogue, there: tuple[Path, Learned]
) -> None:
    one, other = saved(shop, there[1]).version, saved(shop, there[1]).version
    store.serve("shop", one)
    assert store.current("shop") == one
    store.serve("shop", other)
    store.serve("shop", one)
    found = store.load(shop)
    assert found is not None
    assert found.version == one
    assert {one, other} <= set(store.versions("shop"))
    with pytest.raises(ConfigError, match="has no scorer"):
        store.serve("shop", "../../etc")


def test_a_damaged_name_of_what_serves_is_told_and_can_be_named_again(
    shop: Catalogue, there: tuple[Path, Learned]
) -> None:
    version = saved(shop, there[1]).version
    for damaged in (b"", b"\xff\x00", b"../elsewhere"):
        (store.folder("shop") / store.CURRENT).write_bytes(damaged)
        with pytest.raises(ConfigError, match="is damaged"):
            store.load(shop)
    store.serve("shop", version)
    assert store.current("shop") == version


def test_a_catalogue_without_one_has_none(tmp_path: Path) -> None:
    catalogue = build(tmp_path, "other", few("smart-home", 3))
    with data_folder(tmp_path):
        assert store.load(catalogue) is None
        assert store.versions("other") == []


def test_what_is_known_goes_with_the_items_when_the_catalogue_changes(
    shop: Catalogue, there: tuple[Path, Learned], tmp_path: Path
) -> None:
    version = saved(shop, there[1]).version
    rows = few("smart-home", 24)
    fewer = build(tmp_path, "shop", [*reversed(rows[4:]), *few("smart-home", 31)[-1:]])
    with data_folder(there[0]):
        source = store.folder("shop") / version
    with data_folder(tmp_path):
        target = store.folder("shop") / version
        target.parent.mkdir()
        source.rename(target)
        found = store.load(fewer, version)
    assert found is not None
    for id_ in fewer.ids:
        now, before = found.ordinals[id_], there[1].behaviour.ordinals.get(id_)
        assert found.counts[now] == (0 if before is None else there[1].behaviour.counts[before])
    assert np.isfinite(signals(found, fewer.ids)).all()
    kept = [i for i in fewer.ids if i in there[1].behaviour.ordinals]
    past = [Event(item=kept[0])]
    near = found.neighbours.scores(found.past(past), np.ones(1))
    old = there[1].behaviour.neighbours.scores(there[1].behaviour.past(past), np.ones(1))
    assert [near[found.ordinals[i]] for i in kept] == pytest.approx(
        [old[there[1].behaviour.ordinals[i]] for i in kept]
    )


def test_weights_that_were_altered_do_not_serve(
    shop: Catalogue, there: tuple[Path, Learned]
) -> None:
    version = saved(shop, there[1]).version
    weights = store.folder("shop") / version / store.WEIGHTS
    data = weights.read_bytes()
    for damaged in (data[:-100], data[:-1] + bytes([data[-1] ^ 1]), b""):
        weights.write_bytes(damaged)
        with pytest.raises(ConfigError, match="cut short or altered"):
            store.load(shop, version)
    weights.unlink()
    with pytest.raises(ConfigError, match="has no weights"):
        store.load(shop, version)


def test_a_damaged_version_is_not_put_in_the_place_of_one_that_serves(
    shop: Catalogue, there: tuple[Path, Learned]
) -> None:
    good, bad = saved(shop, there[1]).version, saved(shop, there[1]).version
    store.serve("shop", good)
    (store.folder("shop") / bad / store.WEIGHTS).write_bytes(b"cut")
    with pytest.raises(ConfigError, match="cut short or altered"):
        store.serve("shop", bad)
    assert store.current("shop") == good


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"signals": ["sequence"]}, "other signals: sequence"),
        ({"embedding": "another"}, "vectors of 'another'"),
        ({"format": 2}, "manifest .* cannot be read"),
        ({"more": 1}, "manifest .* cannot be read"),
    ],
)
def test_a_manifest_that_does_not_fit_is_told(
    shop: Catalogue, there: tuple[Path, Learned], change: dict[str, object], words: str
) -> None:
    version = saved(shop, there[1]).version
    path = store.folder("shop") / version / store.MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    with pytest.raises(ConfigError, match=words) as e:
        store.load(shop, version)
    assert "llmrec train" in e.value.remedy


def rewritten(version: str, **tensors: np.ndarray | None) -> None:
    """The version with other weights (None: without), and a manifest that says they are right."""
    where = store.folder("shop") / version
    kept = load_file(where / store.WEIGHTS) | tensors
    data = save({name: value for name, value in kept.items() if value is not None})
    (where / store.WEIGHTS).write_bytes(data)
    path = where / store.MANIFEST
    told = json.loads(path.read_text("utf-8")) | {"sha256": hashlib.sha256(data).hexdigest()}
    path.write_text(json.dumps(told), "utf-8")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("head.a", np.full((4, 16, 12), np.nan), r"no numbers \(head.a\)"),
        ("sequence.own", np.full((24, 64), np.inf, np.float32), "no numbers"),
        ("head.mean", np.zeros(3), "the head reads other than 12 signals"),
        ("sequence.bias", None, "do not fit together"),
        ("sequence.projection", np.zeros((64, 7), np.float32), "do not fit together"),
        ("stars.factors", np.zeros((23, 20), np.float32), "do not fit together"),
        ("numbers", np.frombuffer(b"{", np.uint8), "do not fit together"),
    ],
)
def test_weights_that_cannot_be_used_do_not_serve(
    shop: Catalogue,
    there: tuple[Path, Learned],
    name: str,
    value: np.ndarray | None,
    words: str,
) -> None:
    version = saved(shop, there[1]).version
    rewritten(version, **{name: value})
    with pytest.raises(ConfigError, match=words) as e:
        store.load(shop, version)
    assert "go back to an earlier version" in e.value.remedy


def test_what_is_no_number_is_not_kept(shop: Catalogue, there: tuple[Path, Learned]) -> None:
    before = set(store.folder("shop").iterdir())
    head = there[1].head.tensors() | {"c": np.array([np.nan, 0.0, 0.0])}
    with pytest.raises(ConfigError, match=r"not all numbers \(head.c\)"):
        store.save(there[1].behaviour, head, shop, EVENTS)
    assert set(store.folder("shop").iterdir()) == before


def test_a_full_disk_leaves_nothing_behind_and_the_old_one_in_service(
    shop: Catalogue, there: tuple[Path, Learned], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.serve("shop", saved(shop, there[1]).version)
    before, version = set(store.folder("shop").iterdir()), store.current("shop")
    write = store.store.write_atomic

    def full(path: Path, data: bytes) -> None:
        if path.name == store.MANIFEST:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data)

    monkeypatch.setattr(store.store, "write_atomic", full)
    with pytest.raises(DiskFull, match="full"):
        saved(shop, there[1])
    assert set(store.folder("shop").iterdir()) == before
    assert store.current("shop") == version


def test_what_a_dead_process_left_goes_with_the_next_version(
    shop: Catalogue, there: tuple[Path, Learned]
) -> None:
    root, name = store.folder("shop"), "20260101T120000-abc123"
    dead, alive = 2**22 + 1, os.getppid()  # above any that Linux gives
    for pid in (dead, alive):
        (root / f".{name}.{pid}").mkdir(parents=True)
        (root / f".{name}.{pid}" / store.WEIGHTS).write_bytes(b"cut")
        (root / f".{store.CURRENT}.{pid}").write_text(name)
    assert name not in store.versions("shop")
    saved(shop, there[1])
    left = {path.name for path in root.glob(".*")}
    assert left == {f".{name}.{alive}", f".{store.CURRENT}.{alive}"}
    shutil.rmtree(root / f".{name}.{alive}")


def test_a_small_version_takes_less_than_half_of_the_bytes_and_says_nearly_the_same(
    shop: Catalogue, there: tuple[Path, Learned]
) -> None:
    learned = there[1]
    whole = saved(shop, learned).version
    small = store.save(learned.behaviour, learned.tensors(), shop, EVENTS, small=True).version
    root = store.folder("shop")
    sizes = [(root / version / store.WEIGHTS).stat().st_size for version in (small, whole)]
    assert sizes[0] < 0.5 * sizes[1]
    found = store.load(shop, small)
    assert found is not None
    head, expected = Head.of(found.head), signals(learned.behaviour, shop.ids)
    assert head is not None
    assert signals(found, shop.ids) == pytest.approx(expected, abs=0.1)
    z = head(signals(found, shop.ids))[:, 0]
    assert np.corrcoef(z, learned.head(expected)[:, 0])[0, 1] > 0.99
