"""The build against the independent computation, on shops drawn by chance."""

from __future__ import annotations

from datetime import date

import pytest

from regulars.app.flow import build
from regulars.testing.random_shop import random_shop

SHARED = (
    "customer_id", "as_of", "last_day", "recency_days", "purchase_days_90", "orders", "monetary", "r_level", "f_level",
    "m_level", "rfm_group", "stage", "is_newcomer", "spend_12m", "tier",
)  # fmt: skip


@pytest.mark.parametrize(("seed", "zone"), [(1, "Asia/Shanghai"), (2, "Europe/London")])
def test_a_random_shop_has_the_groups_that_the_oracle_computes(seed, zone, new_shop, bring, snapshot):
    rows = random_shop(seed, zone=zone)
    shop = new_shop(zone)
    bring(shop, rows)
    build(shop, as_of=date(2024, 9, 15))
    names = ", ".join(SHARED)
    found = {}
    for values in shop.lake.rows(f"SELECT {names} FROM lake.main.segment_history"):
        found.setdefault(values[1], {})[values[0]] = dict(zip(SHARED, values, strict=True))
    assert len(found) >= 7, "a snapshot per month and the as-of day"
    wrong = [
        f"{day} {customer} {name}: built {row[name]}, expected {expected.get(customer, {}).get(name)}"
        for day, computed in sorted(found.items())
        for expected in [snapshot(rows, day)]
        for customer, row in {**dict.fromkeys(expected, dict.fromkeys(SHARED)), **computed}.items()
        for name in SHARED
        if row[name] != expected.get(customer, {}).get(name)
    ]
    assert not wrong, "\n".join(wrong[:40])
