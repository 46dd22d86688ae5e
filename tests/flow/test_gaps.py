"""A date years before all others costs the months in which somebody can move, and changes no figure."""

from __future__ import annotations

from datetime import date

import pytest

from regulars.app.flow import build
from regulars.app.moves import flow
from regulars.cli.program import program
from regulars.core.time import month_ends, month_of
from regulars.testing.as_of import differences, known_by
from regulars.testing.source_rows import Clerk, SourceRows

ZONE = "Asia/Shanghai"
RFM = {"margin": 0.1, "dated": [{"from": date(2024, 2, 1), "valuable": 90, "modest": 50}]}
END = date(2024, 3, 19)
FIRST = date(2022, 3, 10)
at = Clerk(ZONE)


def bought(number, buyer, moment, amount):
    return at.order(number, buyer, moment, amount), at.payment(f"p-{number}", number, moment, amount)


OLD = SourceRows(
    ZONE, (*bought("old", "anna", "2022-03-10 10:00:00", 300), *bought("two", "ben", "2022-03-11 10:00:00", 40))
)
BULK = SourceRows(
    ZONE,
    (
        *bought("o1", "ben", "2024-01-05 10:00:00", 100),
        *bought("o2", "cleo", "2024-02-01 10:00:00", 60),
        *bought("o3", "anna", "2024-03-19 10:00:00", 20),
    ),
)
ALL = SourceRows(ZONE, OLD.rows + BULK.rows)
KEPT = [
    *month_ends(FIRST, date(2023, 3, 31)), date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29), END,
]  # fmt: skip


def parts(shop, table):
    rows = shop.lake.rows('SELECT part FROM lake.main.build_part WHERE "table" = ? ORDER BY 1', [table])
    return [row[0] for row in rows]


@pytest.fixture
def shop(built_shop):
    return built_shop(ALL, END, rfm=RFM)


def test_months_in_which_nobody_can_move_have_no_part(shop):
    assert parts(shop, "account_day") == ["2022-03-01", "2024-01-01", "2024-02-01", "2024-03-01"]
    assert parts(shop, "segment_history") == [str(day) for day in KEPT]
    assert "2023-03-31>2023-12-31" in parts(shop, "segment_flow")


def test_the_month_of_the_next_fact_has_a_flow_of_its_own(shop):
    january = [row for row in flow(shop) if row["to_day"] == date(2024, 1, 31)]
    assert {row["from_day"] for row in january} == {date(2023, 12, 31)}
    assert {row["cause"]: row["people"] for row in january} == {"bought": 1, "stayed": 1}


def test_a_month_of_the_gap_says_between_which_days_it_lies(shop, capsys):
    with pytest.raises(SystemExit):
        program.main(["flow", "--month", "2023-06", "--shop", str(shop.folder)])
    told = capsys.readouterr().err
    assert "no flow of 2023-06" in told
    assert "from 2023-03-31 straight to 2023-12-31" in told


def test_a_kept_snapshot_is_what_it_is_where_every_month_has_one(shop, new_shop, bring, monkeypatch):
    every = new_shop(ZONE, rfm=RFM)
    bring(every, ALL)
    months = frozenset(month_of(end) for end in month_ends(FIRST, date(2024, 3, 31)))
    monkeypatch.setattr("regulars.app.flow.moving_months", lambda lake, settings: months)
    build(every)
    assert len(parts(every, "segment_history")) == 25, "every month has one here"
    kept, told = set(KEPT), {}
    for table, day in (("segment_history", "as_of"), ("segment_cut", "as_of"), ("customer", "as_of")):
        names = ", ".join(sorted(shop.lake.schema(table)))
        told[table] = [
            [
                row
                for row in one.lake.rows(f"SELECT {names}, {day} FROM lake.main.{table} ORDER BY ALL")
                if row[-1] in kept
            ]
            for one in (shop, every)
        ]
        assert told[table][0]
        assert told[table][0] == told[table][1], table


def test_rows_that_fill_a_gap_later_end_as_all_at_once(shop, new_shop, bring):
    between = SourceRows(ZONE, bought("late", "dora", "2023-08-15 10:00:00", 500))
    bring(shop, between)
    build(shop)
    at_once = new_shop(ZONE, rfm=RFM)
    bring(at_once, SourceRows(ZONE, ALL.rows + between.rows))
    build(at_once)
    wrong = differences(known_by(shop.lake, END), known_by(at_once.lake, END))
    assert not wrong, "bit by bit (first) and at once (second) differ:\n" + "\n".join(wrong)
