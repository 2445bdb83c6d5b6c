"""docs/scorer.md: formulas stand where it says, the card is of what ships, commands are real."""

from __future__ import annotations

import ast
import json
import math
import re
from importlib import import_module
from pathlib import Path

import pytest
from doubles import build, context, data_folder, few
from pages import (
    ROOT,
    Row,
    check_llmrec,
    check_program,
    llmrec_lines,
    modules,
    page,
    plain,
    section,
    symbols,
    table,
)

from llmrec.retrieve import Retrieve
from llmrec.score import INPUTS, NAMES, Score, load_weights
from llmrec.score.tag_features import FEATURES
from llmrec.types import Profile, Request

TEXT = page("scorer.md")
FORMULAS = table(TEXT, "Formula")
CARD_TEXT = section(TEXT, "Card of the default scorer")
FEATURES_TABLE = {plain(row["Feature"]): row for row in table(CARD_TEXT, "Feature")}
SYSTEMS = {row["System"]: row for row in table(CARD_TEXT, "System")}


def shipped(name: str) -> dict:
    return json.loads((ROOT / "llmrec" / "score" / name).read_text("utf-8"))


CARD = shipped("default.json")


def told(figures: dict[str, float] | None, sign: str = "") -> str:
    """As the pages write a figure and its interval; bold where that excludes zero."""
    if figures is None:
        return ""
    mean, low, high = (short(figures[name], sign) for name in ("mean", "low", "high"))
    said = f"{mean} [{low}, {high}]"
    return f"**{said}**" if sign and figures["low"] * figures["high"] > 0 else said


def short(value: float, sign: str = "", digits: int = 3) -> str:
    """`.906`, `+.005`."""
    return f"{value:{sign}.{digits}f}".replace("0.", ".", 1)


def percent(figures: list[float]) -> str:
    mean, low, high = figures
    return f"{mean:.0%} [{low:.0%}, {high:.0%}]"


class TestFormulas:
    @pytest.mark.parametrize("row", FORMULAS, ids=lambda row: row["Formula"])
    def test_a_formula_stands_where_the_page_says(self, row: Row) -> None:
        places = re.findall(r"`([\w/]+\.py)`: ((?:`[\w.]+`(?:, )?)+)", row["Where"] + row["Paper"])
        assert places, "it names no place"
        for file, names in places:
            lacking = set(re.findall(r"`([\w.]+)`", names)) - symbols(ROOT / file)
            assert not lacking, f"{file} has no {lacking}"

    @pytest.mark.parametrize("row", FORMULAS, ids=lambda row: row["Formula"])
    def test_a_paper_is_cited_in_the_file(self, row: Row) -> None:
        files = set(re.findall(r"`([\w/]+\.py)`", row["Where"] + row["Paper"]))
        there = " ".join(" ".join((ROOT / file).read_text("utf-8").split()) for file in files)
        name = r"[A-Z]\w+(?:, [A-Z]\w+)*(?: and [A-Z]\w+| et al\.)? \d{4}"
        for paper in re.findall(name, row["Paper"]):
            assert paper in there

    def test_every_file_of_the_page_is_there(self) -> None:
        named = set(re.findall(r"`([\w/]+/\w+\.\w+)`", TEXT))
        named |= {f"docs/{file}" for file in re.findall(r"\]\(([^)#]+)[^)]*\)", TEXT)}
        assert {file for file in named if not (ROOT / file).exists()} == set()


class TestCard:
    def test_every_feature_is_in_the_table_and_nothing_else(self) -> None:
        assert list(FEATURES_TABLE) == [*NAMES, "bias"]

    @pytest.mark.parametrize("kind", ["fast", "full"])
    def test_weights_are_those_of_the_card(self, kind: str) -> None:
        on_page = {name: float(row[kind]) for name, row in FEATURES_TABLE.items()}
        assert on_page == CARD["weights"][kind]

    @pytest.mark.parametrize("kind", ["fast", "full"])
    def test_the_card_tells_the_weights_that_serve(self, kind: str) -> None:
        part = getattr(load_weights(), kind)
        serving = dict(zip(NAMES, part.w.tolist(), strict=True)) | {"bias": part.b}
        assert {k: round(v, 4) for k, v in serving.items()} == CARD["weights"][kind]

    def test_what_was_given_and_what_was_left_out_is_told_so(self) -> None:
        how = {name: row["How"] for name, row in FEATURES_TABLE.items()}
        given = {k: float(v.split(", ")[1]) for k, v in how.items() if v.startswith("given")}
        assert given == CARD["given"]["weights"]
        recipes = [*CARD["recipes_by_fold"], CARD["recipes"]]
        out = {name for name, said in how.items() if said == "left out"}
        for recipe in (r for each in recipes for r in each.values()):
            assert {"lexical", "title"} <= set(re.findall(r"-(\w+)", recipe)) <= out

    def test_what_was_learned_has_a_weight(self) -> None:
        for name, row in FEATURES_TABLE.items():
            if row["How"].startswith("learned"):
                assert CARD["weights"]["full"][name]
                assert bool(CARD["weights"]["fast"][name]) == (row["How"] == "learned")

    def test_figures_out_of_fold_are_those_of_the_card(self) -> None:
        found, errors = CARD["out_of_fold"]["systems"], CARD["calibration_out_of_fold"]
        assert set(SYSTEMS) == set(found)
        for name, row in SYSTEMS.items():
            less = found[name]["ndcg@10 less best single"]
            assert row["NDCG@10"] == told(found[name]["ndcg@10"]), name
            assert row["Less dense"] == told(less, "+"), name
            error = errors.get(name.removeprefix("llmrec "))
            figures = ("ece", "flawless") if error else ()
            shown = [cell for cell in (row["ECE"], row["Flawless"]) if cell]
            assert shown == [short(error[figure]) for figure in figures], name

    def test_fast_is_not_said_to_be_better_than_dense(self) -> None:
        less = CARD["out_of_fold"]["systems"]["llmrec fast"]["ndcg@10 less best single"]
        assert ("Fast is not above dense" in TEXT) == (less["low"] <= 0)

    def test_licence_date_and_data_are_those_of_the_card(self) -> None:
        data, scored = CARD["data"], CARD["out_of_fold"]["queries"]
        for said in (
            f"**Licence**: {CARD['licence']}.",
            f"**Date**: {CARD['date']}.",
            f"{data['queries']} queries, {data['pairs']:,} judged pairs",
            f"the {scored} queries whose grades differ",
            f"{len(NAMES)} features",
            f"{2 * len(FEATURES_TABLE)} numbers",
        ):
            assert said in CARD_TEXT

    def test_what_leaving_the_judgement_out_costs_is_what_was_measured(self) -> None:
        measured = json.loads((ROOT / "docs" / "ablation.json").read_text("utf-8"))
        less = measured["chorus"]["variants"]["no LLM features"]["NDCG@10 less"]
        assert told(less, "+") in " ".join(CARD_TEXT.split())


class TestTaught:
    SAID = section(TEXT, "Without events: learn from the model")
    ROWS = {row["System"]: row for row in table(SAID, "System")}
    FIGURES = json.loads((ROOT / "docs" / "distil.json").read_text("utf-8"))["rows"]

    def test_its_figures_are_those_that_distil_shows(self) -> None:
        assert list(self.ROWS) == [one["system"] for one in self.FIGURES]
        for one in self.FIGURES:
            row = self.ROWS[one["system"]]
            assert row["NDCG@10"] == told(one["NDCG@10"])
            shown = {
                "Less fast": told(one["less fast"], "+"),
                "Less full, 6 judged": told(one["less full, 6 judged"], "+"),
                "Of the way to 6 judged": percent(one["closed, 6 judged"]),
                "Of the way to 12": percent(one["closed, 12 judged"]),
            }
            for name, value in shown.items():
                assert row[name] in (value, "" if "agreement" not in one else value), one["system"]

    def test_how_often_it_agrees_is_bold_where_it_serves(self) -> None:
        for one in (one for one in self.FIGURES if "agreement" in one):
            said = self.ROWS[one["system"]]["Agrees with the model (before)"]
            assert plain(said) == f"{short(one['agreement'])} ({short(one['before'])})"
            assert said.startswith("**") == one["serves"]

    def test_it_is_not_said_to_reach_the_grades(self) -> None:
        taught = [one for one in self.FIGURES if one["system"].endswith(" requests")]
        said = " ".join(self.SAID.split())
        above = any(one["less fast"]["low"] > 0 for one in taught)
        assert ("is not above plain fast" in said) == (not above)
        near = taught[-1]["less full, 6 judged"]["high"] >= 0
        assert (f"nor, {taught[-1]['system'].removeprefix('fast, ')}, below" in said) == near

    def test_what_was_asked_before_is_said_to_be_above_where_it_is(self) -> None:
        (one,) = (x for x in self.FIGURES if x["system"].endswith(" these queries too"))
        said = " ".join(self.SAID.split())
        assert ("asked before is above plain fast" in said) == (one["less fast"]["low"] > 0)
        assert self.ROWS[one["system"]]["ECE"] == short(one["calibration"]["ece"])


class TestBeside:
    def test_both_files_are_told_with_their_data(self) -> None:
        there = section(TEXT, "What ships beside it").replace(",", "")
        for name in ("spoken.json", "tags.json"):
            data = shipped(name)["data"]
            assert "CC BY 4.0" in data
            assert name in there
            assert set(re.findall(r"\d{3,}", data)) <= set(re.findall(r"\d+", there))

    def test_they_hold_one_number_a_feature(self) -> None:
        assert list(shipped("spoken.json")["worth"]) == list(INPUTS)
        tags = shipped("tags.json")
        assert list(tags["spoken"]["w"]) == list(tags["alone"]["w"]) == list(FEATURES)

    def test_what_is_given_there_is_told(self) -> None:
        from llmrec.evals import train_spoken, train_tags

        said = section(TEXT, "What ships beside it")
        for held, worth in (
            (train_spoken.HELD, shipped("spoken.json")["worth"]),
            (train_tags.HELD, shipped("tags.json")["spoken"]["w"]),
        ):
            for name, value in held.items():
                assert worth[name] == value
                assert f"`{name}` ({f'{value:g}'.replace('0.', '.')})" in said

    def test_the_tag_heads_figures_are_those_of_its_card(self) -> None:
        said = " ".join(section(TEXT, "What ships beside it").split())
        figures = shipped("tags.json")["metrics"]
        for name in ("F1, opening", "F1, whole"):
            value, _, n = figures[name].partition(", n ")
            assert value.replace("0.", ".") in said
            assert f"({n})" in said
        assert f"ECE {short(float(figures['ECE'].partition(', n ')[0]))}" in said

    def test_nothing_of_other_sets_is_read_to_learn_them(self) -> None:
        """MovieLens and INSPIRED have loaders; what trains imports none of them."""
        sets = {"movielens", "inspired", "games"}
        for name in ("train_scorer", "learning", "pools", "collect", "train_spoken", "train_tags"):
            tree = ast.parse((ROOT / "evals" / f"{name}.py").read_text("utf-8"))
            imported = {
                alias.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and "datasets" in (node.module or "")
                for alias in node.names
            }
            assert not imported & sets, name


class TestCommands:
    @pytest.mark.parametrize("line", llmrec_lines(TEXT))
    def test_commands_are_those_that_there_are(self, line: str) -> None:
        check_llmrec(line)

    @pytest.mark.parametrize(("name", "words"), modules(TEXT))
    def test_modules_take_what_they_are_given(self, name: str, words: list[str]) -> None:
        check_program(import_module(f"llmrec.evals.{name}").app, words)

    def test_the_page_tells_how_to_make_all_that_ships(self) -> None:
        shipping = {name for name, words in modules(TEXT) if "--ship" in words}
        assert shipping == {"train_scorer", "train_spoken", "train_tags"}


def test_shares_and_bias_add_up_to_the_logit_of_the_score(tmp_path: Path) -> None:
    with data_folder(tmp_path):
        home = build(tmp_path, "home", few("smart-home"))
        profile, request = Profile(search_text="smart speaker"), Request(text="smart speaker")
        found = Retrieve()(profile, request, context(home))
        for one in Score()(found, {}, profile, context(home), request):
            logit = sum(one.shares.values()) + load_weights().fast.b
            assert logit == pytest.approx(math.log(one.relevance / (1 - one.relevance)))


@pytest.mark.parametrize("other", ["README.md", "docs/train.md"])
def test_the_page_is_found_from(other: str) -> None:
    assert re.search(r"\]\((docs/)?scorer\.md\)", (ROOT / other).read_text("utf-8"))
