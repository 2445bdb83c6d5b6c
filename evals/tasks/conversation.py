"""The film that a human named next in a conversation, among all films of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from llmrec.evals.datasets import inspired, redial
from llmrec.evals.datasets.dialogues import drawn
from llmrec.evals.datasets.redial import Advice
from llmrec.evals.harness.contracts import Loaded, Options, Sample, Task, Training
from llmrec.evals.harness.retrieval_metrics import (
    mrr,
    recall_at,
    recall_unsaid_at,
    relevance_calibration,
)
from llmrec.evals.titles import said

K = 20
METRICS = (
    *(recall_at(k) for k in (1, 5, 10, 20)),
    mrr(),
    recall_unsaid_at(10),
    relevance_calibration(),
)
COSTLY = (
    "llmrec-full",
    "llmrec-masked",
    "llmrec-no-understand",
    "llmrec-no-judge",
    "llmrec-no-dense",
    "llmrec-no-lexical",
)
SYSTEMS = (
    "chance",
    "popularity",
    "bm25",
    "dense",
    "fusion",
    "llmrec-fast",
    "llmrec-fast-masked",
    *COSTLY,
)
PROTOCOL = (
    "As published, each named item is a sample of its own: a turn that names two gives two "
    "requests that are the same, and each item counts.",
    "Items that were named before the turn neither count nor may come back.",
    "A dialogue may have said the title without the set knowing it (`Frozen` before `Frozen 2`); "
    "the published figures count such items, and so do ours. `title not said` leaves them out, and "
    "a few of other meaning with them (`Here`, `It`).",
    "The item that one human named is the only right one: many others would have done. Use it to "
    "compare systems, not as their quality.",
)


def load_inspired(options: Options) -> Loaded:
    return _loaded(inspired.advice(), inspired.CATALOGUE, inspired.training(), options)


def load_redial(options: Options) -> Loaded:
    """Of a drawn 15% of the dialogues; likes of the others may be learned from."""
    every = list(redial.advice())
    scored = redial.held_out([one.dialogue for one in every])
    training = redial.training(scored)
    mine = (one for one in every if one.dialogue in scored)
    return _loaded(mine, redial.CATALOGUE, training, options)


def _loaded(
    advice: Iterable[Advice], catalogue: str, training: Training, options: Options
) -> Loaded:
    samples, labels = [], {}
    titles = {item.id: item.title for item in training.items}
    for one in advice:
        request = one.talk.request(catalogue, exclude=one.before, k=K)
        words = "\n".join([*(turn.content for turn in request.dialogue), request.text])
        for n, film in enumerate(one.films, 1):
            id_ = f"{one.dialogue}/{one.turn}/{n}"
            samples.append(Sample(id_, one.dialogue, request))
            labels[id_] = {"relevant": [film], "said": said(titles.get(film, film), words)}
    return Loaded(drawn(samples, options.limit, options.seed), labels, training, catalogue)


TASK = Task(
    name="conversation",
    title="The film named next in a conversation (INSPIRED)",
    dataset=inspired.SOURCE.folder,
    split="the published test turns: 211 items named in 191 turns of 88 dialogues",
    candidates="all 1,123 items but those named before",
    load=load_inspired,
    prepare=inspired.prepare,
    metrics=METRICS,
    systems=SYSTEMS,
    costly=COSTLY,
    few=100,
    notes=(
        "Published on these turns with the same items removed (He et al. 2023, CIKM; Recall "
        "@1/5/10/20): GPT-4 .066/.133/.185/.218, GPT-3.5 .052/.123/.175/.185, Vicuna-13B "
        ".047/.123/.142/.142. Those models name films from memory; titles are matched to the "
        "1,123 items afterwards.",
        *PROTOCOL,
        "Items are DBpedia names. 608 of 1,123 have a plot, genres and people, because ReDial "
        "knows a film of that title; the others have their title alone.",
        "The training dialogues of the set are not there: popularity is counted over the 99 "
        "development dialogues. llmrec learns from them too, from the turns that name a film; as "
        "they are few it begins with what ReDial's training dialogues taught (train_spoken).",
    ),
)
TASK_REDIAL = Task(
    name="conversation-redial",
    title="The film named next in a conversation (ReDial)",
    dataset=redial.SOURCE.folder,
    split="by dialogue: 15% of the 985 development dialogues, drawn with seed 0",
    candidates="all 6,576 films but those named before",
    load=load_redial,
    prepare=redial.prepare,
    metrics=METRICS,
    systems=tuple(name for name in SYSTEMS if name not in COSTLY[1:]),
    costly=COSTLY[:1],
    few=100,
    notes=(
        "llmrec learns from the other 85% of the dialogues: which films each names, and what was "
        "said before. Popularity counts the same films.",
        "Published for GPT-4 on the test part of ReDial (He et al. 2023, CIKM; Recall "
        "@1/5/10/20): .050/.140/.201/.268. These dialogues are of the training part, so that the "
        "figures stand beside each other and are not to be compared to the point.",
        *PROTOCOL,
    ),
)
