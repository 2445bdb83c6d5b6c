"""The page of a report: whole in one file, safe whatever an item is called, readable by all."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from llmrec.evals.harness import page as pages
from llmrec.evals.harness import runner
from llmrec.evals.harness.report import Finished, finish
from llmrec.evals.harness.writing import write

from .talking_task import COUNT, HERE, SCRIPT, TASK

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """What stands in a page: elements with their attributes, ids, text, scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.scripts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        (self.scripts if self.open and self.open[-1] == "script" else self.text).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    plan = runner.Plan(f"{HERE}:TASK", TASK.systems)
    made = runner.begin(TASK, plan, tmp_path_factory.mktemp("runs"))
    made.go()
    return finish(TASK, made.loaded, made.folder)


@pytest.fixture(scope="module")
def html(run: Finished) -> str:
    return pages.page([run]).decode()


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    found = Page(html)
    assert not found.open, f"never closed: {found.open}"
    return found


def packed(html: str) -> dict[str, str]:
    """The samples that are unpacked when they are chosen."""
    data = re.search(r'id="data-talking">([^<]*)<', html)
    assert data
    found: dict[str, str] = json.loads(gzip.decompress(base64.b64decode(data[1])))
    return found


def test_text_of_items_and_models_is_never_markup(html: str, page: Page) -> None:
    assert SCRIPT in "".join(page.text), "the title is shown as it is"
    kinds = [attrs.get("type") for attrs in page.all("script")]
    assert kinds == ["application/octet-stream", None], "the data and the page's own script alone"
    assert not page.all("img")
    for one in packed(html).values():
        inside = Page(one)
        assert not inside.all("script") and not inside.all("img")
        assert SCRIPT in "".join(inside.text)


def test_no_script_runs_but_the_page_s_own(page: Page) -> None:
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv")]
    own = hashlib.sha256(page.scripts[-1].encode()).digest()
    assert f"script-src 'sha256-{base64.b64encode(own).decode()}'" in (policy or "")
    assert (policy or "").startswith("default-src 'none'")
    handlers = [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert not handlers


def test_it_works_without_a_network(html: str, page: Page) -> None:
    addresses = [
        str(value)
        for _, attrs in page.elements
        for name, value in attrs.items()
        if name in ("href", "src", "action", "data", "srcset")
    ]
    assert addresses and all(one.startswith("#") for one in addresses)
    assert "url(" not in html and "@import" not in html and "fetch(" not in html


def test_every_link_has_a_place_to_go(page: Page) -> None:
    ids = [str(attrs["id"]) for _, attrs in page.elements if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert {str(a["href"])[1:] for a in page.all("a")} <= set(ids)


def test_it_can_be_read_without_seeing_it(page: Page) -> None:
    assert page.all("html")[0]["lang"] == "en"
    assert all(svg.get("role") == "img" and svg.get("aria-label") for svg in page.all("svg"))
    assert all(th.get("scope") in ("row", "col") for th in page.all("th"))
    regions = [d for d in page.all("div") if d.get("role") == "region"]
    assert regions and all(d.get("aria-label") and d.get("tabindex") == "0" for d in regions)
    assert len(page.all("table")) <= len(regions), "wide tables are scrolled by the keyboard too"


def test_it_knows_the_dark_and_the_printer(html: str) -> None:
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


def test_the_failed_sample_and_the_worst_come_first(page: Page, run: Finished) -> None:
    shown = [str(d["id"]) for d in page.all("details") if d.get("class") == "sample"]
    assert len(shown) == 20
    assert shown[0] == "talking.s7", "the one that failed"
    values = run.scored.answers[f"{HERE}:Speaks"].values["MRR"]
    worth = [values[one.removeprefix("talking.")] for one in shown]
    rest = [v for id_, v in values.items() if f"talking.{id_}" not in shown]
    assert worth == sorted(worth)
    assert max(worth) <= min(rest)


def test_every_sample_is_in_the_page(html: str, page: Page) -> None:
    shown = {str(d["id"]) for d in page.all("details") if d.get("class") == "sample"}
    options = {str(o["value"]) for o in page.all("option")} - {""}
    assert shown | set(packed(html)) == {f"talking.s{n}" for n in range(COUNT)}
    assert options == set(packed(html))


def test_all_that_the_model_saw_and_said_is_shown_once(html: str) -> None:
    one = Page(next(iter(packed(html).values())))
    words = "".join(one.text)
    assert words.count("The rules. The rules.") > 0
    assert "(the same as in call 1)" in words
    assert f"answer 1 {SCRIPT}" in words
    assert "1. fit 1+abc: ok (0 tokens in, 0 out, 5 ms)" in words
    assert "kept answer" in words
    assert "Fell back: judge → less" in words


def test_the_server_s_use_stands_beside(page: Page) -> None:
    words = "".join(page.text)
    assert "At least one call in flight" in words
    assert f"{COUNT - 1}" in words, "the calls that reached it"


def test_a_large_log_makes_no_large_page(
    run: Finished, monkeypatch: pytest.MonkeyPatch, html: str
) -> None:
    whole = re.search(r'id="data-talking">([^<]*)<', html)
    assert whole
    monkeypatch.setattr(pages, "PACKED", len(whole[1]) - 4)
    small = pages.page([run]).decode()
    assert 0 < len(packed(small)) < len(packed(html))
    missing = COUNT - 20 - len(packed(small))
    assert f"{missing} more samples are not in this page" in small
    monkeypatch.setattr(pages, "SECTION", 1)
    assert len(pages.page([run])) < len(small)


def test_two_runs_of_a_task_keep_apart(run: Finished) -> None:
    found = Page(pages.page([run, run]).decode())
    ids = [str(attrs["id"]) for _, attrs in found.elements if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert {"talking", "talking-2"} <= set(ids)


def test_both_forms_are_written_and_the_same_again(run: Finished, tmp_path: Path) -> None:
    md, html = write([run], tmp_path / "a" / "report.html")
    assert (md.name, html.name) == ("report.md", "report.html")
    assert md.read_text("utf-8").startswith("# llmrec eval")
    before: Any = html.read_bytes()
    write([run], tmp_path / "a" / "report.html")
    assert html.read_bytes() == before
