"""Interests as tags without any head: the floors of the tags tasks, and llmrec's own words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from llmrec.evals.harness.contracts import Entry, Training
from llmrec.evals.harness.likes_metrics import MOST, genres_named
from llmrec.evals.harness.tag_metrics import FIELD, f1_of
from llmrec.evals.systems.named import Named

from llmrec.context import Context
from llmrec.score.tag_vocabulary import vocabulary
from llmrec.score.tags import Tags
from llmrec.types import Profile, Recommendation, Request, Scored, TagAffinity


def affinities(tags: Iterable[str]) -> list[TagAffinity]:
    return [TagAffinity(tag=tag, field=FIELD, probability=1.0) for tag in tags]


def of_most(items: Iterable[str], entries: dict[str, Entry]) -> set[str]:
    """Genres of at least half of these items."""
    every = list(items)
    count = Counter(g for i in every for g in entries[i].tags)
    return {g for g, n in count.items() if n >= MOST * len(every)}


class FrequentTags:
    """The genres of most people's likes, the same for everybody."""

    def __init__(self, name: str = "frequent-tags") -> None:
        self.name = name
        self._said: list[str] = []

    def fit(self, training: Training) -> None:
        """As many as give the best mean F1 over the people of the training part."""
        entries = {e.id: e for e in training.items}
        liked = defaultdict(list)
        for event in training.tuning:
            liked[event.user].append(event.item)
        right = [of_most(items, entries) for items in liked.values()]
        ordered = [g for g, _ in Counter(g for some in right for g in some).most_common()]

        def quality(many: int) -> float:
            return sum(f1_of(set(ordered[:many]), some) for some in right)

        self._said = ordered[: max(range(1, len(ordered) + 1), key=quality, default=0)]

    def answer(self, request: Request) -> Recommendation:
        return Recommendation(request_id="", profile=Profile(), tags=affinities(self._said))


class NamedTags:
    """The genres of at least half of the items whose titles stand in the talk."""

    def __init__(self, name: str = "named-tags", catalogue: str | None = None) -> None:
        self.name = name
        self._named = Named(catalogue=catalogue)
        self._entries: dict[str, Entry] = {}

    def fit(self, training: Training) -> None:
        self._entries = {e.id: e for e in training.items}

    def answer(self, request: Request) -> Recommendation:
        found = self._named.answer(request)
        items = [m.item for m in found.profile.likes if m.item in self._entries]
        tags = affinities(sorted(of_most(items, self._entries)))
        return Recommendation(request_id="", profile=found.profile, tags=tags)


class OwnTags(Tags):
    """The profile's tags alone: those of the catalogue's whose words stand in one."""

    def __call__(
        self, scored: Sequence[Scored], profile: Profile, request: Request, context: Context
    ) -> list[TagAffinity]:
        known = vocabulary(context.catalogue)
        genres = [t for t, f in zip(known.tags, known.fields, strict=True) if f == FIELD]
        read = Recommendation(request_id="", profile=profile)
        return affinities(sorted(genres_named(read, {"all_genres": genres})))
