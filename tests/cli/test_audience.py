"""Audiences and tags through the command line, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Ask = Callable[..., Result]
Answer = Callable[..., Any]
RULE = "did('order', at_least=2) and spend_12m >= 100"


@pytest.fixture(scope="module")
def saved(made: Any, run: Callable[..., Result]) -> str:
    """The name of an audience of the shop."""
    done = run("audience", "save", "twice", RULE, "--title", "两单客", "--replace", "--shop", made.folder)
    assert done.exit_code == 0, done.output
    return "twice"


def test_count_members_and_export_tell_of_the_same_people(answer: Answer, ask: Ask, saved: str, tmp_path: Path) -> None:
    people = answer("audience", "count", saved)["people"]
    assert people > 0
    assert people == len(answer("audience", "members", saved)) == answer("audience", "count", RULE)["people"]
    assert f"{people} customers" in ask("audience", "export", saved, tmp_path / "x.csv").stdout
    assert len((tmp_path / "x.csv").read_text("utf-8").splitlines()) == people + 1
    assert f"共 {people} 位客户" in ask("audience", "count", saved, "--language", "zh").stdout


def test_what_nobody_can_meet_is_told_beside_the_count(ask: Ask, answer: Answer) -> None:
    rule = "last_purchase_day >= '2999-01-01'"
    assert "note: 2999-01-01 is after" in ask("audience", "count", rule).stdout
    assert len(answer("audience", "count", rule)["notes"]) == 1


def test_members_are_shown_with_the_titles_of_their_tags(ask: Ask, saved: str) -> None:
    shown = ask("audience", "members", saved, "--limit", 2)
    assert "Spend, 12 months" in shown.stdout
    assert "more: --limit 0 shows all" in shown.stderr
    shown = ask("audience", "members", saved, "--columns", "spend_12m,stage", "--language", "zh").stdout
    assert "近 12 个月消费" in shown
    assert "成熟期" in shown or "成长期" in shown


def test_why_says_it_line_by_line(answer: Answer, ask: Ask, saved: str) -> None:
    who = answer("audience", "members", saved)[0]["customer_id"]
    shown = ask("audience", "why", f"audience('{saved}') and not stage == 'lost'", who).stdout
    assert f"{who} is in" in shown or f"{who} is not in" in shown
    assert "did('order', at_least=2)" in shown
    found = answer("audience", "why", saved, who)
    assert found["is_member"] is True
    assert [one["kind"] for one in found["reasons"]] == ["all", "condition", "condition"]


def test_the_list_has_title_size_and_rule(ask: Ask, answer: Answer, saved: str) -> None:
    rows = {row["name"]: row for row in answer("audience")}
    assert rows[saved]["rule"] == RULE
    assert "两单客" in ask("audience", "list", "--language", "zh").stdout


def test_overlap_and_drift_are_told(
    ask: Ask, answer: Answer, run: Callable[..., Result], made: Any, saved: str
) -> None:
    assert "Jaccard" in ask("audience", "overlap", saved, "is_repeat_buyer").stdout
    assert answer("audience", "overlap", saved, saved)[0]["jaccard"] == 1
    refused = run("audience", "drift", saved, "--shop", made.folder)
    assert refused.exit_code == 3
    assert "no tags are kept of a day before" in refused.stderr


def test_a_wrong_rule_tells_every_fault_and_the_exit_code_of_input(run: Callable[..., Result], made: Any) -> None:
    refused = run("audience", "count", "spned_12m > 1 and stage == 'lots'", "--shop", made.folder)
    assert refused.exit_code == 2
    assert "2 faults" in refused.stderr
    assert "Did you mean 'spend_" in refused.stderr
    assert "no word of stage named 'lots'. Did you mean 'lost'?" in refused.stderr


def test_removing_and_taking_back(run: Callable[..., Result], made: Any, ask: Ask) -> None:
    ask("audience", "save", "gone", "is_late")
    ask("audience", "remove", "gone")
    assert run("audience", "count", "gone", "--shop", made.folder).exit_code == 3
    assert "gone is again: is_late" in ask("audience", "undo", "gone").stdout


def test_tags_are_listed_and_one_of_them_is_shown(ask: Ask, answer: Answer) -> None:
    assert "spend_12m" in ask("tags").stdout
    assert "累计" in ask("tags", "--language", "zh").stdout
    assert "median" in ask("tags", "spend_12m").stdout
    assert "(mature)" in ask("tags", "stage").stdout or "(growing)" in ask("tags", "stage").stdout
    assert answer("tags", "spend_12m")["unknown_share"] == 0


def test_an_estimate_says_how_many_were_looked_at(answer: Answer, ask: Ask, saved: str) -> None:
    found, people = answer("audience", "count", saved, "--estimate"), answer("audience", "count", saved)["people"]
    assert found["is_exact"] is True
    assert found["people"] == found["low"] == found["high"] == people
    assert found["sample"] == found["of"] > people
    assert f"{people} customers" in ask("audience", "count", saved, "--estimate").stdout
    assert "已查看全部客户" in ask("audience", "count", saved, "--estimate", "--language", "zh").stdout


def test_an_estimate_of_many_customers_is_told_with_its_interval(capsys: Any) -> None:
    from datetime import date
    from types import SimpleNamespace

    from regulars.app.sample import told
    from regulars.cli.audience_words import estimated

    found = told(date(2025, 3, 31), 300, sample=10_000, of=1_000_000)
    lines: list[tuple[str, str]] = []
    terminal: Any = SimpleNamespace(
        as_json=False, numbers=SimpleNamespace(day=str), line=lambda *words: lines.append(words)
    )
    estimated(terminal, SimpleNamespace(estimate=lambda as_of: found, text="x"), None)  # type: ignore[arg-type]
    assert "About 30,000 customers" in lines[0][0]
    assert "10,000 of 1,000,000 were looked at" in lines[0][0]
    assert "约 30,000 位客户" in lines[0][1]
