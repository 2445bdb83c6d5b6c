"""Metrics of what was read as liked and disliked, against what the person said afterwards.

A label holds, by id, the `titles` of all films of the dialogue, those `liked` and `disliked`, and
for the `genres` the share of the liked films that have each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from llmrec.evals.harness.contracts import Label, Metric
from llmrec.evals.titles import bare

from llmrec.text import tokens
from llmrec.text.titles import Titles
from llmrec.types import Mention, Recommendation

Side = Literal["liked", "disliked"]
MOST = 0.5
"""A genre is the person's when at least this share of the liked films have it."""
OTHER_NAMES = {
    "scary": "horror",
    "funny": "comedy",
    "romantic": "romance",
    "animated": "animation",
    "cartoon": "animation",
    "science fiction": "sci-fi",
    "scifi": "sci-fi",
    "sci fi": "sci-fi",
    "suspense": "thriller",
}


def films_in(mentions: Iterable[Mention], titles: dict[str, str]) -> set[str]:
    """Films of the dialogue that mentions speak of: by id, by their title, or by its words.

    A mention that speaks of no film ("comedies") is none, right or wrong.
    """
    ids = {title: i for i, title in titles.items()}
    by_name = {bare(title): i for i, title in titles.items()}
    known, out = Titles(ids), set()
    for mention in mentions:
        if mention.item is not None:
            out.add(mention.item)
        elif (whole := by_name.get(bare(mention.text))) is not None:
            out.add(whole)
        else:
            out |= {ids[f.title] for f in known.find(mention.text)}
    return out


def read(found: Recommendation, label: Label) -> dict[Side, set[str]]:
    profile, titles = found.profile, label["titles"]
    return {
        "liked": films_in(profile.likes, titles),
        "disliked": films_in(profile.dislikes, titles),
    }


def precision(side: Side) -> Metric:
    def each(found: Recommendation, label: Label) -> float | None:
        said = set(label["liked"]) | set(label["disliked"])
        mine = read(found, label)[side]
        # Of a film of the dialogue without a verdict nobody knows; any other was never named.
        told = {i for i in mine if i in said or i not in label["titles"]}
        return len(told & set(label[side])) / len(told) if told else None

    return Metric(
        f"{side} precision",
        each,
        failed=None,
        source=f"share of the films read as {side} that are, of those with a verdict; dialogues "
        "where one was read",
    )


def recall(side: Side) -> Metric:
    def each(found: Recommendation, label: Label) -> float | None:
        wanted = set(label[side])
        return len(wanted & read(found, label)[side]) / len(wanted) if wanted else None

    return Metric(f"{side} recall", each, source=f"share of the {side} films read as {side}")


def polarity() -> Metric:
    def over(many: Sequence[Sides]) -> float | None:
        parts = [_share([one[n] for one in many]) for n in range(2)]
        return None if None in parts else sum(p for p in parts if p is not None) / 2

    return Metric(
        "polarity accuracy",
        over=over,
        of=sides,
        source="of the liked films that were read as either, the share read as liked; the same of "
        "the disliked ones; the mean of both, so that calling all liked is worth 0.5",
    )


Sides = tuple[tuple[int, int], tuple[int, int]]
"""Of the liked films and of the disliked: how many were read as that, and how many as either."""


def sides(found: Recommendation, label: Label) -> Sides:
    mine = read(found, label)
    liked, disliked = set(label["liked"]), set(label["disliked"])
    either = mine["liked"] | mine["disliked"]
    return (
        (len(liked & mine["liked"] - mine["disliked"]), len(liked & either)),
        (len(disliked & mine["disliked"] - mine["liked"]), len(disliked & either)),
    )


def _share(counts: Sequence[tuple[int, int]]) -> float | None:
    both = sum(n for _, n in counts)
    return sum(right for right, _ in counts) / both if both else None


def tag_precision() -> Metric:
    def each(found: Recommendation, label: Label) -> float | None:
        named = genres_named(found, label)
        mine = persons(label)
        return len(named & mine) / len(named) if named and mine else None

    return Metric(
        "tag precision",
        each,
        failed=None,
        source=f"share of the genres named by wanted tags that {MOST:.0%} of the liked films "
        "have; dialogues where one was named",
    )


def tag_recall() -> Metric:
    def each(found: Recommendation, label: Label) -> float | None:
        mine = persons(label)
        return len(genres_named(found, label) & mine) / len(mine) if mine else None

    return Metric(
        "tag recall",
        each,
        source=f"share of the genres of at least {MOST:.0%} of the liked films that a wanted tag "
        "names",
    )


def persons(label: Label) -> set[str]:
    return {genre for genre, share in label["genres"].items() if share >= MOST}


def genres_named(found: Recommendation, label: Label) -> set[str]:
    """Genres of the set whose words stand in a wanted tag."""
    words = {genre: tuple(tokens(genre)) for genre in label["all_genres"]}
    more = {tuple(tokens(said)): genre for said, genre in OTHER_NAMES.items()}
    out = set()
    for tag in found.profile.tags:
        said = tuple(tokens(tag.tag))
        if tag.polarity > 0:
            out |= {g for g, w in words.items() if _holds(said, w)}
            out |= {g for w, g in more.items() if g in words and _holds(said, w)}
    return out


def _holds(said: tuple[str, ...], words: tuple[str, ...]) -> bool:
    size = len(words)
    return bool(size) and any(said[n : n + size] == words for n in range(len(said) - size + 1))
