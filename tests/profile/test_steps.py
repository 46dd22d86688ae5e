"""The steps of the profile on tables in memory: none sees the future, and the short way equals the long one."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.core.settings import Settings
from regulars.profile import account_day, movement, segment
from regulars.profile import customer_activity as activity

START = date(2024, 1, 1)
STAGES, TIERS = Settings().stages, Settings().tiers
NUMBERS = (
    "purchase_days", "purchase_days_90", "orders", "amount", "paid_orders", "paid_days", "placed_orders", "spend_12m",
    "spend",
)  # fmt: skip
EXAMPLES = settings(
    max_examples=100 if os.environ.get("REGULARS_PROOF") == "full" else 4
)  # each costs a second or more
LINKS = pa.table({"account_id": ["a", "b"], "customer_id": ["a", "a"]})
DAYS = st.integers(0, 420)
#: An order: account, day, deposit's day (before), paid after so many days or never, amounts.
ORDER = st.tuples(st.sampled_from("abcd"), DAYS, st.integers(0, 40) | st.none(), st.sampled_from((0, 10, 20, 150)))
#: A refund of an order by its place, so many days after its payment, so many tenths of what was paid.
REFUND = st.tuples(st.integers(0, 20), st.integers(0, 200), st.sampled_from((1, 5, 10)))


@pytest.fixture(scope="module")
def engine():
    return ibis.duckdb.connect()


def day(number):
    return START + timedelta(days=number)


def table(rows, **kinds):
    columns = [[row[place] for row in rows] for place in range(len(kinds))]
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, kinds.values(), strict=True)], list(kinds))


def facts(orders, refunds, until=None):
    """orders, payment and refund_piece as tables, of the rows whose own day is not after ``until``."""
    placed, payments, pieces = [], [], []
    for place, (account, start, wait, amount) in enumerate(orders):
        number = f"o{place}"
        placed.append((number, account, day(start)))
        payments.append((number, "deposit", day(start), Decimal(amount)))
        if wait is not None:
            payments.append((number, "balance", day(start + wait), Decimal(amount * 9)))
    for place, after, tenths in refunds:
        if place < len(orders) and orders[place][2] is not None:
            account, start, wait, amount = orders[place]
            back = day(start + wait + after), day(start + wait), Decimal(amount * tenths)
            pieces.append((account, *back, f"r{place}"))
    known = [
        [row for row in rows if until is None or row[at] <= until]
        for rows, at in ((placed, 2), (payments, 2), (pieces, 1))
    ]
    money, days = pa.decimal128(18, 4), pa.date32()
    return (
        table(known[0], order_id=pa.string(), account_id=pa.string(), day=days),
        table(known[1], order_id=pa.string(), kind=pa.string(), day=days, amount=money),
        table(known[2], account_id=pa.string(), day=days, purchase_day=days, amount=money, refund_id=pa.string()),
    )


def account_days(engine, orders, payment, pieces):
    """The account days of these facts, with their rhythm, as an Arrow table."""
    orders, payment, pieces = map(ibis.memtable, (orders, payment, pieces))
    placed = orders.group_by("account_id", "day").aggregate(ordered_amount=ibis.literal(0), orders=orders.count())
    moved = movement.payment_movement(payment, movement.paid_order(payment, orders))
    parts = account_day.account_day(placed, moved, movement.refund_movement(pieces))
    kept = ibis.memtable(engine.to_pyarrow(parts))
    return engine.to_pyarrow(account_day.with_rhythm(kept, kept.limit(0)))


def rows(engine, expression):
    names = sorted(expression.columns)
    return Counter(tuple(row[name] for name in names) for row in engine.to_pyarrow(expression).to_pylist())


def profile(days, links, as_of, *, is_short):
    """The figures and groups of every customer as of a day; the long way takes every account as a special one."""
    days, links = ibis.memtable(days), ibis.memtable(links)
    special = activity.special_account(days, links)
    if not is_short:
        special = days.filter(days.account_id.notnull()).select("account_id").distinct()
    paid_days = activity.customer_paid_day(days.semi_join(special, "account_id"), links, as_of=as_of)
    figures = activity.both(
        activity.plain_purchase(days, special, as_of=as_of, stages=STAGES),
        activity.customer_purchase(paid_days, as_of=as_of, stages=STAGES),
    )
    figures = figures.mutate(
        is_active=figures.placed_orders > 0, imported_tier=ibis.null("string"), registered_day=ibis.null("date"),
        first_seen_day=figures.first_paid_day, accounts=ibis.literal(1),
        **{name: figures[name].fill_null(0) for name in NUMBERS},
    )  # fmt: skip
    cuts = segment.Cuts.fixed(Settings().thresholds)
    levelled = segment.levelled(figures, as_of=as_of, cuts=cuts, margin=Decimal(0), held=None)
    return segment.segment(levelled, as_of=as_of, stages=STAGES, tiers=TIERS)


@EXAMPLES
@given(st.lists(ORDER, max_size=12), st.lists(REFUND, max_size=8), DAYS)
def test_rows_after_the_day_change_no_step_before_it(engine, orders, refunds, number):
    as_of = day(number)
    whole = account_days(engine, *facts(orders, refunds))
    cut = account_days(engine, *facts(orders, refunds, until=as_of))
    known = ibis.memtable(whole)
    assert rows(engine, known.filter(known.day <= as_of)) == rows(engine, ibis.memtable(cut))
    for is_short in (True, False):
        seen, had = (rows(engine, profile(days, LINKS, as_of, is_short=is_short)) for days in (whole, cut))
        assert seen == had


@EXAMPLES
@given(st.lists(ORDER, max_size=14), st.lists(REFUND, max_size=8), DAYS)
def test_the_short_way_gives_the_figures_of_the_long_one(engine, orders, refunds, number):
    days = account_days(engine, *facts(orders, refunds))
    short, long = (rows(engine, profile(days, LINKS, day(number), is_short=is_short)) for is_short in (True, False))
    assert short == long


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 40)), min_size=1, max_size=50))
def test_the_mean_of_money_is_exact_and_rounded_half_up(engine, pairs):
    amounts = [Decimal(amount) / 10_000 for amount, _ in pairs]
    held = table(list(zip(amounts, [count for _, count in pairs], strict=True)), a=pa.decimal128(18, 4), n=pa.int64())
    asked = ibis.memtable(held)
    found = engine.to_pyarrow(asked.select(a="a", n="n", mean=segment.mean(asked.a, asked.n))).to_pylist()
    for row in found:
        wanted = (row["a"] / row["n"]).quantize(Decimal("0.0001"), "ROUND_HALF_UP") if row["n"] else None
        assert row["mean"] == wanted
