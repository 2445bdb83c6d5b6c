"""The English part-of-speech tagger and its word list: textblob's, without the packages around it.

Importing textblob imports NLTK, scipy and scikit-learn, which takes more than a second; the
tagger itself is one file of pure Python and four tables, loaded in a tenth of one.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any


def tag_english(words: list[str]) -> list[str]:
    """Penn Treebank tags of the words of one sentence."""
    parser, _ = _load()
    return [tag for _, tag in parser.find_tags(words, map=lambda word, tag: (word, tag))]


def english_lexicon() -> Mapping[str, str]:
    """Some ninety thousand English word forms, with the tag each mostly has."""
    _, lexicon = _load()
    return lexicon


@lru_cache(maxsize=1)
def _load() -> tuple[Any, Mapping[str, str]]:
    """Raises ImportError when textblob is not installed."""
    found = importlib.util.find_spec("textblob")
    if found is None or found.origin is None:  # pragma: no cover
        raise ImportError("textblob is not installed")
    home = Path(found.origin).parent
    spec = importlib.util.spec_from_file_location("llmrec.text._pattern", home / "_text.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tables = ("morphology", "context", "entities")
    files = {name: str(home / "en" / f"en-{name}.txt") for name in tables}
    lexicon = module.Lexicon(path=str(home / "en" / "en-lexicon.txt"), language="en", **files)
    return module.Parser(lexicon=lexicon, default=("NN", "NNP", "CD"), language="en"), lexicon
