"""What a simulated shop is told of points, coupons, stores and parcels is true to what happens in its world."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow.parquet as pq
import pytest

from regulars.simulate.export import export
from regulars.simulate.mail import mailing
from regulars.simulate.notes import NEEDS
from regulars.simulate.people import STORE
from regulars.simulate.plan import Plan
from regulars.simulate.speech import MOODS
from regulars.simulate.world import World

PLAN = Plan(people=3_000, days=300, ahead=0, seed=5)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return export(PLAN, tmp_path_factory.mktemp("members"), provinces=["浙江省", "广东省"], is_dirty=False)


@pytest.fixture(scope="module")
def days():
    world = World(PLAN)
    return [world.step(mailing(world)) for _ in range(PLAN.days)]


@pytest.fixture(scope="module")
def read(written):
    """The rows of a source, those of its months together."""

    def rows(name):
        paths = sorted(path for path in written.files if path.stem == name or path.stem.startswith(f"{name}-"))
        return [row for path in paths for row in csv.DictReader(path.read_text("utf-8").splitlines())]

    return rows


@pytest.fixture(scope="module")
def truth(written):
    return {path.stem: pq.read_table(path).to_pylist() for path in written.truth}


@pytest.fixture(scope="module")
def paid(read):
    """What was paid in orders of which it is known whose they are: (who, when, how much)."""
    buyer = {row["order_no"]: row["buyer_id"] for row in read("orders")}
    found = {
        row["order_no"]: (buyer[row["order_no"]], row["paid_at"], float(row["amount"])) for row in read("payments")
    }
    return found | {
        row["ticket_no"]: (row["card"], row["sold_at"], float(row["ticket_total"]))
        for row in read("pos_tickets") if row["card"]
    }  # fmt: skip


def test_points_earned_are_those_of_what_was_paid_and_go_back_with_it(read, paid):
    entries = read("points")
    earned = {row["order_no"]: row for row in entries if row["kind"] == "earned"}
    assert {order for order, (_, _, amount) in paid.items() if amount >= 1} == set(earned)
    for order, row in earned.items():
        assert (row["member_id"], row["entered_at"], int(row["change"])) == (*paid[order][:2], int(paid[order][2]))
    back = {row["refund_no"]: row for row in read("refunds") if row["order_no"] in paid and float(row["amount"]) >= 1}
    taken = {row["entry_no"][1:]: row for row in entries if row["kind"] == "taken back"}
    assert set(taken) == set(back) != set()
    assert all(int(row["change"]) == -int(float(back[key]["amount"])) for key, row in taken.items())


def test_what_is_used_was_there_and_what_expires_is_what_is_left_of_old_points(read):
    entries = sorted(read("points"), key=lambda row: row["entered_at"])
    assert {row["kind"] for row in entries} == {"earned", "used", "expired", "taken back"}
    balance, ended = defaultdict(int), defaultdict(int)
    taken, added = defaultdict(int), defaultdict(list)
    for row in entries:
        who, change = row["member_id"], int(row["change"])
        if row["kind"] == "used":
            assert change % 100 == 0
            assert balance[who] + change >= 0, "nobody uses what they do not have"
        if row["kind"] == "expired":
            day = row["entered_at"][:10]
            old = sum(points for points, until in added[who] if until <= day)
            assert -change == old - taken[who]
            ended[day] += 1
        if change > 0:
            added[who].append((change, row["good_until"]))
        else:
            taken[who] -= change
        balance[who] += change
    assert set(ended) == {"2024-12-31"}, "points of the second quarter are good to the end of the fourth"


def test_tiers_follow_what_was_paid_within_a_year(read, paid):
    spent = defaultdict(list)
    for who, when, amount in paid.values():
        spent[who].append((when[:10], amount))
    for row in read("refunds"):
        if row["order_no"] in paid:
            spent[paid[row["order_no"]][0]].append((row["refunded_at"][:10], -float(row["amount"])))
    tiers = read("tiers")
    assert {row["tier"] for row in tiers} >= {"silver", "gold"}
    for row in tiers:
        money = sum(amount for day, amount in spent[row["member_id"]] if day < row["since"])
        assert row["tier"] == ("silver" if money < 1_500 else "gold" if money < 5_000 else "diamond")
    assert all(row["since"].endswith("-01") for row in tiers if row["tier"] != "silver")


def test_coupons_that_were_used_are_what_orders_are_less_for(read):
    issued = {row["coupon_no"]: row for row in read("coupons")}
    uses = read("coupon_uses")
    for row in uses:
        coupon = issued[row["coupon_no"]]
        assert coupon["member_id"] == row["member_id"]
        assert coupon["issued_at"] <= row["used_at"] <= coupon["ends_at"]
        assert 0 < float(row["deduction"]) <= float(coupon["face_value"])
    assert len({row["coupon_no"] for row in uses}) == len(uses) < len(issued) / 5, "most are never used"
    off = defaultdict(float)
    for name, order in (("items", "order_no"), ("pos_tickets", "ticket_no")):
        for row in read(name):
            off[row[order]] += float(row["discount"])
    used = {row["order_no"]: float(row["deduction"]) for row in uses}
    assert {order: money for order, money in off.items() if money} == pytest.approx(used, abs=0.05)


def test_every_parcel_is_of_an_order_online_and_comes_after_its_payment(read):
    paid_at = {row["order_no"]: row["paid_at"] for row in read("payments")}
    buyer = {row["order_no"]: row["buyer_id"] for row in read("orders")}
    parcels = read("deliveries")
    assert len({row["order_no"] for row in parcels}) == len(parcels) > 0.97 * len(buyer)
    wishes = defaultdict(set)
    for row in parcels:
        assert buyer[row["order_no"]] == row["buyer_id"]
        assert paid_at[row["order_no"]] < row["shipped_at"] < row["delivered_at"] <= f"{PLAN.end} 23:59:59"
        wishes[row["buyer_id"]].add(row["preferred_time"])
    assert all(len(wish) == 1 for wish in wishes.values()), "who wishes for evenings does so each time"
    late = [row["delivered_at"][:10] > row["promised"] for row in parcels]
    assert 0.06 < np.mean(late) < 0.12
    stars = {is_late: [int(row["stars"]) for row, one in zip(parcels, late, strict=True) if one == is_late and row["stars"]]
             for is_late in (True, False)}  # fmt: skip
    assert np.mean(stars[True]) < 3 < 4 < np.mean(stars[False])


def test_nobody_reviews_what_has_not_come(read):
    came = {row["order_no"]: row["delivered_at"] for row in read("deliveries")}
    assert all(came[row["order_no"]] < row["written"] for row in read("reviews"))


def test_tickets_of_stores_are_the_orders_made_there_and_nowhere_else(read, truth, days):
    lines = read("pos_tickets")
    total, listed = {}, defaultdict(float)
    for row in lines:
        total[row["ticket_no"]] = float(row["ticket_total"])
        listed[row["ticket_no"]] += float(row["amount"])
    money = [day["order"]["amount"][day["order"]["channel"] == STORE] for day in days]
    assert sorted(total.values()) == pytest.approx(sorted(np.concatenate(money)))
    assert listed == pytest.approx(total, abs=0.05)
    assert not {row["order_no"] for row in read("orders")} & set(total)
    guests = {row["ticket_no"] for row in lines if not row["card"]}
    assert {row["ticket_no"] for row in truth["guest"]} == guests
    assert 0.15 < len(guests) / len(total) < 0.4
    goes = {row["account_id"] for row in truth["person"] if row["store_share"] > 0}
    assert {row["card"] for row in lines if row["card"]} <= goes
    stores = {row["store_no"] for row in read("stores")}
    assert {row["store_no"] for row in lines} == stores


def test_visits_of_stores_tell_of_members_who_agreed_only(read, days):
    visits = read("store_visits")
    there = sum(int((day["session"]["channel"] == STORE).sum()) for day in days)
    assert 0.88 < len(visits) / there < 0.96, "some are not seen"
    known = [row for row in visits if row["member_id"]]
    assert 0.35 < len(known) / len(visits) < 0.55
    assert {row["seen_by"] for row in known} == {"rfid"}
    assert len({row["tag"] for row in visits}) == len(visits), "by a tag nobody can be followed"
    assert all(10 <= datetime.fromisoformat(row["came_at"]).hour <= 20 for row in visits)


def test_notes_are_of_visits_and_the_truth_knows_need_and_mood(read, truth):
    notes = read("assistant_notes")
    known = {row["key"]: row for row in truth["note"]}
    assert set(known) == {row["note_no"] for row in notes}
    assert {row["need"] for row in known.values()} <= set(NEEDS)
    assert {row["mood"] for row in known.values()} == set(MOODS)
    assert all(row["need"] in ("", known[row["note_no"]]["need"]) for row in notes)
    assert len({row["words"] for row in notes}) > 0.8 * len(notes), "not three sentences repeated"
    seen = defaultdict(set)
    for row in read("store_visits"):
        seen[row["member_id"], row["came_at"][:10]].add(row["store_no"])
    found = [row["store_no"] in seen[row["member_id"], row["noted_at"][:10]] for row in notes]
    assert np.mean(found) > 0.85, "of all but those whom nothing saw"


def test_programme_days_are_days_of_the_plan(read):
    first = PLAN.start - timedelta(days=1)
    for row in (*read("tiers"), *read("points")):
        assert first <= date.fromisoformat((row.get("since") or row["entered_at"])[:10]) <= PLAN.end
