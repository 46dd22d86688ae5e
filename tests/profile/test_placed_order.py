"""When an order is counted that its row and its lines tell of: once, with the first of them, whatever is asked for."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.profile.account_month import APART_DAYS, placed_order

START = date(2024, 1, 1)
MONTHS = [date(2024, month, 1) for month in range(1, 7)]
DAYS = st.lists(st.integers(0, 170), max_size=6)
EXAMPLES = settings(max_examples=200 if os.environ.get("REGULARS_PROOF") == "full" else 15)


@pytest.fixture(scope="module")
def engine():
    return ibis.duckdb.connect()


def told(engine, lines, rows, *, start, end):
    """The orders counted from ``start`` to ``end``, of lines and rows that reach as far back as is asked for."""

    def table(days, back):
        kept = [day for day in days if start - timedelta(days=back) <= day <= end]
        moments = [datetime(day.year, day.month, day.day, 12) for day in kept]
        columns = {
            "order_id": pa.array(["o"] * len(kept), pa.string()), "account_id": pa.array(["a"] * len(kept), pa.string()),
            "day": pa.array(kept, pa.date32()), "ordered_at": pa.array(moments, pa.timestamp("us")),
        }  # fmt: skip
        return ibis.memtable(pa.table(columns))

    found = placed_order(table(lines, APART_DAYS), table(rows, 2 * APART_DAYS), start=ibis.literal(start))
    return sorted(engine.to_pyarrow(found)["day"].to_pylist())


def expected(lines, rows):
    """The same in words of Python: what is known of an order is what was told of it in the days before."""

    def is_near(earlier, later):
        return timedelta(0) <= later - earlier <= timedelta(days=APART_DAYS)

    early = sorted({line for line in lines if not any(is_near(row, line) for row in rows)})
    first = [day for place, day in enumerate(early) if place == 0 or not is_near(early[place - 1], day)]
    return sorted(first + [row for row in rows if not any(line < row and is_near(line, row) for line in early)])


@EXAMPLES
@given(lines=DAYS, rows=st.lists(st.integers(0, 170), max_size=2, unique=True))
def test_orders_of_months_are_those_of_the_half_year(engine, lines, rows):
    lines, rows = ([START + timedelta(days=number) for number in numbers] for numbers in (lines, rows))
    ends = [*(month - timedelta(days=1) for month in MONTHS[1:]), date(2024, 6, 30)]
    months = [told(engine, lines, rows, start=start, end=end) for start, end in zip(MONTHS, ends, strict=True)]
    assert sorted(day for month in months for day in month) == expected(lines, rows)
    assert told(engine, lines, rows, start=START, end=ends[-1]) == expected(lines, rows)


@pytest.mark.parametrize(
    ("lines", "rows", "counted"),
    [
        ([5], [5], [5]), ([5, 6], [], [5]), ([], [5], [5]), ([5], [20], [5]), ([20], [5], [5]),
        ([5], [40], [5, 40]), ([40], [5], [5, 40]), ([5, 30, 60], [], [5]), ([5, 40], [], [5, 40]),
    ],
)  # fmt: skip
def test_row_and_lines_within_a_month_are_one_order(engine, lines, rows, counted):
    lines, rows, counted = ([START + timedelta(days=number) for number in few] for few in (lines, rows, counted))
    assert told(engine, lines, rows, start=START, end=date(2024, 6, 30)) == counted
