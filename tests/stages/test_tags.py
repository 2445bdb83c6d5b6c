"""Scored candidates and a profile -> interests of the person, as tags of the catalogue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from doubles import context

from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.errors import ConfigError
from llmrec.pipeline import recommend
from llmrec.score.tag_features import FEATURES, tag_features
from llmrec.score.tag_vocabulary import vocabulary
from llmrec.score.tags import FILE, LEAST, TagAffinity, Tags, TagsConfig, chosen, load_tag_weights
from llmrec.types import Candidate, Constraint, Interval, Mention, Profile, Request, Scored, Tag

from .contracts import StageContract


def scored(ids: list[str], relevance: float = 0.5) -> list[Scored]:
    stars = Interval(mean=3, low=2, high=4)
    return [
        Scored(candidate=Candidate(item=i), features={}, relevance=relevance, rating=stars)
        for i in ids
    ]


def logits(
    shop: Catalogue, profile: Profile, request: Request | None = None, ids: list[str] | None = None
) -> dict[tuple[str, str | None], float]:
    """Of every tag, by tag and field."""
    found = tag_features(scored(ids or []), profile, request or Request(text="hello"), shop)
    z = load_tag_weights().of(found).logits(found.x)
    return dict(zip(zip(found.tags, found.fields, strict=True), z.tolist(), strict=True))


class TestContract(StageContract):
    stage, config = Tags, TagsConfig

    def call(self, stage: Tags, ctx: Context, ids: list[str]) -> list[TagAffinity]:
        liked = [Mention(text=i, item=i) for i in ids]
        return stage(scored(ids), Profile(likes=liked), Request(text=""), ctx)


def test_the_vocabulary_is_the_values_that_items_share(home: Catalogue) -> None:
    known = vocabulary(home)
    assert {"rooms", "protocols"} <= set(known.fields)
    kitchen = known.tags.index("kitchen")
    mine = [home.ordinal(i.id) for i in home.items(home.ids) if "kitchen" in i.attributes["rooms"]]  # type: ignore[operator]
    assert sorted(known.rows[known.codes == kitchen]) == sorted(mine)
    assert known.share(np.array(mine))[kitchen] == 1
    assert known.share(np.zeros(0, np.int64)).sum() == 0


def test_what_most_liked_items_have_rises_and_what_disliked_ones_have_does_not(
    home: Catalogue,
) -> None:
    item = next(i for i in home.items(home.ids) if i.attributes.get("rooms"))
    tag = (item.attributes["rooms"][0], "rooms")  # type: ignore[index]
    mention = [Mention(text=item.title, item=item.id)]
    none, liked, disliked = (
        logits(home, profile)[tag]
        for profile in (Profile(), Profile(likes=mention), Profile(dislikes=mention))
    )
    assert liked > none
    assert disliked <= none


def test_what_is_asked_for_rises(home: Catalogue) -> None:
    tag = ("kitchen", "rooms")
    asked = logits(home, Profile(), Request(text="something for the kitchen"))[tag]
    wanted = logits(home, Profile(tags=[Tag(tag="kitchen")]))[tag]
    limit = Constraint(field="rooms", op="has", value="kitchen")
    limited = logits(home, Profile(constraints=[limit]))[tag]
    assert min(asked, wanted, limited) > logits(home, Profile())[tag]


def test_a_tag_that_no_field_holds_is_scored_too(home: Catalogue) -> None:
    said = Profile(tags=[Tag(tag="pretty lamp")])
    found = logits(home, said, Request(text="a pretty lamp"))
    assert found[("pretty lamp", None)] > logits(home, said)[("pretty lamp", None)]
    assert ("pretty lamp", None) not in logits(home, Profile())


def test_as_many_are_said_as_make_the_expected_f1_the_best() -> None:
    assert chosen(np.array([0.9, 0.05, 0.05]), ["a"] * 3).tolist() == [0]
    assert chosen(np.array([0.4, 0.35, 0.3]), ["a"] * 3).tolist() == [0, 1, 2]
    assert chosen(np.array([0.3, 0.9, 0.1]), ["a", "b", "b"]).tolist() == [1, 0]
    assert chosen(np.array([0.1, 0.1]), ["a", "a"]).tolist() == []


def test_interests_are_the_likely_ones_the_likeliest_first(home: Catalogue) -> None:
    request = Request(text="a smart speaker for the kitchen", explain=0)
    answer = recommend(request, context(home))
    p = [t.probability for t in answer.tags]
    assert p == sorted(p, reverse=True)
    assert all(q >= LEAST for q in p)
    assert "kitchen" in {t.tag for t in answer.tags}
    z = [sum(t.shares.values()) + load_tag_weights().alone.b for t in answer.tags]
    assert [1 / (1 + np.exp(-v)) for v in z] == pytest.approx(p, abs=1e-3)
    assert all(set(t.shares) <= set(FEATURES) for t in answer.tags)


TEXT = FILE.read_text("utf-8")


@pytest.mark.parametrize("text", ["", "{", "{}", TEXT.replace('"said"', '"meant"', 1)])
def test_damaged_weights_are_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tags.json"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="tag head"):
        Tags(TagsConfig(weights=file))
