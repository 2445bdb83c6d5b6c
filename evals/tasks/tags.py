"""A person's interests as tags: the genres of what was liked, read out of a talk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from llmrec.evals.datasets import redial
from llmrec.evals.datasets.dialogues import drawn
from llmrec.evals.datasets.redial import CATALOGUE, Films, Liking
from llmrec.evals.harness.contracts import (
    Entry,
    Interaction,
    Loaded,
    Options,
    Sample,
    Task,
    Training,
)
from llmrec.evals.harness.likes_metrics import MOST
from llmrec.evals.harness.tag_metrics import f1, precision, recall

from llmrec.types import Request

LIKED = 5.0


def load_whole(options: Options) -> Loaded:
    """Of a drawn 15% of the dialogues, as in `conversation-redial`; the others may be learned
    from."""
    return _loaded(redial.likings(), options)


def load_early(options: Options) -> Loaded:
    return _loaded(redial.openings(), options)


def scored_dialogues() -> set[str]:
    """Those that no system learns from; the same as in `conversation-redial`."""
    found: set[str] = redial.held_out([one.dialogue for one in redial.advice()])
    return found


def labelled(of: Iterable[Liking], films: Films) -> list[tuple[Liking, set[str]]]:
    """Dialogues with the genres of at least half of the liked films, where there is one."""
    pairs = ((one, genres(one.liked, films)) for one in of)
    return [(one, right) for one, right in pairs if right]


def genres(liked: Sequence[str], films: Films) -> set[str]:
    every = [g for i in liked for g in films.by_id[i].genres]
    return {g for g in set(every) if every.count(g) >= MOST * len(liked)}


def request(one: Liking) -> Request:
    asked: Request = one.talk.request(CATALOGUE, k=10)
    return asked


def _loaded(of: Iterable[Liking], options: Options) -> Loaded:
    films, scored = redial.films(), scored_dialogues()
    every = labelled(of, films)
    mine = [(one, right) for one, right in every if one.id in scored]
    samples = [Sample(one.id, one.id, request(one)) for one, _ in mine]
    all_genres = sorted({g for film in films.by_id.values() for g in film.genres})
    return Loaded(
        drawn(samples, options.limit, options.seed),
        {one.id: {"genres": sorted(right), "all_genres": all_genres} for one, right in mine},
        training([one for one, _ in every if one.id not in scored], films),
        CATALOGUE,
    )


def training(of: Sequence[Liking], films: Films) -> Training:
    """Films, and what the seekers of the other dialogues liked: to tune by, since nobody's taste
    is learned from here."""
    entries = [Entry(f.id, f.title, f.plot, f.genres) for f in films.by_id.values()]
    likes = [Interaction(one.id, film, LIKED) for one in of for film in one.liked]
    return Training(entries, [], likes, [])


SYSTEMS = ("frequent-tags", "named-tags", "llmrec-fast-no-tags", "llmrec-fast")
COSTLY = ("llmrec-whole-no-tags", "llmrec-full")
NOTES = (
    "Right are the genres of at least half of the films that the seeker said afterwards to have "
    "liked; a film has two or three of 27.",
    "frequent-tags says the genres that most liked films of the other dialogues have, as many as "
    "gave the best F1 there. named-tags says those of at least half of the titles named.",
    "llmrec-fast-no-tags and llmrec-whole-no-tags are the profile's own tags, without the head: of "
    "patterns, and of the language model, which reads all that the person said.",
    "llmrec learns nothing here: the tag head that ships was learned from the other dialogues "
    "(train_tags).",
)
TASK = Task(
    name="tags",
    title="Interests as tags, from the whole talk",
    dataset=redial.SOURCE.folder,
    split="by dialogue: 15% of the development dialogues, drawn with seed 0",
    candidates="the catalogue's tags; genres are scored",
    load=load_whole,
    prepare=redial.prepare,
    metrics=(f1(), precision(), recall()),
    systems=(*SYSTEMS, *COSTLY),
    costly=COSTLY,
    notes=(*NOTES, "The films that count stand in the talk: reading them there is most of it."),
)
TASK_EARLY = Task(
    name="tags-early",
    title="Interests as tags, from the opening of a talk",
    dataset=redial.SOURCE.folder,
    split=TASK.split,
    candidates=TASK.candidates,
    load=load_early,
    prepare=redial.prepare,
    metrics=TASK.metrics,
    systems=TASK.systems,
    costly=COSTLY,
    notes=(*NOTES, "No film that counts has been named yet."),
)
