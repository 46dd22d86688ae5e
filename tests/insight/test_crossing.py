"""Crossed groups: who is counted where, what is tested, and that shuffled labels find nothing beyond the stated rate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest

from regulars.catalogue.shelf import base_groups
from regulars.core.base_group import DIMENSIONS, BaseGroup, top_fifth
from regulars.insight import crossing as step
from regulars.insight.crossing_words import sentence
from regulars.insight.over import Counted, crossings, over_indexing


@pytest.fixture(scope="module")
def engine() -> Any:
    return ibis.duckdb.connect()


def group(name: str, dimension: Any, rule: Any = None, excludes: tuple[str, ...] = ()) -> BaseGroup:
    return BaseGroup(name, dimension, {"en": name, "zh": name}, {"en": name, "zh": name}, rule, excludes)


def tags(**columns: list[Any]) -> ibis.Table:
    count = len(next(iter(columns.values())))
    word, number = pa.string(), pa.int64()
    told = {
        "customer_id": pa.array([f"c{k}" for k in range(count)]), "purchase_days": pa.array([1] * count, number),
        **{name: pa.array([None] * count, word) for name in ("province", "country", "top_category")},
        "spend": pa.array([None] * count, number),
    }  # fmt: skip
    kinds = {name: array.type for name, array in told.items()}
    return ibis.memtable(pa.table(told | {name: pa.array(of, kinds[name]) for name, of in columns.items()}))


def test_the_shipped_groups_are_sixteen_over_four_dimensions_and_speak_both_languages() -> None:
    shipped = base_groups()
    assert len(shipped) == 16
    assert [sum(one.dimension == name for one in shipped.values()) for name in DIMENSIONS] == [4, 4, 4, 4]
    for one in shipped.values():
        assert one.title.keys() == one.about.keys() == {"en", "zh"}


def test_people_are_in_the_groups_whose_rules_hold_and_unknown_is_no(engine: Any) -> None:
    groups = [
        group("home", "address", lambda t: t.province == t.leading_province),
        group("spender", "purchase", lambda t: top_fifth(t.spend)),
        group("fan", "usage", lambda t: t.top_category == t.leading_category),
    ]
    rows = tags(
        province=["B", "A", "A", None, "B"], spend=[None, 10, 20, 30, 100], purchase_days=[1, 1, 1, 1, 0],
        top_category=[None] * 5,
    )  # fmt: skip
    found = engine.to_pyarrow(step.base_member(rows, groups=groups)).to_pylist()
    assert {row["customer_id"]: row["groups"] for row in found} == {"c0": 0, "c1": 1, "c2": 1, "c3": 2}, (
        "c4 never bought, A leads among those who did, c3 spends more than four fifths, no category is known"
    )


def test_a_fifth_takes_equals_together_and_never_those_with_nothing(engine: Any) -> None:
    rule = [group("spender", "purchase", lambda t: top_fifth(t.spend))]
    for spend, wanted in (([0] * 10, 0), ([5] * 10, 0), ([*range(10)], 2), ([0] * 8 + [7, 7], 2)):
        found = engine.to_pyarrow(step.base_member(tags(spend=spend), groups=rule)).to_pylist()
        assert sum(row["groups"] for row in found) == wanted, spend


def test_people_are_counted_once_a_value_however_much_they_buy(engine: Any) -> None:
    member = ibis.memtable(pa.table({"customer_id": ["a", "b", "c"], "groups": [3, 1, 0]}))
    lines = [("a", 1, "tea", 9), ("a", 1, "tea", 9), ("a", 2, "cups", 10), ("b", 1, "tea", 9), ("x", 1, "tea", 9)]
    columns = {"customer_id": [row[0] for row in lines], "day": [date(2024, 1, row[1]) for row in lines]}
    columns |= {"category": [row[2] for row in lines], "price_band": ["0-20"] * 5, "hour": [row[3] for row in lines]}
    line = ibis.memtable(pa.table(columns))
    person = step.later_person(line)
    have = engine.to_pyarrow(step.value_count(member, person, step.later_value(line))).to_pylist()
    told = {(row["groups"], row["dimension"], row["value"]): (row["stratum"], row["people"]) for row in have}
    assert told == {
        (3, "category", "tea"): (3, 1), (3, "category", "cups"): (3, 1), (1, "category", "tea"): (1, 1),
        (3, "price_band", "0-20"): (3, 1), (1, "price_band", "0-20"): (1, 1),
        (3, "hour", "9"): (2, 1), (3, "hour", "10"): (2, 1), (1, "hour", "9"): (1, 1),
    }  # fmt: skip
    sizes = engine.to_pyarrow(step.size_count(member)).to_pylist()
    assert {row["groups"]: row["people"] for row in sizes} == {3: 1, 1: 1, 0: 1}


def test_crossings_take_one_group_of_each_dimension() -> None:
    groups = [group("p", "purchase"), group("q", "purchase"), group("a", "address"), group("u", "usage")]
    assert list(crossings(groups, 2, {0, 1, 2, 3})) == [(0, 2), (1, 2), (0, 3), (1, 3), (2, 3)]
    assert list(crossings(groups, 3, {0, 2, 3})) == [(0, 2, 3)]
    assert list(crossings(groups, 4, {0, 1, 2, 3})) == []


#: Eight groups, two of each dimension.
EIGHT = [group(f"{name}{k}", name) for name in DIMENSIONS for k in range(2)]


def people(draw: np.random.Generator, count: int = 1500, values: int = 25) -> tuple[Any, Any, Any]:
    """Active people are in more groups and buy more of everything: masks, classes of activity, and who bought what."""
    activity = draw.integers(0, 6, count)
    inside = draw.random((count, 8)) < 0.2 + 0.06 * activity[:, None]
    chance = np.clip(draw.beta(1, 3, values) * (0.3 + 0.3 * activity[:, None]), 0, 0.98)
    return (inside << np.arange(8)).sum(1), activity, draw.random((count, values)) < chance


def counts(masks: Any, classes: Any, bought: Any) -> tuple[Any, Any, dict[str, Counted]]:
    told, place = np.unique(masks, return_inverse=True)
    whole = np.zeros((len(told), 6), dtype=np.int64)
    np.add.at(whole, (place, classes), 1)
    who, value = np.nonzero(bought)
    names = tuple(f"v{k}" for k in range(bought.shape[1]))
    ones = np.ones(len(who), dtype=np.int64)
    return told, np.bincount(place), {"category": Counted(names, whole, place[who], value, classes[who], ones)}


def judged(masks: Any, classes: Any, bought: Any, excluded: Any = None) -> list[Any]:
    told, sizes, counted = counts(masks, classes, bought)
    return over_indexing(list(crossings(EIGHT, 2, set(range(8)))), told, sizes, counted, excluded=excluded or {})


def test_shuffled_labels_find_nothing_beyond_the_stated_rate() -> None:
    """The labels are shuffled among people alike, so that nothing but chance and how much they buy is left."""
    draw, any_found, unlike, tests = np.random.default_rng(4), 0, 0, 0
    for _ in range(60):
        masks, classes, bought = people(draw)
        for one in range(6):
            alike = np.flatnonzero(classes == one)
            masks[alike] = masks[draw.permutation(alike)]
        told = judged(masks, classes, bought)
        tests += sum(one.tests for one in told)
        any_found += any(one.found for one in told)
        unlike += any(one.found for one in judged(masks, np.zeros_like(classes), bought))
    assert tests > 60 * 400
    assert any_found <= 11, "10 % of 60 shops may find something; more than 11 do with a chance of 1 in 40"
    assert unlike == 60, "a comparison that forgets how much people buy finds needs in every shop"


def test_labels_shuffled_among_all_people_find_nothing_beyond_the_stated_rate_either() -> None:
    draw, any_found = np.random.default_rng(6), 0
    for _ in range(60):
        masks, classes, bought = people(draw)
        any_found += any(one.found for one in judged(draw.permutation(masks), classes, bought))
    assert any_found <= 11


def test_a_planted_need_is_found_with_an_interval_around_it() -> None:
    draw, covered, seen = np.random.default_rng(12), 0, 0
    for _ in range(20):
        masks, classes, bought = people(draw)
        both = (masks & 0b101) == 0b101
        bought[:, 0] = draw.random(len(masks)) < np.where(both, 0.4, 0.2)
        told = next(one for one in judged(masks, classes, bought) if one.places == (0, 2))
        found = [row for row in told.found if row["value"] == "v0"]
        seen += len(found)
        covered += sum(row["low"] <= 2.0 <= row["high"] for row in found)
        assert all(row["having"] > row["expected"] >= 5 for row in told.found)
    assert seen >= 17
    assert covered >= seen - 3, "findings are the lucky ones, so that their intervals cover a little less often"


def test_what_a_group_is_made_of_is_not_tested_in_any_crossing_of_it() -> None:
    masks, classes, bought = people(np.random.default_rng(13))
    bought[:, 0] = (masks & 1) == 1
    one_value, all_values = {0: {("category", "v0")}}, {0: {("category", None)}}
    assert any(row["value"] == "v0" for one in judged(masks, classes, bought) for row in one.found)
    of_group = [one for one in judged(masks, classes, bought, one_value) if 0 in one.places]
    assert not any(row["value"] == "v0" for one in of_group for row in one.found)
    assert {one.tests for one in judged(masks, classes, bought, all_values) if 0 in one.places} == {0}


def test_what_lies_below_a_left_out_category_is_left_out_too() -> None:
    masks, classes, bought = people(np.random.default_rng(7))
    told, sizes, counted = counts(masks, classes, bought)
    paths = tuple(("FOOD", "FOOD/MILK", "FOOD/MILK/RAW", "FOODS", "FOODS/MILK")[k % 5] for k in range(bought.shape[1]))
    counted["category"] = replace(counted["category"], values=paths)
    tested = {}
    for excluded in ({}, {0: {("category", "FOOD")}}, {0: {("category", "FOOD/MILK")}}):
        found = over_indexing([(0, 2)], masks=told, sizes=sizes, counted=counted, excluded=excluded)
        tested[str(excluded)] = found[0].tests
    share = [sum(paths.count(path) for path in paths_left) for paths_left in (
        set(paths), {"FOODS", "FOODS/MILK"}, {"FOOD", "FOODS", "FOODS/MILK"})]  # fmt: skip
    assert list(tested.values()) == share


def test_fewer_than_fifty_are_no_crossing_and_fewer_later_are_not_tested() -> None:
    masks, sizes = np.array([0, 0b101, 0b1001]), np.array([500, 60, 49])
    whole = np.array([[400], [49], [49]])
    zero = np.zeros(3, dtype=np.int64)
    counted = {"category": Counted(("v",), whole, np.arange(3), zero, zero, np.array([100, 49, 49]))}
    told = over_indexing([(0, 2), (0, 3)], masks, sizes, counted, excluded={})
    assert [(one.places, one.size, one.later, one.tests) for one in told] == [((0, 2), 60, 49, 0)]


def test_a_finding_is_a_sentence_in_both_languages() -> None:
    row = {
        "title_en": "Frequent × Evening", "title_zh": "高频 × 晚间", "dimension": "hour", "value": "18", "having": 80,
        "people": 120, "having_share": 2 / 3, "expected": 60.0, "index": 1.5, "low": 1.2, "high": 1.8, "q": 0.01,
    }  # fmt: skip
    told = sentence(row, date(2024, 6, 30), "en")
    assert "80 of 120 who bought again bought between 18 and 19 o'clock after 2024-06-30 (66.7%)" in told
    assert "set against the others alone, it is 1.50 times as common (95 % interval 1.20–1.80, q 0.01)" in told
    assert "60.0 would have were they like all people who buy as much, themselves among them" in told
    chinese = sentence(row, date(2024, 6, 30), "zh")
    assert "在 18–19 点购买过" in chinese
    assert "含本群" in chinese
    assert "只与其中的其他人相比" in chinese
    assert "no ratio can be told" in sentence(row | {"index": None}, date(2024, 6, 30), "en")


@pytest.mark.parametrize("dialect", ["databricks", "postgres", "snowflake", "bigquery", "clickhouse"])
def test_the_steps_can_be_said_to_other_engines(dialect: str) -> None:
    shipped = list(base_groups().values())
    words, numbers = (
        ("province", "country", "top_category", "stage"),
        ("purchase_days", "order_count", "category_count"),
    )
    shares = ("orders_12m", "spend_12m", "discount_share_12m", "top_category_share", "mean_gap_days", "evening_share")
    tag = ibis.table(
        {"customer_id": "string"}
        | dict.fromkeys(words, "string") | dict.fromkeys(numbers, "int64") | dict.fromkeys(shares, "float64")
        | dict.fromkeys(("is_bulk_buyer", "is_late", "is_weekend_buyer", "is_coupon_user"), "boolean"),
        name="customer_tag",
    )  # fmt: skip
    line = ibis.table(
        {"customer_id": "string", "day": "date", "category": "string", "price_band": "string", "hour": "int32"},
        name="l",
    )
    member = step.base_member(tag, groups=shipped)
    person = step.later_person(line)
    for table in (step.size_count(member), step.value_count(member, person, step.later_value(line))):
        assert "SELECT" in ibis.to_sql(table, dialect=dialect)
