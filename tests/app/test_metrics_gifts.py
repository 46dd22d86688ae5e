"""Metrics and answers on UCI Online Retail, against plain computations that share nothing with the engine."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from regulars.app.shop import Shop
from regulars.stats.interval import wilson

LAST = date(2011, 12, 9)
pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def sales(realdata: Path) -> list[tuple[int | None, date, Decimal, str]]:
    """Lines with a price and a quantity above 0: customer, day, amount, invoice."""
    path = realdata / "online_retail" / "online_retail.parquet"
    return duckdb.sql(f"""
        SELECT CustomerID, InvoiceDate::DATE, (Quantity * UnitPrice::DECIMAL(18, 4))::DECIMAL(18, 4), InvoiceNo
        FROM '{path}'
        WHERE Quantity > 0 AND UnitPrice > 0 AND InvoiceNo NOT LIKE 'C%' AND InvoiceNo NOT LIKE 'A%'
    """).fetchall()


def test_gmv_paid_by_month_is_that_of_a_plain_sum(gifts: Shop, sales: list) -> None:
    expected: dict[date, Decimal] = defaultdict(Decimal)
    for _, day, amount, _ in sales:
        expected[day.replace(day=1)] += amount
    found = {row["start"]: row["amount"] for row in gifts.metrics("gmv_paid", by="month")}
    assert found == expected
    assert sum(found.values()) == Decimal("10655622.4840")


def test_buyers_customer_days_and_spend_are_the_reference_figures(gifts: Shop) -> None:
    found = {row["metric"]: row for row in gifts.metrics(["buyers", "customer_days", "customer_value", "paid_orders"])}
    assert found["buyers"]["value"] == 4338
    assert found["customer_days"]["value"] == 16763
    assert found["customer_value"]["amount"] == round(Decimal("8911407.904") / 4338, 4)
    assert found["paid_orders"]["value"] == 19959


def test_refunds_by_month_are_the_cancellations_of_that_month(gifts: Shop, realdata: Path) -> None:
    path = realdata / "online_retail" / "online_retail.parquet"
    expected = dict(
        duckdb.sql(f"""
            SELECT date_trunc('month', InvoiceDate)::DATE, sum(-Quantity * UnitPrice::DECIMAL(18, 4))
            FROM '{path}' WHERE InvoiceNo LIKE 'C%' GROUP BY 1
        """).fetchall()
    )
    assert {row["start"]: row["amount"] for row in gifts.metrics("refunds", by="month")} == expected


def test_repurchase_is_that_of_a_loop_over_the_customers(gifts: Shop, sales: list) -> None:
    days: dict[int, set[date]] = defaultdict(set)
    for customer, day, _, _ in sales:
        if customer is not None:
            days[customer].add(day)
    start = date(2010, 12, 1) + timedelta(days=180)
    good = of = 0
    for mine in days.values():
        first = min(mine)
        if first < start or first + timedelta(days=90) > LAST:
            continue
        of += 1
        good += any(first < day <= first + timedelta(days=90) for day in mine)
    (row,) = gifts.metrics("repurchase_90d")
    assert (row["n"], row["value"]) == (of, good / of)
    assert (row["low"], row["high"]) == wilson(good, of)
    (year,) = gifts.metrics("repurchase_365d")
    assert (year["value"], year["note_en"]) == (None, "The history covers 374 days; 171 more are needed.")


def test_new_buyers_are_split_by_whether_the_history_can_know_them(gifts: Shop, sales: list) -> None:
    first: dict[int, date] = {}
    for customer, day, _, _ in sales:
        if customer is not None:
            first[customer] = min(day, first.get(customer, day))
    known = sum(day >= date(2010, 12, 1) + timedelta(days=180) for day in first.values())
    found = {row["metric"]: row["value"] for row in gifts.metrics(["new_buyers", "new_buyers_known_entry"])}
    assert found == {"new_buyers": 4338, "new_buyers_known_entry": known}


def test_cohorts_are_those_of_a_loop(gifts: Shop, sales: list) -> None:
    months: dict[int, set[int]] = defaultdict(set)
    for customer, day, _, _ in sales:
        if customer is not None:
            months[customer].add(day.year * 12 + day.month)
    sizes: dict[int, int] = defaultdict(int)
    back: dict[tuple[int, int], int] = defaultdict(int)
    for mine in months.values():
        sizes[min(mine)] += 1
        for month in mine:
            back[min(mine), month - min(mine)] += 1
    rows = gifts.cohorts().rows()
    assert {row["month"].year * 12 + row["month"].month: row["size"] for row in rows} == sizes
    for row in rows:
        assert row["people"] == back[row["month"].year * 12 + row["month"].month, row["months_later"]]
    last = 2011 * 12 + 11
    assert (
        max(row["month"].year * 12 + row["month"].month + row["months_later"] for row in rows if row["months_later"])
        == last
    )


def test_flows_reconcile_with_the_segments_at_both_ends(gifts: Shop) -> None:
    for dimension in ("rfm_group", "stage", "tier"):
        flow = gifts.flow(dimension=dimension).rows()
        ends = sorted({(row["from_day"], row["to_day"]) for row in flow})
        assert len(ends) == 12
        for before, after in (ends[0], ends[5], ends[-1]):
            rows = [row for row in flow if row["from_day"] == before]
            for side, day in (("from_value", before), ("to_value", after)):
                sums: dict[str, int] = defaultdict(int)
                for row in rows:
                    sums[row[side]] += row["people"]
                held = {row["value"]: row["people"] for row in gifts.segments(as_of=day, by=dimension) if row["people"]}
                assert {value: n for value, n in sums.items() if value not in ("not_yet", "erased", "merged")} == held


def test_the_largest_customer_makes_sense(gifts: Shop, sales: list) -> None:
    mine = [(day, amount, invoice) for customer, day, amount, invoice in sales if customer == 14646]
    card = gifts.customer("14646")
    assert card.spend == sum(amount for _, amount, _ in mine)
    assert card.orders == len({invoice for _, _, invoice in mine})
    assert (card.first_day, card.last_day) == (min(day for day, _, _ in mine), max(day for day, _, _ in mine))
    assert (card.group, card.tier, card.recency) == ("active_frequent_valuable", "diamond", 1)
    assert sum(one.amount for one in card.timeline if one.kind == "order") == card.spend
    assert sum(one.amount for one in card.timeline if one.kind == "refund") == card.refunds
    assert sum(month.paid for month in card.months) == card.spend
    assert card.products[0].name == "RABBIT NIGHT LIGHT"


def test_thresholds_that_separate_nobody_bring_terciles(gifts: Shop) -> None:
    told = {row["threshold"]: (row["level"], row["proposed"]) for row in gifts.proposals()}
    assert told["rare"] == ("low", Decimal("0.34")), "a third of the customers bought on one day of 90"
    assert told["frequent"] == ("high", Decimal("0.66"))
    assert told["modest"][0] == "low"
    assert "active_days" not in told, "38 % and 33 % are even enough"
