"""A build as of a day on all data equals, table by table, a build on data that were cut at the midnight ending it."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from regulars.app.flow import build
from regulars.testing.as_of import differences, known_by
from regulars.testing.random_shop import COLUMNS, RandomShop, Row, random_shop

FULL = os.environ.get("REGULARS_PROOF") == "full"
LONDON = ZoneInfo("Europe/London")
DAY = date(2024, 3, 31)  # the clock goes forward on it, and it ends a month


def row(file, at, *values):
    """A source row at a local time, written as its export writes moments."""
    moment = datetime.fromisoformat(at).replace(tzinfo=LONDON)
    names = COLUMNS[file]
    filled = [
        (moment.astimezone(UTC) if names[name] == "utc" else moment.replace(tzinfo=None)) if value == "at" else value
        for name, value in zip(names, values, strict=True)
    ]
    return Row(file, moment, str(values[0]), dict(zip(names, filled, strict=True)))


def order(number, buyer, at, total):
    return row("orders", at, number, buyer, "at", total)


def paid(number, order, at, amount, kind="full"):
    return row("payments", at, number, order, "at", amount, kind)


def back(number, order, buyer, at, amount):
    return row("refunds", at, number, order, buyer, None, 0, 0, amount, "at")


def assert_as_of_equals_cut(rows, day, new_shop, bring):
    shops = []
    for some in (rows, rows.until(day)):
        shop = new_shop(rows.zone)
        bring(shop, some)
        build(shop, as_of=day)
        shops.append(known_by(shop.lake, day))
    wrong = differences(*shops)
    assert not wrong, f"all data (first) and data cut at the end of {day} (second) differ:\n" + "\n".join(wrong)
    return shops[0]


def test_what_happens_after_the_midnight_changes_nothing_before_it(new_shop, bring):
    shared, crowded = "19400000001", "19400000002"
    rows = [
        order("last", "a", "2024-03-31 23:59:59", 100), paid("p-last", "last", "2024-03-31 23:59:59", 100),
        order("first", "a", "2024-04-01 00:00:00", 100), paid("p-first", "first", "2024-04-01 00:00:00", 100),
        order("late", "b", "2024-03-31 23:58:00", 60), paid("p-late", "late", "2024-04-01 00:01:00", 60),
        order("pre", "c", "2024-02-10 12:00:00", 300), paid("p-pre", "pre", "2024-02-10 12:05:00", 30, "deposit"),
        paid("p-pre2", "pre", "2024-04-20 12:00:00", 270, "balance"),
        order("back", "d", "2024-01-05 12:00:00", 80), paid("p-back", "back", "2024-01-05 12:00:00", 80),
        back("r1", "back", None, "2024-03-31 23:30:00", 30), back("r2", "back", None, "2024-04-01 00:30:00", 50),
        row("lines", "2024-02-01 10:00:00", "i1", "e", "cup", 3, 10, "at"),
        row("lines", "2024-04-02 10:00:00", "i2", "e", "cup", 9, 10, "at"),
        row("refunds", "2024-03-30 10:00:00", "r3", None, "e", "cup", 2, 10, 20, "at"),
        row("refunds", "2024-04-03 10:00:00", "r4", None, "e", "cup", 4, 10, 40, "at"),
        row("people", "2024-01-03 09:00:00", "f", "at", None, shared),
        row("people", "2024-04-01 00:00:00", "a", "at", "at", shared),
        row("people", "2024-03-31 23:59:59", "g", "at", "at", None),
        row("people", "2024-05-01 09:00:00", "b", "at", "at", None),
        row("deeds", "2024-03-31 23:59:59", "t1", "tier", "a", "at", "gold"),
        row("deeds", "2024-04-01 00:00:00", "t2", "tier", "a", "at", "diamond"),
        row("deeds", "2024-04-02 00:00:00", "t3", "erasure", "d", "at", None),
        row("deeds", "2024-04-01 00:00:00", "t4", "event", "g", "at", None),
        *[row("people", "2024-02-01 00:00:00", f"crowd{n}", "at", "at", crowded) for n in range(10)],
        row("people", "2024-04-01 00:00:00", "crowd10", "at", "at", crowded),
    ]  # fmt: skip
    known = assert_as_of_equals_cut(RandomShop("Europe/London", tuple(rows)), DAY, new_shop, bring)
    linked = [account for account in known["customer_account"] if "crowd0" in account]
    assert len(linked) == 10, "ten accounts share the phone as of the day; the eleventh comes later"


def test_a_deposit_that_was_given_back_counts_on_its_day_whether_or_not_the_balance_comes(new_shop, bring):
    rows = (
        order("pre", "a", "2024-03-01 12:00:00", 300),
        paid("p-pre", "pre", "2024-03-01 12:05:00", 30, "deposit"),
        back("r1", "pre", "a", "2024-03-20 12:00:00", 30),
        paid("p-pre2", "pre", "2024-04-20 12:00:00", 270, "balance"),
    )
    assert_as_of_equals_cut(RandomShop("Europe/London", rows), DAY, new_shop, bring)


DAYS = st.integers(20, 235).map(lambda past: date(2024, 2, 20) + timedelta(days=past))
ZONES = st.sampled_from(("Asia/Shanghai", "Europe/London"))
SETTINGS = {
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),  # an example costs seconds: shrinking one takes hours
    "suppress_health_check": (HealthCheck.function_scoped_fixture, HealthCheck.too_slow),
    "deadline": None,
}


@settings(max_examples=2, derandomize=True, **SETTINGS)
@given(seed=st.integers(0, 2**32), zone=ZONES, day=DAYS)
def test_as_of_equals_cut_for_random_shops(seed, zone, day, new_shop, bring):
    assert_as_of_equals_cut(random_shop(seed, zone=zone), day, new_shop, bring)


@pytest.mark.proof
@settings(max_examples=100, **SETTINGS)
@given(seed=st.integers(0, 2**32), zone=ZONES, day=DAYS, orders=st.sampled_from((5, 30, 80)))
def test_as_of_equals_cut_for_many_random_shops(seed, zone, day, orders, new_shop, bring):
    if not FULL:
        pytest.skip("a long proof: make proof")
    assert_as_of_equals_cut(random_shop(seed, zone=zone, orders=orders), day, new_shop, bring)
