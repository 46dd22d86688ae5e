"""Crossings of four dimensions, the address among them: the planted need is found, and only there where it was planted."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

from regulars.app.shop import Shop

CUT = date(2024, 6, 30)
#: Who takes tea, one group of each dimension.
WANTS = "big_spender × home_province × box_buyer × evening"


def test_four_dimensions_are_crossed_and_the_planted_need_leads(needy: Shop) -> None:
    rows = needy.crossings(ways=4).rows()
    found = [row for row in rows if row["dimension"]]
    best = found[0]
    assert (best["crossing"], best["dimension"], best["value"]) == (WANTS, "category", "TEA")
    assert best["cut"] == CUT, "a plain build made the tags of the cut"
    assert best["having"] <= best["people"] <= best["size"]
    assert best["low"] < best["index"] < best["high"]
    assert best["index"] > 2
    assert {row["value"] for row in found} == {"TEA"}, "nothing else was planted"
    assert all(row["ways"] in (1, 4) for row in rows)
    assert "购买了TEA" in best["sentence_zh"]


def test_the_size_of_a_crossing_of_four_is_counted_by_the_tags_of_its_groups(needy: Shop) -> None:
    tags = needy.table("customer_tag", as_of=CUT).rows()
    spends = sorted(row["spend_12m"] for row in tags)
    mine = [
        row for row in tags
        if bisect_left(spends, row["spend_12m"]) >= 0.8 * (len(spends) - 1) and row["province"] == "440000" and row["is_bulk_buyer"]
        and row["evening_share"] >= 0.5 and row["order_count"] >= 3
    ]  # fmt: skip
    best = next(row for row in needy.crossings(ways=4).rows() if row["crossing"] == WANTS)
    assert best["size"] == len(mine)


def test_three_ways_hold_the_need_more_weakly_and_every_crossing_is_told(needy: Shop) -> None:
    four = next(row for row in needy.crossings(ways=4).rows() if row["crossing"] == WANTS)
    three = [row for row in needy.crossings(ways=3).rows() if row["value"] == "TEA"]
    parts = set(WANTS.split(" × "))
    inside = [row for row in three if set(row["crossing"].split(" × ")) < parts]
    assert inside, "the need shows in crossings that contain its people"
    assert all(row["size"] >= four["size"] and row["index"] < four["index"] for row in inside)


def test_without_a_need_four_ways_find_nothing(needless: Shop) -> None:
    rows = needless.crossings(ways=4).rows()
    assert not [row for row in rows if row["dimension"]]
    assert any("nothing stands out" in (row["note_en"] or "") for row in rows if row["ways"] == 4)
