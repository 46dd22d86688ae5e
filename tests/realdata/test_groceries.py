"""Pairs of the groceries baskets against an independent count and the figures that others published of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import regulars
from regulars.app.shop import Shop
from regulars.core.errors import MissingError

MAPPING = """\
title: {en: "Baskets", zh: "购物篮"}
tables:
  order_item: {order_id: basket, account_id: "''", product_id: item, ordered_at: at, quantity: 1, unit_price: 1,
               is_paid: "true"}
"""


@pytest.fixture(scope="module")
def baskets(realdata: Path) -> list[set[str]]:
    rows = pq.read_table(realdata / "groceries_baskets" / "groceries.parquet").to_pylist()
    return [set(row["items"]) for row in rows]


@pytest.fixture(scope="module")
def groceries(baskets: list[set[str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("groceries")
    rows = [(str(number), item) for number, items in enumerate(baskets) for item in sorted(items)]
    columns = {"basket": [row[0] for row in rows], "item": [row[1] for row in rows]}
    pq.write_table(pa.table(columns | {"at": ["2024-01-01 10:00:00"] * len(rows)}), folder / "lines.parquet")
    with regulars.create(folder / "shop", name="groceries", zone="Europe/Berlin", currency="EUR") as shop:
        (folder / "shop" / "mappings" / "groceries.yaml").write_text(MAPPING, encoding="utf-8")
        shop.load(folder / "lines.parquet", mapping="groceries")
        yield shop


def test_every_pair_is_what_numpy_counts(groceries: Shop, baskets: list[set[str]]) -> None:
    names = sorted(set().union(*baskets))
    holds = np.array([[name in basket for name in names] for basket in baskets], dtype=int)
    together, count, of = holds.T @ holds, holds.sum(0), len(baskets)
    frame = groceries.basket(min_lift=0)
    for row in frame.rows():
        a, b = names.index(row["item_a"]), names.index(row["item_b"])
        assert (row["baskets"], row["count_a"], row["count_b"]) == (of, count[a], count[b])
        assert row["together"] == together[a, b]
        assert np.isclose(row["lift"], together[a, b] * of / (count[a] * count[b]))
        assert np.isclose(row["confidence_ab"], together[a, b] / count[a])
        assert np.isclose(row["confidence_ba"], together[a, b] / count[b])
    assert len(frame) == int((np.triu(together, 1) >= 10).sum())


def test_pairs_and_rules_are_as_many_as_published(groceries: Shop) -> None:
    """Of the 13,492 item sets at support .001, 157 have one item and 2,981 two; of the 463 rules at support .006 and
    confidence .25, 150 have two items (arules; Lantz, Machine Learning with R, chapter 8)."""
    rows = groceries.basket(min_lift=0).rows()
    assert len(rows) == 2_981
    assert {row["tests"] for row in rows} == {157 * 156 // 2}
    kept = [row for row in rows if row["together"] / row["baskets"] >= 0.006]
    assert sum((row["confidence_ab"] >= 0.25) + (row["confidence_ba"] >= 0.25) for row in kept) == 150


@pytest.mark.parametrize(
    ("a", "b", "support", "confidence", "lift"),
    [
        ("Instant food products", "hamburger meat", 0.003050330, 0.379746835, 11.421438),
        ("liquor", "bottled beer", 0.004677173, 0.422018349, 5.240594),
        ("popcorn", "salty snack", 0.002236909, 0.309859155, 8.192110),
        ("herbs", "root vegetables", 0.007015760, 0.431250000, 3.956477),
    ],
)
def test_the_best_known_rules_have_their_published_figures(
    groceries: Shop, a: str, b: str, support: float, confidence: float, lift: float
) -> None:
    (row,) = groceries.basket(a, b).rows()
    told = row["confidence_ab"] if row["item_a"] == a else row["confidence_ba"]
    assert np.allclose([row["support"], told, row["lift"]], [support, confidence, lift], rtol=1e-6)
    assert row["verdict"] == "more"


def test_big_baskets_are_told_from_liking(groceries: Shop) -> None:
    (row,) = groceries.basket("Whole Milk", "other vegetables").rows()
    assert row["verdict"] == "as_big_baskets"
    assert row["low"] > 1.4, "though the plain lift is far above 1"
    assert groceries.basket("bottled beer", "whole milk")["verdict"] == ["none"]
    assert groceries.basket("bottled beer", "baby food")["verdict"] == ["not_enough"]


def test_findings_are_a_tenth_of_what_independence_would_call(groceries: Shop) -> None:
    rows = groceries.basket().rows()
    assert 80 <= sum(row["is_finding"] for row in rows) <= 120
    assert sum(row["p_fisher"] < 0.001 for row in rows) > 900


def test_an_item_that_nobody_bought_is_told_by_name(groceries: Shop) -> None:
    with pytest.raises(MissingError, match="called 'nappies'"):
        groceries.basket("bottled beer", "nappies")
