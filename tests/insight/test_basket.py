"""Pairs of a basket: hand-worked counts, an independent count of random baskets, and shuffled ones without findings."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest

from regulars.insight import basket as step
from regulars.insight.pair import Baskets, expected_alike, measures
from regulars.insight.verdict import sentence, verdict


@pytest.fixture(scope="module")
def engine() -> Any:
    return ibis.duckdb.connect()


def lines(baskets: dict[str, list[str | None]]) -> ibis.Table:
    rows = [(basket, item) for basket, items in baskets.items() for item in items]
    return ibis.memtable(pa.table({"basket_id": [row[0] for row in rows], "item": [row[1] for row in rows]}))


def counted(engine: Any, baskets: dict[str, list[str | None]], least: int) -> dict[str, list[dict[str, Any]]]:
    held = step.basket_item(lines(baskets))
    size, frequent = step.basket_size(held), step.frequent_item(held, least=least)
    coded = step.coded_item(held, frequent, size)
    tables = {"frequent": frequent, "stratum": step.stratum(size), "inside": step.item_stratum(coded)}
    tables["pair"] = step.item_pair(coded, least=least)
    return {name: engine.to_pyarrow(table).to_pylist() for name, table in tables.items()}


def test_an_item_counts_once_a_basket_and_nothing_is_no_item(engine: Any) -> None:
    found = counted(engine, {"1": ["beer", "beer", "nappies", None, ""], "2": ["beer", "nappies"], "3": ["beer"]}, 1)
    assert sorted((row["item"], row["count"]) for row in found["frequent"]) == [("beer", 3), ("nappies", 2)]
    assert sorted((row["stratum"], row["baskets"], row["items"]) for row in found["stratum"]) == [(1, 1, 1), (2, 2, 4)]
    assert [row["together"] for row in found["pair"]] == [2]


def test_rare_items_are_left_out_before_the_pairs_are_made(engine: Any) -> None:
    found = counted(engine, {"1": ["a", "b", "c"], "2": ["a", "b"], "3": ["a"]}, 2)
    assert [row["item"] for row in sorted(found["frequent"], key=lambda row: row["code"])] == ["a", "b"]
    assert [(row["a"], row["b"], row["together"]) for row in found["pair"]] == [(0, 1, 2)]


def test_pairs_of_random_baskets_are_those_that_python_counts(engine: Any) -> None:
    draw = np.random.default_rng(2)
    baskets = {str(n): [f"i{k}" for k in draw.integers(0, 30, draw.integers(1, 25))] for n in range(300)}
    found = counted(engine, baskets, 4)
    codes = {row["code"]: row["item"] for row in found["frequent"]}
    ours = {(codes[row["a"]], codes[row["b"]]): row["together"] for row in found["pair"]}
    theirs: dict[tuple[str, str], int] = {}
    for items in baskets.values():
        for pair in combinations(sorted(set(items)), 2):
            theirs[pair] = theirs.get(pair, 0) + 1
    assert ours == {pair: count for pair, count in theirs.items() if count >= 4}


def seen(holds: np.ndarray) -> tuple[Baskets, np.ndarray, np.ndarray, np.ndarray]:
    """The counts of a matrix of baskets by items, and all its pairs."""
    size = holds.sum(1)
    classes = np.array(step.SIZES)[np.searchsorted(step.SIZES, size, side="right") - 1]
    told = np.unique(classes)
    inside = np.stack([holds[classes == one].sum(0) for one in told], 1)
    baskets = Baskets(
        inside,
        np.array([(classes == one).sum() for one in told]),
        np.array([size[classes == one].sum() for one in told]),
    )
    a, b = np.triu_indices(holds.shape[1], 1)
    return baskets, a, b, (holds.T.astype(int) @ holds.astype(int))[a, b]


def drawn(draw: np.random.Generator, baskets: int = 3000, items: int = 40) -> np.ndarray:
    """Baskets of very unlike sizes whose items have nothing to do with one another."""
    weights = draw.gamma(0.7, size=items) + 0.05
    size = np.minimum(draw.geometric(0.22, size=baskets), items // 2)
    keys = draw.exponential(size=(baskets, items)) / weights  # the smallest keys: draws without replacement
    return keys.argsort(1).argsort(1) < size[:, None]


def test_shuffled_baskets_find_nothing_beyond_the_stated_rate_though_their_lifts_are_high() -> None:
    draw, any_found, plain, p_small = np.random.default_rng(8), 0, [], []
    for _ in range(40):
        baskets, a, b, together = seen(drawn(draw))
        found = measures(a, b, together, baskets)
        any_found += bool((found["q"] <= 0.1).any())
        p_small.append(np.mean(found["p"] <= 0.05))
        plain.append(np.mean(found["p_fisher"] <= 0.05))
    assert any_found <= 8, "10 % of 40 shops may find something; more than 8 do with a chance of 1 in 65"
    assert np.mean(p_small) <= 0.05
    assert np.mean(plain) > 0.3, "the test that forgets the sizes would call a third of nothing a finding"


def test_what_was_planted_among_shuffled_baskets_is_found_and_nothing_else() -> None:
    holds = drawn(np.random.default_rng(9))
    order = np.argsort(holds.sum(0))
    one, other = order[10], order[12]
    holds[:60, [one, other]] = True
    baskets, a, b, together = seen(holds)
    found = measures(a, b, together, baskets)["q"] <= 0.1
    assert {tuple(sorted(pair)) for pair in zip(a[found], b[found], strict=True)} == {tuple(sorted((one, other)))}


def test_baskets_of_one_item_hold_no_pair() -> None:
    baskets = Baskets(np.array([[50], [50]]), np.array([100]), np.array([100]))
    assert expected_alike(np.array([0]), np.array([1]), baskets) == [0.0]


def row(**changes: Any) -> dict[str, Any]:
    told = {
        "name_a": "beer", "name_b": "nappies", "by": "order", "baskets": 1000, "count_a": 100, "count_b": 80,
        "together": 20, "expected": 8.0, "expected_alike": 9.0, "lift": 2.5, "low": 1.7, "high": 3.7, "lift_alike": 2.2,
        "p_fisher": 1e-4, "p_less": 0.9999, "p": 1e-3, "confidence_ab": 0.2, "confidence_ba": 0.25,
    }  # fmt: skip
    return told | changes


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, "more"),
        ({"p": 0.4}, "as_big_baskets"),
        ({"p": 0.4, "p_fisher": 0.3}, "none"),
        ({"together": 1, "lift": 0.1, "p_less": 0.001, "p": 1.0}, "less"),
        ({"together": 4, "expected": 0.3, "expected_alike": 0.4}, "not_enough"),
        ({"together": 0, "expected": 2.0, "expected_alike": 2.0, "low": None, "high": None}, "not_enough"),
    ],
)
def test_the_answer_follows_from_counts_and_tests_in_both_languages(changes: dict[str, Any], wanted: str) -> None:
    told = row(**changes)
    assert verdict(told) == wanted
    assert f"{told['together']:,}" in sentence(told, "en")
    assert "beer" in sentence(told, "zh")
    assert ("Not enough data" in sentence(told, "en")) == (wanted == "not_enough")


def test_two_items_that_fill_every_basket_of_two_are_together_as_they_must_be() -> None:
    holds = np.array([[1, 1]] * 600 + [[1, 0]] * 250 + [[0, 1]] * 150)
    baskets, a, b, together = seen(holds)
    assert expected_alike(a, b, baskets) == pytest.approx(together)
    told = {name: values[0] for name, values in measures(a, b, together, baskets).items()}
    assert (told["p"], told["lift_alike"]) == (1.0, pytest.approx(1.0))
    assert verdict(told) not in ("more", "less")
