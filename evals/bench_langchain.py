"""What one would write otherwise: LangChain's self-query retriever and one generation.

Over the same vectors in Chroma (copied from the catalogue, not embedded again), the same servers,
with a prompt that was tuned for this model: few attributes described, the comparators that the
catalogue has, two examples. A query that the retriever cannot parse is counted and answered by
plain similarity, as a careful user would do.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Sequence

import numpy as np
from langchain_chroma import Chroma
from langchain_classic.chains.query_constructor.base import (
    StructuredQueryOutputParser,
    get_query_constructor_prompt,
)
from langchain_classic.chains.query_constructor.schema import AttributeInfo
from langchain_classic.retrievers.self_query.base import SelfQueryRetriever
from langchain_community.query_constructors.chroma import ChromaTranslator
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_openai import ChatOpenAI
from llmrec.evals.bench_parts import Figures, need_chat, salt, spread
from llmrec.evals.bench_quality import ANSWERS, quality
from llmrec.evals.bench_requests import REQUESTS
from llmrec.evals.chorus import CATALOGUE, Judged, judged
from llmrec.evals.queries import answered
from rich.console import Console
from rich.progress import track

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.items import embedded_text
from llmrec.catalog.store import existing
from llmrec.llm import Embedder, embedder

K = 10
FIELDS = [
    AttributeInfo(name="price", description="price in US dollars", type="float"),
    AttributeInfo(name="supplier", description="the maker, for example HP", type="string"),
]
EXAMPLES = [
    (
        "a red laptop sleeve from Targus under $25",
        {
            "query": "red laptop sleeve",
            "filter": 'and(eq("supplier", "Targus"), lt("price", 25))',
        },
    ),
    ("a good webcam for video calls", {"query": "webcam video calls", "filter": "NO_FILTER"}),
]
ANSWER = """You are a shop assistant for consumer electronics. Someone asks:
{request}

Products found:
{products}

Recommend the best three of these products. One line each: the product and why it fits."""


class Ours(Embeddings):
    """LangChain's view of the same embedding server."""

    def __init__(self, embed: Embedder) -> None:
        self._embed = embed

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = np.asarray(self._embed(texts)).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def store(catalogue: Catalogue, folder: str) -> Chroma:
    """The catalogue's own vectors in a Chroma of LangChain's."""
    embed = embedder()
    out = Chroma(
        "chorus",
        Ours(embed),
        persist_directory=folder,
        collection_metadata={"hnsw:space": "cosine"},
    )
    place, manifest = existing(catalogue.name)
    file = manifest.embeddings[embed.model].file
    vectors = np.load(place.generation(manifest.generation).root / file)
    for n in range(0, catalogue.size, 2000):
        items = catalogue.items(catalogue.ids[n : n + 2000])
        out._collection.add(  # the class itself takes no vectors that are there already
            ids=[i.id for i in items],
            embeddings=vectors[n : n + len(items)].tolist(),
            documents=[embedded_text(i, catalogue.schema) for i in items],
            metadatas=[
                {k: v for k in ("price", "supplier") if (v := i.attributes.get(k)) is not None}
                | {"id": i.id}
                for i in items
            ],
        )
    return out


class Chain:
    """Self-query retrieval, then one answer."""

    def __init__(self, vectors: Chroma) -> None:
        at = need_chat()
        self.vectors = vectors
        self.llm = ChatOpenAI(
            model=at.model_name,
            base_url=at.base_url,
            api_key=at.api_key,
            temperature=0,
            max_tokens=200,
            timeout=180,
            extra_body={"cache_salt": salt()},
        )
        comparators = ChromaTranslator.allowed_comparators
        prompt = get_query_constructor_prompt(
            "products of an electronics shop",
            FIELDS,
            examples=EXAMPLES,
            allowed_comparators=comparators,
            allowed_operators=ChromaTranslator.allowed_operators,
        )
        parser = StructuredQueryOutputParser.from_components(
            allowed_comparators=comparators,
            allowed_operators=ChromaTranslator.allowed_operators,
        )
        self.retriever = SelfQueryRetriever(
            llm_chain=prompt | self.llm.bind(max_tokens=120) | parser,
            vectorstore=vectors,
            structured_query_translator=ChromaTranslator(),
            search_kwargs={"k": K},
        )
        self.failures: Counter[str] = Counter()
        """By the name of the error."""

    def find(self, text: str, k: int = K) -> list[Document]:
        self.retriever.search_kwargs = {"k": k}
        try:
            found: list[Document] = self.retriever.invoke(text)
        except Exception as e:  # whatever it cannot parse or translate: that is what is counted
            self.failures[type(e).__name__] += 1
            found = self.vectors.similarity_search(text, k)
        return found

    def answer(self, text: str) -> tuple[list[Document], str]:
        found = self.find(text)
        lines = "\n".join(f"- {d.page_content[:160]}" for d in found)
        said = self.llm.invoke(ANSWER.format(request=text, products=lines))
        return found, str(said.content)


def bench() -> Figures:
    answers = answered(ANSWERS)  # first: a file that cannot be read must not cost the run
    catalogue = Catalogue.open(CATALOGUE)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        chain = Chain(store(catalogue, folder))
        chain.answer("a cable for a printer")  # warm
        chain.failures.clear()
        rows = [_one(chain, text) for text in REQUESTS]
        failures = dict(chain.failures)
        chain.failures.clear()
        graded = [one for one in judged() if one.graded]
        rankings = _rankings(chain, graded)
        return {
            "total_ms": spread([r["total_ms"] for r in rows]),
            "requests": len(rows),
            "parse_failures": failures,
            "empty_lists": sum(not r["found"] for r in rows),
            "queries": len(rankings),
            "parse_failures, queries": dict(chain.failures),
            **quality(graded, rankings, answers),
            "rows": rows,
        }


def _one(chain: Chain, text: str) -> Figures:
    started = time.perf_counter()
    found, said = chain.answer(text)
    return {
        "text": text,
        "total_ms": round((time.perf_counter() - started) * 1e3, 1),
        "found": len(found),
        "top": [d.page_content[:80] for d in found[:3]],
        "answer": said,
    }


def _rankings(chain: Chain, queries: Sequence[Judged], depth: int = 2000) -> dict[str, list[str]]:
    """What the chain finds for each query, deep enough to reach most of its pool."""
    err = Console(stderr=True)
    todo = track(queries, "queries", console=err, disable=not err.is_terminal)
    return {
        one.query: [str(d.metadata["id"]) for d in chain.find(one.query, depth)] for one in todo
    }
