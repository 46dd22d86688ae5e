"""Money of all sizes is weighted by its age without a loss."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest

from regulars.profile.account_taste import customer_taste


@pytest.mark.parametrize("amount", ["0.0001", "89999999.9999", "90000000", "150000000", "99999999999999.9999"])
def test_money_of_currencies_of_small_units_is_weighted_too(amount: str) -> None:
    rows = pa.table({
        "customer_id": ["a", "a"], "month": pa.array([date(2024, 1, 1), date(2024, 7, 1)]), "category": ["x", "y"],
        "brand": pa.nulls(2, pa.string()), "price_band": pa.nulls(2, pa.string()), "lines": [1, 1],
        "amount": pa.array([Decimal(amount)] * 2, pa.decimal128(18, 4)),
    })  # fmt: skip
    engine = ibis.duckdb.connect()
    found = customer_taste(ibis.memtable(rows), month=date(2024, 7, 1), half_life_months=6)
    told = {row["value"]: row["weighted"] for row in engine.to_pyarrow(found).to_pylist()}
    assert told == {"x": Decimal(amount) * 500_000, "y": Decimal(amount) * 1_000_000}
