"""What somebody likes and dislikes, read out of a dialogue."""

from __future__ import annotations

from collections import Counter

from llmrec.evals.datasets import redial
from llmrec.evals.datasets.dialogues import drawn
from llmrec.evals.datasets.redial import CATALOGUE, Films, Liking
from llmrec.evals.harness.contracts import Loaded, Options, Sample, Task
from llmrec.evals.harness.likes_metrics import (
    polarity,
    precision,
    recall,
    tag_precision,
    tag_recall,
)

from llmrec.types import Request


def load(options: Options) -> Loaded:
    """Dialogues with at least one film that the seeker liked or disliked."""
    films = redial.films()
    genres = sorted({g for film in films.by_id.values() for g in film.genres})
    likings = list(redial.likings())
    samples = [Sample(one.id, one.id, request(one)) for one in likings]
    return Loaded(
        samples=drawn(samples, options.limit, options.seed),
        labels={one.id: label(one, films, genres) for one in likings},
        catalogue=CATALOGUE,
    )


def request(one: Liking) -> Request:
    """The dialogue up to the person's last words; nothing is to be ranked, all is to be read."""
    asked: Request = one.talk.request(CATALOGUE, k=1)
    return asked.model_copy(update={"among": []})


def label(one: Liking, films: Films, genres: list[str]) -> dict[str, object]:
    count = Counter(g for i in one.liked for g in films.by_id[i].genres)
    return {
        "titles": {i: films.by_id[i].title for i in {*one.named, *one.liked, *one.disliked}},
        "liked": one.liked,
        "disliked": one.disliked,
        "genres": {g: n / len(one.liked) for g, n in count.items()},
        "all_genres": genres,
    }


TASK = Task(
    name="likes",
    title="Likes and dislikes read in dialogues",
    dataset=redial.SOURCE.folder,
    split="by dialogue; nothing is learned from any of them",
    candidates="films named in the dialogue",
    load=load,
    prepare=redial.prepare,
    metrics=(
        precision("liked"),
        recall("liked"),
        precision("disliked"),
        recall("disliked"),
        polarity(),
        tag_precision(),
        tag_recall(),
    ),
    systems=("named", "llmrec-fast-whole", "llmrec-whole", "llmrec-turns"),
    costly=("llmrec-whole", "llmrec-turns"),
    few=100,
    notes=(
        "Labels are what the seeker said of the films after the dialogue; not all of it was said "
        "in the dialogue, so that no reader can find all.",
        "The films' names stand in the text where the set has a mark for them (`@12345`): finding "
        "them is easy, and what is measured is the side.",
        "19 of 20 verdicts are likes. `named` calls every film liked: its precision and recall "
        "are the floor, its polarity accuracy is 0.5 by construction.",
        "The last words of a dialogue are mostly thanks, so that none is asked with them alone: "
        "llmrec-whole reads all that the person said as one request, llmrec-turns reads turn by "
        "turn and keeps what it read, as a chat does.",
        "llmrec-fast-whole reads no likes; its row is what the path without a model is worth here.",
        "Films of no verdict are left out of the precision.",
    ),
)
