"""Two steps at a time: what one fails with reaches the caller, and a caller that fails is not kept waiting."""

from __future__ import annotations

from datetime import date
from threading import Event, Timer

import pytest

from regulars.app.beside import Beside
from regulars.app.flow import build
from regulars.app.parts import Parts
from regulars.app.records import ensure_records
from regulars.testing.as_of import LAST_DAY, differences, known_by
from regulars.testing.random_shop import random_shop

ZONE = "Asia/Shanghai"
END = date(2024, 12, 31)


@pytest.fixture
def lake(new_shop):
    lake = new_shop().lake
    ensure_records(lake)
    lake.threads = 2
    return lake


def test_works_run_one_after_another_and_the_engine_is_whole_again(lake):
    told = []
    with Beside(lake, Parts(lake)) as beside:
        for number in range(3):
            beside.start(
                lambda other, parts, number=number: told.append((number, other is lake, other.rows("SELECT 7")))
            )
        beside.wait()
        assert told == [(number, False, [(7,)]) for number in range(3)]
    assert lake.threads == 2


def test_an_engine_of_one_thread_does_the_work_at_once(lake):
    lake.threads = 1
    told = []
    with Beside(lake, Parts(lake)) as beside:
        beside.start(lambda other, parts: told.append(other is lake))
        assert told == [True]
        beside.wait()


def beside_a_caller(lake, caller, *works):
    """Runs works while the caller does what it does."""
    with Beside(lake, Parts(lake)) as beside:
        for work in works:
            beside.start(work)
        caller(beside)


def test_what_a_work_fails_with_is_raised_by_wait(lake):
    with pytest.raises(ZeroDivisionError):
        beside_a_caller(lake, lambda beside: beside.wait(), lambda other, parts: 1 / 0)
    assert lake.threads == 2


def test_a_caller_that_fails_stops_a_query_that_runs(lake):
    begun, ended = Event(), []

    def work(other, parts):
        begun.set()
        ended.append(other.rows("SELECT count(*) FROM range(10_000_000) a, range(1_000_000) b WHERE a.range < b.range"))

    def caller(beside):
        begun.wait(30)
        Event().wait(0.2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        beside_a_caller(lake, caller, work)
    assert ended == []


def test_a_caller_that_fails_stops_a_work_between_two_queries(lake):
    asleep, awake, made = Event(), Event(), []

    def work(other, parts):
        for part in range(20):
            other.rows("SELECT 1")
            made.append(part)
            asleep.set()
            awake.wait(30)

    def caller(beside):
        asleep.wait(30)
        Timer(0.5, awake.set).start()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        beside_a_caller(lake, caller, work, lambda other, parts: made.append("another work"))
    assert made == [0]
    assert lake.rows("SELECT 1") == [(1,)], "the caller's own connection goes on"


def test_two_steps_at_a_time_make_the_tables_of_one(new_shop, bring, monkeypatch):
    rows, made = random_shop(11, accounts=200, orders=900, start=date(2024, 9, 2), days=120), []
    for threads in ("1", "2"):
        monkeypatch.setenv("REGULARS_THREADS", threads)
        shop = new_shop(ZONE)
        bring(shop, rows)
        assert shop.lake.threads == int(threads)
        build(shop, as_of=END)
        made.append(known_by(shop.lake, END, until=LAST_DAY))
        days = {day for (day,) in shop.lake.rows("SELECT DISTINCT as_of FROM lake.main.customer_tag")}
        assert len(days) == 2, "the tags of the cut day too"
    assert differences(*made) == []
