"""All tools by name, and the one door for calls that somebody else wrote."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from llmrec.tools import args, asking, bounds, feedback, finding, reasons, results
from llmrec.tools.cards import cut
from llmrec.tools.toolbox import Toolbox
from pydantic import ValidationError

from llmrec.errors import LLMRecError, ToolError, UsageError

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tool:
    name: str
    description: str
    """What it does and when to use it; a model chooses by it."""
    args: type[args.Args]
    result: type[results.Result]
    run: Callable[[Any, Toolbox], results.Result]
    writes: bool = False
    """Whether it changes anything that is kept."""


_ALL = (
    Tool(
        "search_items",
        "Find items by words and meaning, quickly and without judging how well they suit anybody. "
        "Use it to look up a product, a name or a topic.",
        args.SearchArgs,
        results.ItemList,
        finding.search_items,
    ),
    Tool(
        "filter_items",
        "Count and list the items that keep to exact limits on fields, sorted. "
        "Use it for the cheapest, the newest, or how many there are.",
        args.FilterArgs,
        results.Filtered,
        finding.filter_items,
    ),
    Tool(
        "recommend",
        "Recommend items for a request in a person's own words, with scores and reasons. "
        "Use it whenever somebody says what they like or look for.",
        args.RecommendArgs,
        results.Recommended,
        asking.recommend,
    ),
    Tool(
        "rank",
        "Put given items in the order in which they suit a request. "
        "Use it when the candidates are known already.",
        args.RankArgs,
        results.Ranked,
        asking.rank,
    ),
    Tool(
        "rate",
        "Predict the stars, 1 to 5, that a person would give to items, with an interval. "
        "Use it for how much somebody would like a certain item.",
        args.RateArgs,
        results.Rated,
        reasons.rate,
    ),
    Tool(
        "tag",
        "Read the interests of a person out of what they say, as tags of the catalogue with their "
        "probability. Use it to sum up a taste.",
        args.TagArgs,
        results.Tagged,
        asking.tag,
    ),
    Tool(
        "compare",
        "Put two to five items side by side, field by field, and say which fields differ. "
        "Use it before choosing between items.",
        args.CompareArgs,
        results.Compared,
        reasons.compare,
    ),
    Tool(
        "explain",
        "Say why one item suits a request, with a quote and what each feature added to its score. "
        "Use it when somebody asks why an item was recommended.",
        args.ExplainArgs,
        results.Explained,
        reasons.explain,
    ),
    Tool(
        "why_not",
        "Say what kept one item out of the list for a request: a limit, a dislike, or its rank. "
        "Use it when somebody misses an item.",
        args.WhyNotArgs,
        results.WhyNot,
        reasons.why_not,
    ),
    Tool(
        "get_item",
        "Get all fields of one item by its id. Use it for facts that a list does not show.",
        args.GetItemArgs,
        results.ItemDetails,
        finding.get_item,
    ),
    Tool(
        "profile",
        "Tell what is understood of a request: search words, interests, limits. "
        "Use it to check a reading before acting on it.",
        args.ProfileArgs,
        results.Understood,
        asking.profile,
    ),
    Tool(
        "record_feedback",
        "Keep what the person did with an item: liked, disliked, rated, bought. "
        "Use it only when the person says so of themselves.",
        args.FeedbackArgs,
        results.Recorded,
        feedback.record_feedback,
        writes=True,
    ),
    Tool(
        "describe_catalog",
        "Describe the catalogue: its size, and its fields with type, unit, range and most frequent "
        "values. Use it before giving limits.",
        args.DescribeArgs,
        results.CatalogInfo,
        finding.describe_catalog,
    ),
)
TOOLS: dict[str, Tool] = {tool.name: tool for tool in _ALL}


def call(name: str, arguments: object, toolbox: Toolbox) -> results.Result:
    """Run a tool with arguments as JSON has them. An argument that is null was left out.

    Raises:
        ToolError: an unknown tool, arguments out of bounds or of wrong types, something that the
            toolbox may not do, or a failure. Nothing else.
    """
    tool = TOOLS.get(name) if isinstance(name, str) else None
    if tool is None:
        raise ToolError(
            "unknown_tool",
            f"There is no tool {cut(str(name), 60)!r}.",
            remedy=f"The tools are: {', '.join(TOOLS)}.",
        )
    given = bounds.check({} if arguments is None else arguments)
    try:
        parsed = tool.args.model_validate({k: v for k, v in given.items() if v is not None})
    except ValidationError as e:
        raise _misfit(tool, e) from e
    return _run(tool, parsed, toolbox)


def _run(tool: Tool, parsed: args.Args, toolbox: Toolbox) -> results.Result:
    try:
        return tool.run(parsed, toolbox)
    except ToolError:
        raise
    except UsageError as e:
        raise ToolError("bad_arguments", e.message, remedy="Say in words what is wanted.") from e
    except LLMRecError as e:
        raise ToolError("failed", e.message, remedy=e.remedy) from e
    except Exception as e:
        _log.exception("%s failed", tool.name)
        remedy = "This is a fault of llmrec; the log has the details. Other tools may still work."
        raise ToolError("failed", f"{tool.name} failed: {type(e).__name__}.", remedy=remedy) from e


def _misfit(tool: Tool, error: ValidationError) -> ToolError:
    """The first few things that do not fit, and what would."""
    said = []
    for found in error.errors(include_input=False, include_url=False)[:3]:
        where = ".".join(cut(str(part), 40) for part in found["loc"])
        said.append(f"{where}: {found['msg']}")
    names = [f"{n} (needed)" if f.is_required() else n for n, f in tool.args.model_fields.items()]
    return ToolError(
        "bad_arguments",
        f"The arguments of {tool.name} do not fit: {'; '.join(said)}.",
        remedy=f"It takes: {', '.join(names) or 'nothing'}.",
    )
