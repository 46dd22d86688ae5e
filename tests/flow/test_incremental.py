"""Building bit by bit ends where building at once ends, and does again only what has changed."""

from __future__ import annotations

from datetime import date

import pytest

from regulars.app.flow import build
from regulars.testing.as_of import LAST_DAY, differences, known_by
from regulars.testing.random_shop import random_shop
from regulars.testing.source_rows import Clerk, SourceRows

END = date(2024, 11, 5)  # after the last row
ZONE = "Asia/Shanghai"
SEED = 11
FACTS = ("orders", "order_item", "payment", "refund", "account", "contact_key", "event", "loyalty_account", "erasure")


def everything(shop, as_of=END):
    return known_by(shop.lake, as_of, until=LAST_DAY)


def parts(shop):
    """(table, part) → what it was made of and what is in it."""
    rows = shop.lake.rows('SELECT "table", part, inputs, content FROM lake.main.build_part')
    return {(table, part): rest for table, part, *rest in rows}


def remade(shop, before):
    """Table → the parts that are new or were made again since."""
    found = {}
    for (table, part), note in parts(shop).items():
        if before.get((table, part)) != note:
            found.setdefault(table, set()).add(part)
    return found


@pytest.fixture
def shop(built_shop):
    return built_shop(random_shop(SEED, zone=ZONE), END)


def test_pieces_in_any_order_with_builds_between_end_as_one_load_and_one_build(shop, new_shop, bring):
    bit_by_bit = new_shop(ZONE)
    for part in random_shop(SEED, zone=ZONE).parts(seed=3, count=3):
        bring(bit_by_bit, part)
        build(bit_by_bit, as_of=END)
    wrong = differences(everything(bit_by_bit), everything(shop))
    assert not wrong, "bit by bit (first) and at once (second) differ:\n" + "\n".join(wrong)
    for table in FACTS:
        prints = [one.lake.fingerprint(table, without=("token",)) for one in (bit_by_bit, shop)]
        assert prints[0] == prints[1], f"{table} (tokens left out: each shop has a key of its own)"


def test_a_file_in_many_chunks_is_loaded_as_one_in_one(shop, new_shop, bring, monkeypatch):
    monkeypatch.setattr("regulars.app.facts.CHUNK_ROWS", 9)
    chunked = new_shop(ZONE)
    bring(chunked, random_shop(SEED, zone=ZONE))
    for table in FACTS:
        prints = [one.lake.fingerprint(table, without=("token",)) for one in (chunked, shop)]
        assert prints[0] == prints[1], table


def test_building_again_and_loading_known_files_again_changes_nothing(shop, bring):
    before, notes = everything(shop), parts(shop)
    again = build(shop, as_of=END)
    assert {line.table: line.made for line in again.tables if line.made} == {}
    bring(shop, random_shop(SEED, zone=ZONE))
    again = build(shop, as_of=END)
    assert {line.table: line.made for line in again.tables if line.made} == {}
    assert everything(shop) == before
    assert parts(shop) == notes


def test_a_late_order_opens_only_the_months_that_it_can_touch(shop, bring):
    before, at = parts(shop), Clerk(ZONE)
    late = (at.order("late", "p1", "2024-06-20 10:00:00", 70), at.payment("p-late", "late", "2024-06-20 10:05:00", 70))
    bring(shop, SourceRows(ZONE, late))
    build(shop, as_of=END)
    found = remade(shop, before)
    can_change = {"2024-06-01", "2024-07-01", "2024-08-01", "2024-09-01"}  # June, and the 90 days that look back on it
    assert "2024-06-01" in found["account_day"]
    assert found["account_day"] <= can_change
    assert min(found["segment_history"]) == "2024-06-30"
    assert all(part > "2024-05-31" for part in found["segment_flow"])


def test_a_past_build_and_the_present_one_do_not_disturb_each_other(shop):
    before = everything(shop)
    build(shop, as_of=date(2024, 5, 17))
    past = everything(shop, date(2024, 5, 17))
    assert past["customer"]
    build(shop, as_of=END)
    now = everything(shop)
    assert now["customer"] == before["customer"]
    for table in ("account_day", "segment_history", "segment_flow", "segment_cut"):
        assert not before[table] - now[table], f"what was there of {table} is still there"


def test_new_thresholds_remake_the_snapshots_but_no_account_day(shop, change_settings):
    before = parts(shop)
    change_settings(shop, rfm={"valuable": 61, "modest": 20})
    again = {line.table: (line.made, line.kept) for line in build(shop, as_of=END).tables}
    months = len({part for table, part in before if table == "account_day"})
    assert again["account_day"] == (0, months)
    assert again["segment_history"][1] == 0
    assert "account_day" not in remade(shop, before)


def test_thresholds_that_change_on_a_day_give_moves_with_that_cause(shop, bring, change_settings):
    at = Clerk(ZONE)
    order = (
        at.order("o-100", "calm", "2024-07-10 10:00:00", 100),
        at.payment("p", "o-100", "2024-07-10 10:00:00", 100),
    )
    bring(shop, SourceRows(ZONE, order))
    change_settings(shop, rfm={"dated": [{"from": date(2024, 8, 1), "valuable": 51, "modest": 20}]})
    build(shop, as_of=END)
    query = (
        "SELECT to_day, from_value, to_value, people FROM lake.main.segment_flow "
        "WHERE dimension = 'rfm_group' AND cause = 'threshold'"
    )
    found = shop.lake.rows(query)
    assert {row[0] for row in found} == {date(2024, 8, 31)}, "the only month over which the thresholds changed"
    assert "active_rare_modest" in {row[1] for row in found if row[2] == "active_rare_valuable"}


def test_rows_and_columns_of_every_flow_add_up_to_its_two_snapshots(shop):
    for dimension in ("rfm_group", "stage", "tier"):
        flows = shop.lake.rows(
            f"SELECT from_day, to_day, from_value, to_value, people FROM lake.main.segment_flow WHERE dimension = '{dimension}'"
        )
        sides = {}
        for start, end, old, new, people in flows:
            for day, value, side in ((start, old, "from"), (end, new, "to")):
                if value not in ("not_yet", "erased", "merged"):
                    key = (start, end, day, side)
                    sides.setdefault(key, {}).setdefault(value, 0)
                    sides[key][value] += people
        assert len(sides) >= 14, "two sides for each pair of snapshots"
        for (*_, day, _), people in sides.items():
            snapshot = shop.lake.rows(
                f"SELECT {dimension}, count(*) FROM lake.main.segment_history WHERE as_of = ? GROUP BY 1", [day]
            )
            assert people == dict(snapshot)
