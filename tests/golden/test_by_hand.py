"""The script of the benchmark, written by hand in plain SQL by no step of ours, comes to the same groups and tags."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import regulars
from regulars.testing.generated_shop import write_shop

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "rivals" / "daily_build.py"
WORDS = ("favourite_hours", "top_price_band")
EXACT = ("spend_90d", "orders_90d", "orders_12m", *WORDS)
SHARES = ("weekend_share", "items_per_order", "pieces_per_line", "evening_share", "mean_gap_days")


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("by-hand")
    files = write_shop(folder / "data", customers=1_500, lines=30_000)
    out = folder / "by_hand.duckdb"
    subprocess.run([sys.executable, str(SCRIPT), str(folder / "data"), str(out)], check=True, capture_output=True)
    with regulars.create(folder / "shop", zone="Asia/Shanghai") as shop:
        shop.load(*files, mapping="generated")
        shop.build()
        ours = {name: shop.table(name).arrow for name in ("customer", "customer_tag")}
    with duckdb.connect(out, read_only=True) as by_hand:
        for name, table in ours.items():
            by_hand.register(f"our_{name}", table)
        yield by_hand


def differing(by_hand, condition, *, theirs, ours):
    return by_hand.execute(
        f"SELECT count(*), count(a.customer_id), count(b.account_id) "
        f"FROM {ours} a FULL JOIN {theirs} b ON a.customer_id = b.account_id WHERE {condition}"
    ).fetchone()


def test_both_know_the_same_customers(both):
    assert differing(both, "true", theirs="tag", ours="our_customer_tag") == (1_500, 1_500, 1_500)


@pytest.mark.parametrize("name", EXACT)
def test_tags_are_equal(both, name):
    assert differing(both, f"a.{name} IS DISTINCT FROM b.{name}", theirs="tag", ours="our_customer_tag")[0] == 0
    assert both.execute(f"SELECT count(DISTINCT {name}) FROM tag").fetchone()[0] > 2


@pytest.mark.parametrize("name", SHARES)
def test_shares_are_equal(both, name):
    wrong = f"(a.{name} IS NULL) <> (b.{name} IS NULL) OR abs(a.{name} - b.{name}) > 1e-9"
    assert differing(both, wrong, theirs="tag", ours="our_customer_tag")[0] == 0
    assert both.execute(f"SELECT count(DISTINCT {name}) FROM tag").fetchone()[0] > 10


@pytest.mark.parametrize("name", ["rfm_group", "stage", "tier"])
def test_segments_are_equal(both, name):
    assert differing(both, f"a.{name} IS DISTINCT FROM b.{name}", theirs="segment", ours="our_customer")[0] == 0
