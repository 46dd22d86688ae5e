"""The version is known at once when any process publishes, and is not asked for while nothing can have changed."""

from __future__ import annotations

import os

import pytest

from regulars.lake import Change, Lake

OLD_NS = 1_000_000_000_000_000_000


@pytest.fixture
def two(lake):
    """The lake as two processes have it open; both have a table."""
    other = Lake(lake.folder)
    lake.ensure("t", {"n": "BIGINT"})
    yield lake, other
    other.close()


def settle(lake):
    """As if nothing had been written for years."""
    for name in ("catalog.sqlite", "catalog.sqlite-wal"):
        if (lake.folder / name).exists():
            os.utime(lake.folder / name, ns=(OLD_NS, OLD_NS))


def publish(lake, n=1):
    lake.publish([Change("t", values=({"n": n},))], message="test")


def asked(lake, monkeypatch):
    """The queries that a lake is asked from now on."""
    queries, rows = [], lake.rows
    monkeypatch.setattr(lake, "rows", lambda query, *more: queries.append(query) or rows(query, *more))
    return queries


def test_what_another_publishes_changes_the_version_at_once(two):
    mine, other = two
    for turn in range(5):
        before = mine.version
        assert mine.version == before
        publish(other, turn)
        assert mine.version > before
        before = mine.version
        settle(mine)
        assert mine.version == before
        publish(other, turn)
        assert mine.version > before


def test_a_settled_catalogue_is_asked_once(two, monkeypatch):
    mine, _ = two
    settle(mine)
    version, queries = mine.version, asked(mine, monkeypatch)
    assert [mine.version for _ in range(3)] == [version] * 3
    assert queries == []


def test_a_catalogue_that_was_just_written_is_asked_each_time(two, monkeypatch):
    mine, other = two
    publish(other)
    queries = asked(mine, monkeypatch)
    assert mine.version == mine.version
    assert len(queries) == 2, "a change may come within the same tick of the clock"


def test_what_was_seen_of_an_older_state_is_forgotten_with_it(two):
    mine, other = two
    with mine.snapshot():
        before = mine.version
        publish(other)
        settle(mine)
        assert mine.version == before, "inside, the state is the one of its beginning"
    assert mine.version > before


def test_a_version_that_was_known_before_a_snapshot_is_that_of_its_rows_inside(two):
    mine, other = two
    settle(mine)
    before = mine.version
    with mine.snapshot():
        assert mine.version == before
        assert mine.rows("SELECT count(*) FROM lake.main.t") == [(0,)]
        publish(other)
        assert (mine.version, mine.rows("SELECT count(*) FROM lake.main.t")) == (before, [(0,)])
    assert mine.version > before


def test_notes_are_made_again_after_a_publication(two):
    mine, other = two
    answers = iter(range(10))
    assert [mine.noted("it", lambda: next(answers)) for _ in range(3)] == [0, 0, 0]
    publish(other)
    assert [mine.noted("it", lambda: next(answers)) for _ in range(2)] == [1, 1]
