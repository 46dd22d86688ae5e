"""How much a simulated shop is like real ones: the ranges that it promises, and its figures beside those of real sets."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from regulars.simulate.goods import CATEGORIES
from regulars.simulate.people import KINDS, STORE
from regulars.simulate.plan import Plan
from regulars.simulate.world import World

PLAN = Plan(people=20_000, days=365, ahead=0)
MILK = [one.name for one in CATEGORIES].index("baby/milk powder")

#: A line each: who, day (number), basket, and what was paid; of instacart no money is told.
SETS = {
    "online_retail": "SELECT CustomerID AS who, date_diff('day', DATE '2010-12-01', InvoiceDate::DATE) AS day, "
    "InvoiceNo AS basket, Quantity * UnitPrice AS money FROM '{folder}/online_retail/online_retail.parquet' "
    "WHERE CustomerID IS NOT NULL AND Quantity > 0 AND UnitPrice > 0",
    "complete_journey": "SELECT household_id AS who, date_diff('day', DATE '2017-01-01', transaction_timestamp::DATE) "
    "AS day, basket_id AS basket, sales_value AS money FROM '{folder}/complete_journey/transactions.parquet'",
    "instacart_sample": "WITH visit AS (SELECT DISTINCT user_id, order_id, order_number, days_since_prior_order AS gap "
    "FROM '{folder}/instacart_sample/order_products_sample.parquet'), placed AS (SELECT user_id, order_id, "
    "sum(coalesce(gap, 0)) OVER (PARTITION BY user_id ORDER BY order_number) AS day FROM visit) "
    "SELECT user_id AS who, day, order_id AS basket, NULL::DOUBLE AS money "
    "FROM '{folder}/instacart_sample/order_products_sample.parquet' JOIN placed USING (user_id, order_id)",
}
FIGURES = (
    "buyers", "purchase days of a buyer, mean", "of buyers, bought on two days or more",
    "days between purchases, first quartile", "days between purchases, median", "days between purchases, third quartile",
    "lines of a basket, median", "lines of a basket, ninth decile", "of the money, from the best 15 % of buyers",
)  # fmt: skip


@pytest.fixture(scope="module")
def days():
    world = World(PLAN)
    return world, [world.step() for _ in range(PLAN.days)]


def joined(days, table, column):
    return np.concatenate([day[table][column] for day in days])


def lines_of(days):
    """The lines of a simulated shop as ``SETS`` have them."""
    orders = [len(day["order"]["person"]) for day in days]
    before = np.cumsum([0, *orders])[:-1]
    return pa.table({
        "who": joined(days, "item", "person"),
        "day": np.repeat([day.number for day in days], [len(day["item"]["person"]) for day in days]),
        "basket": np.concatenate([day["item"]["order"] + first for day, first in zip(days, before, strict=True)]),
        "money": joined(days, "item", "price") * joined(days, "item", "quantity") - joined(days, "item", "off"),
    })  # fmt: skip


def figures(duck, lines):
    """``FIGURES`` of lines."""
    return duck.execute(
        f"""
        WITH line AS (FROM ({lines})),
        visit AS (SELECT who, day, lag(day) OVER (PARTITION BY who ORDER BY day) AS before
                  FROM (SELECT DISTINCT who, day FROM line)),
        buyer AS (SELECT who, count(*) AS visits FROM visit GROUP BY 1),
        basket AS (SELECT basket, count(*) AS lines FROM line GROUP BY 1),
        paid AS (SELECT who, sum(money) AS money, percent_rank() OVER (ORDER BY sum(money) DESC) AS rank
                 FROM line GROUP BY 1)
        SELECT (SELECT count(*) FROM buyer), (SELECT avg(visits) FROM buyer),
               (SELECT avg((visits > 1)::INTEGER) FROM buyer),
               quantile_cont(day - before, 0.25), quantile_cont(day - before, 0.5), quantile_cont(day - before, 0.75),
               (SELECT quantile_cont(lines, 0.5) FROM basket), (SELECT quantile_cont(lines, 0.9) FROM basket),
               (SELECT sum(money) FILTER (rank < 0.15) / sum(money) FROM paid)
        FROM visit WHERE before IS NOT NULL
        """
    ).fetchone()


def test_few_visits_end_in_an_order_most_carts_are_left_and_most_orders_follow_soon(days):
    _, lived = days
    visits, carts, orders = (sum(len(day[name]["person"]) for day in lived) for name in ("session", "cart", "order"))
    in_stores = int((joined(lived, "order", "channel") == STORE).sum())
    assert 0.02 <= orders / visits <= 0.05
    assert 0.65 <= 1 - (orders - in_stores) / carts <= 0.75
    waits = np.concatenate([day.number - day["order"]["since"] for day in lived])
    assert (waits <= 3).mean() > 0.9, "within 72 hours"
    assert (waits > 0).mean() > 0.1, "and not all at once"


def test_the_best_buyers_make_near_half_of_the_money_and_some_come_back(days):
    _, lived = days
    told = dict(zip(FIGURES, figures(_duck(lived), "FROM simulated"), strict=True))
    assert 0.40 <= told["of the money, from the best 15 % of buyers"] <= 0.50
    person, when = joined(lived, "order", "person"), np.repeat(
        [day.number for day in lived], [len(day["order"]["person"]) for day in lived]
    )  # fmt: skip
    first = np.full(PLAN.people, PLAN.days)
    np.minimum.at(first, person, when)
    again = np.zeros(PLAN.people, dtype=bool)
    again[person[(when > first[person]) & (when <= first[person] + 90)]] = True
    early = first < PLAN.days - 90
    assert 0.15 <= again[early].mean() <= 0.30, "bought again within 90 days"


def test_who_has_the_habit_buys_milk_powder_about_every_month(days):
    world, lived = days
    by_person = {}
    for day in lived:
        is_milk = world.goods.category[day["item"]["product"]] == MILK
        for who in day["item"]["person"][is_milk].tolist():
            by_person.setdefault(who, set()).add(day.number)
    gaps = {
        has: np.concatenate([np.diff(sorted(of)) for who, of in by_person.items()
                             if len(of) > 1 and world.people.habit[who, MILK] == has])
        for has in (True, False)
    }  # fmt: skip
    assert 26 <= np.median(gaps[True]) <= 38
    assert np.median(gaps[True]) < np.median(gaps[False])


def test_kinds_of_people_have_weekdays_and_hours_of_their_own(days):
    world, lived = days
    kind = world.people.kind[joined(lived, "session", "person")]
    number = np.repeat([day.number for day in lived], [len(day["session"]["person"]) for day in lived])
    weekday, hour = (number + PLAN.start.weekday()) % 7, joined(lived, "session", "second") // 3600
    at_weekends = [np.mean(weekday[kind == place] >= 5) for place in range(len(KINDS))]
    assert int(np.argmax(at_weekends)) == KINDS.index("weekend")
    at_night = [np.mean(hour[kind == place] < 5) for place in range(len(KINDS))]
    assert int(np.argmax(at_night)) == KINDS.index("night")


def test_a_tenth_of_the_orders_is_made_in_stores_while_they_are_open(days):
    _, lived = days
    channel, second = joined(lived, "session", "channel"), joined(lived, "session", "second")
    there = channel == STORE
    assert 0.04 < there.mean() < 0.1
    assert 0.07 < (joined(lived, "order", "channel") == STORE).mean() < 0.15
    assert set(np.unique(second[there] // 3600)) == set(range(10, 21))


def test_prices_matter_and_who_finds_nothing_takes_another_or_leaves(days):
    world, lived = days
    sold = np.zeros(world.goods.price[:, : PLAN.days].shape)
    for day in lived:
        np.add.at(sold[:, day.number], day["item"]["product"], 1)
    is_out = world.goods.is_out[:, : PLAN.days]
    assert sold[is_out].sum() == 0
    ratio = world.goods.price[:, : PLAN.days] / world.goods.base[:, None]
    cheap, usual = (ratio < 0.85) & ~is_out, (ratio > 0.97) & ~is_out
    assert sold[cheap].mean() > 1.2 * sold[usual].mean()


def _duck(lived):
    duck = duckdb.connect()
    duck.register("simulated", lines_of(lived))
    return duck


@pytest.mark.realdata
@pytest.mark.proof
def test_the_shop_is_shown_beside_real_ones(full, record, days, realdata: Path):
    _, lived = days
    duck = _duck(lived)
    told = {"simulated": figures(duck, "FROM simulated")}
    told |= {name: figures(duck, query.format(folder=realdata)) for name, query in SETS.items()}
    kept = record("like_life")
    kept.trials.clear()
    for name, values in told.items():
        kept.add(set=name, **dict(zip(FIGURES, values, strict=True)))
    lines = [f"| | {' | '.join(told)} |", f"|---|{'---|' * len(told)}"]
    for place, figure in enumerate(FIGURES):
        lines.append(f"| {figure} | {' | '.join(_shown(figure, values[place]) for values in told.values())} |")
    kept.page(
        title="A simulated shop beside real ones",
        text=f"{PLAN.people:,} people over {PLAN.days} days. `make proof` repeats it.\n\n" + "\n".join(lines),
        rows=[],
    )


def _shown(figure, value):
    if value is None:
        return "not told"
    return f"{value:.0%}" if figure.startswith("of ") else f"{value:,.0f}" if value > 100 else f"{value:,.1f}"
