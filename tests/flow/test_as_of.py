"""A build as of a day on all data equals, table by table, a build on data that were cut at the midnight ending it."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from regulars.app.flow import build
from regulars.testing.as_of import differences, known_by
from regulars.testing.random_shop import random_shop
from regulars.testing.source_rows import Clerk, SourceRows

TRIALS = 100
LONDON = "Europe/London"
at = Clerk(LONDON)
DAY = date(2024, 3, 31)  # the clock goes forward on it, and it ends a month


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
        at.order("last", "a", "2024-03-31 23:59:59", 100), at.payment("p1", "last", "2024-03-31 23:59:59", 100),
        at.order("first", "a", "2024-04-01 00:00:00", 100), at.payment("p2", "first", "2024-04-01 00:00:00", 100),
        at.order("late", "b", "2024-03-31 23:58:00", 60), at.payment("p3", "late", "2024-04-01 00:01:00", 60),
        at.order("pre", "c", "2024-02-10 12:00:00", 300), at.payment("p4", "pre", "2024-02-10 12:05:00", 30, "deposit"),
        at.payment("p5", "pre", "2024-04-20 12:00:00", 270, "balance"),
        at.order("back", "d", "2024-01-05 12:00:00", 80), at.payment("p6", "back", "2024-01-05 12:00:00", 80),
        at.refund("r1", "back", None, "2024-03-31 23:30:00", 30), at.refund("r2", "back", None, "2024-04-01 00:30:00", 50),
        at.line("i1", "e", "2024-02-01 10:00:00", "cup", 3, 10), at.line("i2", "e", "2024-04-02 10:00:00", "cup", 9, 10),
        at.goods_back("r3", "e", "2024-03-30 10:00:00", "cup", 2, 10),
        at.goods_back("r4", "e", "2024-04-03 10:00:00", "cup", 4, 10),
        at.person("f", "2024-01-03 09:00:00", phone=shared),
        at.person("a", "2024-04-01 00:00:00", phone=shared, registers=True),
        at.person("g", "2024-03-31 23:59:59", registers=True),
        at.person("b", "2024-05-01 09:00:00", registers=True),
        at.tier("a", "2024-03-31 23:59:59", "gold"), at.tier("a", "2024-04-01 00:00:00", "diamond"),
        at.erasure("d", "2024-04-02 00:00:00"), at.event("e1", "g", "2024-04-01 00:00:00"),
        *[at.person(f"crowd{n}", "2024-02-01 00:00:00", phone=crowded, registers=True) for n in range(10)],
        at.person("crowd10", "2024-04-01 00:00:00", phone=crowded, registers=True),
    ]  # fmt: skip
    known = assert_as_of_equals_cut(SourceRows(LONDON, tuple(rows)), DAY, new_shop, bring)
    linked = [account for account in known["customer_account"] if "crowd0" in account]
    assert len(linked) == 10, "ten accounts share the phone as of the day; the eleventh comes later"


def test_money_given_back_before_an_order_is_paid_counts_on_its_day_whatever_comes_later(new_shop, bring):
    rows = (
        at.order("pre", "a", "2024-03-01 12:00:00", 300), at.item("pre", "a", "2024-03-01 12:00:00", "lamp", 1, 300),
        at.payment("p1", "pre", "2024-03-01 12:05:00", 30, "deposit"),
        at.refund("r1", "pre", "a", "2024-03-20 12:00:00", 30),
        at.payment("p2", "pre", "2024-04-20 12:00:00", 270, "balance"),
        at.order("on delivery", "b", "2024-03-01 12:00:00", 90),
        at.item("on delivery", "b", "2024-03-01 12:00:00", "cup", 9, 10),
        at.goods_back("r2", "b", "2024-03-21 12:00:00", "cup", 2, 10),
        at.payment("p3", "on delivery", "2024-04-02 12:00:00", 90),
        at.order("unnamed", "c", "2024-03-01 12:00:00", 50), at.refund("r3", "unnamed", None, "2024-03-22 12:00:00", 10),
        at.payment("p4", "unnamed", "2024-04-02 12:00:00", 50),
    )  # fmt: skip
    assert_as_of_equals_cut(SourceRows(LONDON, rows), DAY, new_shop, bring)


def test_an_order_years_before_all_others_leaves_the_past_as_it_was(new_shop, bring):
    rows = [at.order("old", "a", "2022-10-03 12:00:00", 100), at.payment("p0", "old", "2022-10-03 12:00:00", 100)]
    for number, moment in enumerate(("2024-01-20 12:00:00", "2024-04-02 12:00:00")):
        rows += [at.order(f"o{number}", "b", moment, 50), at.payment(f"p{number + 1}", f"o{number}", moment, 50)]
    before_the_next = date(2024, 1, 10)
    assert_as_of_equals_cut(SourceRows(LONDON, tuple(rows)), before_the_next, new_shop, bring)


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
def test_as_of_equals_cut_for_many_random_shops(full, record, new_shop, bring):
    kept = record("as_of")
    for trial in range(len(kept.trials), TRIALS):
        chance = random.Random(trial)
        zone, orders = chance.choice(("Asia/Shanghai", "Europe/London")), chance.choice((5, 30, 80))
        rows, day = random_shop(trial, zone=zone, orders=orders), date(2024, 2, 20) + timedelta(chance.randint(20, 235))
        before = sum(row.at.date() <= day and row.file != "deeds" for row in rows.rows)
        if before:  # else there is nothing to build
            assert_as_of_equals_cut(rows, day, new_shop, bring)
        kept.add(zone=zone, orders=orders, day=str(day), rows_before=before, rows_after=len(rows.rows) - before)
    built = [trial for trial in kept.trials if trial["rows_before"]]
    kept.page(
        title="As of a day",
        text="Shops of chance are built as of a day, once with all their data and once with the data cut at the midnight "
        "that ends it. Every table that is told as of a day is equal, row by row. `make proof` repeats it.",
        rows=[
            ("shops", len(built)),
            ("rows by the day", f"{sum(trial['rows_before'] for trial in built):,}"),
            ("rows after it", f"{sum(trial['rows_after'] for trial in built):,}"),
            ("equal in every table", len(built)),
        ],
    )
    assert len(built) >= TRIALS * 0.9
