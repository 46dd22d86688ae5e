"""CDNOW by its shipped mapping: the whole cohort, of which the sample is a part."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from regulars.app.workspace import Workspace


def test_master_has_all_purchases_and_the_sample_brings_nothing_new(
    new_shop: Callable[..., Workspace], bring: Callable[..., Any], facts: Any, row: Any, realdata: Path
) -> None:
    shop = new_shop("America/New_York", "USD")
    master = bring(shop, realdata / "cdnow" / "cdnow_master.parquet", "cdnow")
    assert (master.rows, master.quarantined) == (69_659, 0)
    found = row(shop, "SELECT count(*), count(DISTINCT account_id), sum(amount) FROM lake.main.order_item")
    assert found == (69_659, 23_570, Decimal("2500315.6300"))
    assert row(shop, "SELECT count(*), min(day)::VARCHAR, max(day)::VARCHAR FROM lake.main.orders") == (
        67_591, "1997-01-01", "1998-06-30",
    )  # fmt: skip
    before = facts(shop)
    sample = bring(shop, realdata / "cdnow" / "cdnow_sample.parquet", "cdnow")
    assert (sample.rows, sample.new, sample.changed) == (6_919, {}, {})
    assert facts(shop) == before
