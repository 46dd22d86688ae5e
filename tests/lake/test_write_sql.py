"""A query that was written before is written again with other values, exactly as ibis would."""

from __future__ import annotations

from datetime import UTC, date, datetime

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.lake import write_sql
from regulars.lake.write_sql import written

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31))
TEXTS = st.text(max_size=12) | st.sampled_from(["", "'", "day", "$1", "{x}", "o''clock", "\\", "\u2063"])


@pytest.fixture(scope="module")
def engine():
    engine = ibis.duckdb.connect()
    for name in ("one", "other"):
        engine.raw_sql(f"CREATE TABLE {name} (id VARCHAR, day DATE, moment TIMESTAMP, amount DECIMAL(18, 4))")
        engine.raw_sql(f"CREATE TEMP TABLE kept_{name} AS FROM {name}")
    return engine


def asked(table, held, day, later, moment, text, other):
    """A query with values of all kinds, twice the same value among them."""
    rows = table.filter((table.day >= day) & (table.day < later) & (table.moment > moment))
    rows = rows.anti_join(held.filter(held.day <= day), "id")
    told = ibis.cases((rows.id == text, other), (rows.id.contains(other), text), else_="else")
    age = ibis.literal(day).delta(rows.day, unit="day")
    return rows.group_by(told=told, age=age).aggregate(n=rows.count(), amount=rows.amount.sum(where=rows.day > day))


@settings(max_examples=15)  # each costs a second
@given(st.lists(st.tuples(DAYS, DAYS, MOMENTS, TEXTS, TEXTS), min_size=1, max_size=4))
def test_a_query_is_what_ibis_writes_whatever_its_values(engine, examples):
    for place, values in enumerate(examples):
        table = engine.table(("one", "other")[place % 2])
        held = engine.table(f"kept_{('other', 'one')[place % 2]}", database=("temp", "main"))
        query = asked(table, held, *values)
        for time in ("first", "second", "third"):
            assert written(query, engine) == engine.compile(query), f"the {time} time"


def test_ibis_writes_a_shape_twice_and_never_again(engine, monkeypatch):
    monkeypatch.setattr(write_sql, "_known", {})
    table, compiled = engine.table("one"), []
    monkeypatch.setattr(engine, "compile", lambda query, write=engine.compile: compiled.append(1) or write(query))
    for number in range(1, 9):
        written(table.filter((table.day > date(2024, number, 2)) & (table.id == f"x{number}")), engine)
    assert len(compiled) == 2
    written(table.filter((table.day > date(2024, 1, 2)) & (table.id != "x")), engine)
    assert len(compiled) == 3


def test_queries_that_cannot_be_kept_are_written_all_the_same(engine):
    table = engine.table("one")
    for query in (
        table.semi_join(ibis.memtable(pa.table({"id": ["a"]})), "id"),
        table.filter(table.moment > datetime(2024, 1, 2, tzinfo=UTC)),
        table.mutate(part=table.moment.truncate("month"), at2=table.moment + ibis.interval(days=3)),
        table.limit(3),
    ):
        assert written(query, engine) == engine.compile(query)
