"""What is true of a simulated shop and stands in none of its sources: files apart, for those who check claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from regulars.simulate.effect import value
from regulars.simulate.goods import CATEGORIES
from regulars.simulate.identity import Identity
from regulars.simulate.market import campaign_of
from regulars.simulate.people import KINDS, SOURCES, STORE, TREATMENTS
from regulars.simulate.voice import quality, temper
from regulars.simulate.world import World

#: What is true of each text that somebody wrote, over the tables of a ``Stretch``.
SAID = """
    SELECT 'review' AS kind, review_id(person, bought, since, turn, line) AS key, topic, mood FROM review
    UNION ALL
    SELECT 'ticket', ticket_id(person, bought, since, turn), topic, mood FROM ticket_message WHERE message = 1
    UNION ALL
    SELECT 'survey', survey_id(day) || '/' || account_id(person), topic, mood FROM survey_answer WHERE text IS NOT NULL
    ORDER BY ALL
"""

#: What somebody came for of whom an assistant wrote, and in which mood; and who it was that showed no card at a till.
NOTED = "SELECT note_id(person, day, turn) AS key, need, mood FROM assistant_note ORDER BY ALL"
GUESTS = "SELECT order_no AS ticket_no, account_id(person) AS account_id FROM bought WHERE is_guest ORDER BY ALL"


def write(
    world: World, identity: Identity, folder: Path, *, progress: Callable[[int, int], None] = lambda done, total: None
) -> list[Path]:
    """``person``, ``person_category``, ``product``, ``happening`` and ``anomaly`` as Parquet, of a world at its end.

    Days are dates; what lies before the shop's first day is where somebody was known already.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(parents=True)
    tables = {
        "person": _people(world, identity, progress), "person_category": _tastes(world), "product": _products(world),
        "happening": _happenings(world), "anomaly": _anomalies(world),
    }  # fmt: skip
    for name, columns in tables.items():
        pq.write_table(
            pa.table({column: pa.array(rows) for column, rows in columns.items()}), folder / f"{name}.parquet"
        )
    return [folder / f"{name}.parquet" for name in tables]


def _people(world: World, identity: Identity, progress: Callable[[int, int], None]) -> dict[str, Any]:
    """``left_day`` is null of who is still there; ``value_ahead`` is what they will pay, less refunds, in the days that
    the plan looks ahead, if nobody does anything."""
    people, plan = world.people, world.plan
    who = np.arange(len(people))
    left = [plan.day(day) if day >= 0 else None for day in world.left.tolist()]
    account = [f"U{person + 1:07d}" for person in who.tolist()]
    inviter = [f"U{one + 1:07d}" if one >= 0 else None for one in people.inviter.tolist()]
    found: dict[str, Any] = {
        "person": who, "account_id": account, "phone": identity.phone, "email": identity.email,
        "kind": np.array(KINDS, dtype=object)[people.kind], "source": np.array(SOURCES, dtype=object)[people.source],
        "arrives_day": [plan.day(day) for day in people.arrives.tolist()], "left_day": left, "inviter": inviter,
        "price_sensitivity": people.sensitivity, "visits_a_day": people.visits, "coupon_pull": people.deals,
        "opens": people.opens, "is_scanned": people.is_scanned, "shares_device_of": identity.shares,
        "temper": temper(world), "campaign": campaign_of(world), "store_share": people.channel[:, STORE],
    }  # fmt: skip
    found |= {f"responds_{name.replace(' ', '_').replace('-', '_')}": people.responds[:, place]
              for place, name in enumerate(TREATMENTS)}  # fmt: skip
    if plan.ahead:
        found["value_ahead"] = value(world, plan.ahead, progress)
    return found


def _tastes(world: World) -> dict[str, Any]:
    """A row for each person and category that they need; ``cycle_days`` is how long a purchase lasts, 0: unknown."""
    people = world.people
    person, category = np.nonzero(people.needs)
    names = np.array([one.title_zh for one in CATEGORIES], dtype=object)
    return {
        "person": person, "category": names[category], "taste": people.taste[person, category],
        "cycle_days": people.cycle[person, category],
    }  # fmt: skip


def _products(world: World) -> dict[str, Any]:
    goods = world.goods
    out = goods.is_out[:, : world.plan.days]
    return {
        "product_id": [f"SKU{place + 1:05d}" for place in range(goods.many)], "elasticity": goods.elasticity,
        "popularity": goods.popularity, "cost": goods.cost, "days_out_of_stock": out.sum(axis=1),
        "quality": quality(world),
        "season_peak_month": [CATEGORIES[kind].peak for kind in goods.category],
        "season_swing": [CATEGORIES[kind].swing for kind in goods.category],
    }  # fmt: skip


def _happenings(world: World) -> dict[str, Any]:
    held = world.year.happenings
    return {
        **_words(held, "name", "title_zh"), **_days(held, "first", "last"),
        **_numbers(held, "lift", "buying", "cut"),
    }  # fmt: skip


def _anomalies(world: World) -> dict[str, Any]:
    held = world.odd.planted
    return {
        **_words(held, "kind", "measure", "dimension", "value"), **_days(held, "first", "last"),
        **_numbers(held, "factor"),
    }  # fmt: skip


def _words(held: Sequence[Any], *names: str) -> dict[str, Any]:
    """Columns of what some things are called; typed where there is none of them."""
    return {name: np.array([getattr(one, name) for one in held], dtype=str) for name in names}


def _days(held: Sequence[Any], *names: str) -> dict[str, Any]:
    return {name: np.array([getattr(one, name) for one in held], dtype="datetime64[D]") for name in names}


def _numbers(held: Sequence[Any], *names: str) -> dict[str, Any]:
    return {name: np.array([getattr(one, name) for one in held], dtype=np.float64) for name in names}
