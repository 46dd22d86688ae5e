"""Metrics of the small shop, by hand; what each declaration must have; what cannot be told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from regulars.app.shop import Shop
from regulars.catalogue.shelf import metrics as shipped
from regulars.core.errors import ConflictError, InputError, MissingError
from regulars.core.metric import Metric

BY_HAND = {
    "gmv_ordered": 540, "gmv_paid": 510, "gmv_net": 405, "refunds": 105, "orders": 6, "paid_orders": 5, "buyers": 2,
    "new_buyers": 2, "customer_value": 200, "order_value": 102, "items_per_order": 8 / 6, "customer_days": 4,
    "guest_share": 1 / 5, "refund_rate": 105 / 510, "unmatched_refund_share": 5 / 105,
}  # fmt: skip

OWN = '''"""Paid orders a buyer."""

from regulars.core.metric import Metric

METRIC = Metric(
    name="{name}", reads="account_day", unit="ratio", title={{"en": "Orders a buyer", "zh": "人均订单"}},
    formula="paid orders ÷ buyers", value=lambda days: days.paid_orders.sum(where=days.customer_id.notnull()),
    per=lambda days: days.customer_id.nunique(where=days.paid_amount > 0), about={{"en": "…", "zh": "…"}},
)
'''


def values(shop: Shop, *names: str, **asked: object) -> dict[str, float | None]:
    return {row["metric"]: row["value"] for row in shop.metrics(names or None, **asked)}


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_a_metric_is_what_is_counted_by_hand(cups: Shop, name: str) -> None:
    assert values(cups, name) == {name: pytest.approx(BY_HAND[name])}


@pytest.mark.parametrize("metric", shipped().values(), ids=lambda metric: metric.name)
def test_a_declaration_says_all_that_a_reader_needs(metric: Metric) -> None:
    for text in (metric.title, metric.about):
        assert set(text) == {"en", "zh"}
        assert all(text.values())
    assert metric.formula
    assert metric.formula_zh
    assert (metric.interval is None) or (metric.unit == "share" and metric.per is not None)
    assert metric.window_days == 0 or str(metric.window_days) in metric.name, "the window is part of the name"


def test_money_stays_exact_beside_the_value_for_drawing(cups: Shop) -> None:
    (row,) = cups.metrics("gmv_paid")
    assert (row["amount"], row["value"]) == (Decimal("510.0000"), 510.0)
    (buyers,) = cups.metrics("buyers")
    assert buyers["amount"] is None


def test_months_add_up_and_an_empty_one_is_zero(cups: Shop) -> None:
    rows = cups.metrics(["gmv_paid", "customer_value"], by="month")
    paid = {row["start"]: row["amount"] for row in rows if row["metric"] == "gmv_paid"}
    assert paid == {date(2024, 1, 5): 160, date(2024, 2, 1): 100, date(2024, 3, 1): 220, date(2024, 4, 1): 30}
    (empty,) = cups.metrics(["customer_value"], by="month", start=date(2024, 4, 25))
    assert (empty["value"], empty["note_en"]) == (None, "There is nothing to divide by in this period.")
    days = cups.metrics(["gmv_paid"], by="day", start=date(2024, 3, 14), end=date(2024, 3, 17))
    assert days["value"] == [0, 110, 110, 0]


def test_a_metric_as_of_a_day_uses_rows_up_to_it_only(cups: Shop) -> None:
    early = values(cups, "gmv_paid", "refunds", "buyers", as_of=date(2024, 2, 15))
    assert early == {"gmv_paid": 260, "refunds": 0, "buyers": 2}


def test_what_the_history_is_too_short_for_says_how_much_is_missing(cups: Shop) -> None:
    (row,) = cups.metrics("repurchase_90d")
    assert (row["value"], row["low"]) == (None, None)
    assert row["note_en"] == "The history covers 117 days; 153 more are needed."


def test_an_unknown_metric_lists_the_known_ones(cups: Shop) -> None:
    with pytest.raises(MissingError, match="no metric named 'gmv'"):
        cups.metrics("gmv")
    with pytest.raises(InputError, match="by day or month"):
        cups.metrics(by="year")
    with pytest.raises(InputError, match="holds no day"):
        cups.metrics("gmv_paid", start=date(2024, 3, 2), end=date(2024, 3, 1))


def test_a_shop_adds_a_metric_by_one_file(own_cups: Shop) -> None:
    (own_cups.folder / "metrics" / "orders_per_buyer.py").write_text(OWN.format(name="orders_per_buyer"), "utf-8")
    assert values(own_cups, "orders_per_buyer") == {"orders_per_buyer": 2.0}
    report = own_cups.report(language="en")
    assert "Orders a buyer" in Path(report).read_text(encoding="utf-8")


def test_a_metric_of_a_shipped_name_is_refused(own_cups: Shop) -> None:
    (own_cups.folder / "metrics" / "mine.py").write_text(OWN.format(name="buyers"), "utf-8")
    with pytest.raises(ConflictError, match=r"declared twice.*buyers"):
        own_cups.metrics()
