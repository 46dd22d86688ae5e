"""Which days of a shop that is built every day keep their profiles."""

from __future__ import annotations

from datetime import date, timedelta

from regulars.app.day import days_of
from regulars.app.flow import build
from regulars.app.kept_days import BuiltDay, kept_days
from regulars.lake import Change
from regulars.testing.random_events import publish_events, random_events
from regulars.testing.source_rows import Clerk, SourceRows

ZONE = "Asia/Shanghai"
TAGS = "customer_tag"


def orders(*days, who="p1"):
    """An order of 70 at ten in the morning of each day, paid five minutes later."""
    at = Clerk(ZONE)
    rows = []
    for day in days:
        number = f"{who}-{day}"
        rows += [at.order(number, who, f"{day} 10:00:00", 70), at.payment(f"p-{number}", number, f"{day} 10:05:00", 70)]
    return SourceRows(ZONE, tuple(rows))


def rows_of(workspace, day):
    return sorted(workspace.lake.rows(f"SELECT * FROM lake.main.{TAGS} WHERE as_of = ? ORDER BY ALL", [day]), key=str)


def test_a_day_stays_when_the_next_one_comes_and_is_told_when_late_orders_change_it(new_shop, bring):
    shop = new_shop(ZONE)
    first, second = date(2024, 6, 20), date(2024, 6, 21)
    bring(shop, orders(date(2024, 5, 2), first))
    build(shop)
    before = rows_of(shop, first)
    bring(shop, orders(second))
    assert build(shop).notes == []
    assert set(days_of(shop, TAGS)) >= {first, second}, "nothing that came of the next day is in the first"
    assert rows_of(shop, first) == before
    assert build(shop, as_of=first).notes == []
    assert rows_of(shop, first) == before, "made again it says the same"
    bring(shop, orders(date(2024, 6, 19), who="p2"))
    (note,) = build(shop).notes
    assert f"the tags of {first} are dropped" in note
    assert first not in days_of(shop, TAGS)
    assert second in days_of(shop, TAGS)


def test_a_day_that_was_looked_at_again_and_is_as_it_was_stays(new_shop, bring):
    shop = new_shop(ZONE)
    first, second = date(2024, 6, 20), date(2024, 6, 21)
    bring(shop, orders(first))
    build(shop)
    publish_events(shop, random_events(1, who=("p1",), first=first, days=1, count=3), load_id="views")
    assert build(shop).notes == []
    bring(shop, orders(second))
    assert build(shop).notes == []
    assert {first, second} <= set(days_of(shop, TAGS)), "events are in no tag, and the build of the day has seen that"


def test_other_settings_drop_what_was_made_by_the_former(new_shop, bring, change_settings):
    shop = new_shop(ZONE)
    first, second = date(2024, 6, 20), date(2024, 6, 21)
    bring(shop, orders(first))
    build(shop)
    bring(shop, orders(second))
    build(shop)
    change_settings(shop, tastes={"half_life_months": 3})
    (note,) = build(shop).notes
    assert f"the tags of {first} are dropped" in note
    assert first in days_of(shop, "customer"), "tastes are in tags only"
    assert first not in days_of(shop, TAGS)


def test_with_a_margin_the_thresholds_of_before_are_rules_too(new_shop, bring, change_settings):
    """A level that was held before is held on to, so thresholds of an earlier day decide on later ones."""

    def rfm(may):
        dated = [{"from": date(2024, 5, 1), "valuable": may}, {"from": date(2024, 6, 1), "valuable": 70}]
        return {"margin": 0.5, "dated": dated}

    shop = new_shop(ZONE, rfm=rfm(may=60))
    first, second, third = date(2024, 6, 20), date(2024, 6, 21), date(2024, 6, 22)
    bring(shop, orders(date(2024, 5, 2), first))
    build(shop)
    bring(shop, orders(second))
    build(shop)
    shop = change_settings(shop, rfm=rfm(may=1_000))
    bring(shop, orders(third))
    (note,) = build(shop).notes
    assert f"the tags of {second} and of an earlier day are dropped" in note


def test_marks_from_before_days_were_noted_touch_nothing_that_is_built_now(new_shop, bring):
    shop = new_shop(ZONE)
    first, second = date(2024, 6, 20), date(2024, 6, 21)
    bring(shop, orders(first))
    shop.lake.publish(
        [Change("fact_version", where='"month" IS NOT NULL'),
         Change("fact_version", values=({"table": "orders", "month": date(2024, 6, 1), "load_id": "old"},))],
        message="as an older version left it",
    )  # fmt: skip
    build(shop)
    bring(shop, orders(second))
    assert build(shop).notes == []
    assert {first, second} <= set(days_of(shop, TAGS))


def test_two_weeks_stay_by_day_and_before_them_the_last_of_each_month_and_what_was_named():
    newest = date(2024, 6, 30)
    named = date(2024, 4, 10)
    days = [BuiltDay(newest - timedelta(days=back), is_named=False) for back in range(90)]
    days = [BuiltDay(one.day, is_named=one.day == named) for one in days]
    kept = kept_days(days)
    assert kept == {newest - timedelta(days=back) for back in range(14)} | {
        named, date(2024, 4, 30), date(2024, 5, 31),
    }  # fmt: skip
    assert kept_days([]) == set()


def test_a_day_that_is_kept_no_longer_goes_with_a_build(new_shop, bring):
    shop = new_shop(ZONE)
    first, second, last = date(2024, 6, 1), date(2024, 6, 2), date(2024, 6, 25)
    for day in (first, second):
        bring(shop, orders(day))
        build(shop)
    build(shop, as_of=first)
    bring(shop, orders(last))
    assert build(shop).notes == [], "what goes for its age is not told"
    assert second not in days_of(shop, TAGS)
    assert first in days_of(shop, TAGS), "somebody asked for it by name"
