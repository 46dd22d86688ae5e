"""The oracle and the hand-made golden table of the tiny shop agree, and the oracle keeps its own promises."""

from __future__ import annotations

import csv
import importlib.util
import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from regulars.testing import tiny_shop

HERE = Path(__file__).parent
MAIN_DAY = date(2025, 3, 31)


def load_oracle():
    spec = importlib.util.spec_from_file_location("independent", HERE.parent / "independent.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


independent = load_oracle()


def golden():
    with (HERE / "tiny_shop_segments.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def shown(row):
    """A row of the oracle as the golden table writes it."""
    texts = {name: "" if value is None else str(value) for name, value in row.items()}
    return texts | {"is_newcomer": str(row["is_newcomer"]).lower(), "spend_12m": f"{row['spend_12m']:.2f}"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    tiny_shop.write(folder)
    return folder


@pytest.fixture(scope="module")
def facts(shop):
    return independent.read_tiny_shop(shop)


@pytest.fixture(scope="module")
def history(facts):
    return independent.history(facts, MAIN_DAY)


@pytest.mark.parametrize("row", golden(), ids=lambda row: f"{row['customer_id']}-{row['as_of']}")
def test_the_hand_made_row_is_what_the_oracle_computes(row, history):
    expected = {name: value for name, value in row.items() if name != "why"}
    computed = shown(history[date.fromisoformat(row["as_of"])][row["customer_id"]])
    assert {name: computed[name] for name in expected} == expected, row["why"]


def test_every_customer_of_the_main_day_has_one_golden_row_and_a_reason(history):
    rows = [row for row in golden() if row["as_of"] == MAIN_DAY.isoformat()]
    assert sorted(row["customer_id"] for row in rows) == sorted(history[MAIN_DAY])
    assert all(row["why"] for row in golden())


def test_all_groups_stages_and_tiers_occur_on_the_main_day(history):
    rows = history[MAIN_DAY].values()
    assert len({row["rfm_group"] for row in rows}) == 8 + 2
    assert len({row["stage"] for row in rows}) == 9
    assert {row["tier"] for row in rows} == {"silver", "gold", "diamond"}


def test_facts_after_the_day_change_nothing(facts, history):
    day = date(2024, 9, 30)
    cut = facts._replace(
        paid=[one for one in facts.paid if one.day <= day],
        refunds=[one for one in facts.refunds if one.day <= day],
        registrations={account: on for account, on in facts.registrations.items() if on <= day},
        tiers=[one for one in facts.tiers if one[1] <= day],
        activity=[one for one in facts.activity if one[1] <= day],
        identifiers=[one for one in facts.identifiers if one.moment.date() <= day],
        seen={account: moment for account, moment in facts.seen.items() if moment.date() <= day},
    )
    assert independent.snapshot(cut, day) == history[day]


def test_the_order_of_the_facts_changes_nothing(facts, history):
    turned = facts._replace(
        paid=facts.paid[::-1],
        refunds=facts.refunds[::-1],
        tiers=facts.tiers[::-1],
        activity=facts.activity[::-1],
        identifiers=facts.identifiers[::-1],
        seen=dict(reversed(facts.seen.items())),
    )
    assert independent.snapshot(turned, MAIN_DAY) == history[MAIN_DAY]


def test_the_late_files_change_only_the_late_customer(shop, history):
    early = independent.read_tiny_shop(shop, late=False)
    before = independent.snapshot(early, MAIN_DAY)
    changed = [name for name, row in history[MAIN_DAY].items() if row != before[name]]
    assert changed == ["b_late"]
    assert (before["b_late"]["stage"], before["b_late"]["orders"]) == ("growing", 1)


def test_flow_rows_and_columns_add_up_to_the_two_snapshots(history):
    days = sorted(history)
    for earlier, later in pairwise(days):
        before, after = history[earlier], history[later]
        left, right = Counter(), Counter()
        for (old, new, _), people in independent.flow(before, after).items():
            left[old] += people
            right[new] += people
        left.pop(None, None)
        right.pop(None, None)
        assert left == Counter(row["rfm_group"] for row in before.values())
        assert right == Counter(row["rfm_group"] for row in after.values())


def test_flow_tells_the_cause_of_each_move(history):
    def moves(earlier, later):
        return independent.moves(history[date.fromisoformat(earlier)], history[date.fromisoformat(later)])

    august = moves("2024-07-31", "2024-08-31")
    assert august["b_later_2"] == ("active_rare_valuable", None, "merged")
    assert august["b_later_1"] == ("dormant_rare_modest", "active_rare_valuable", "merged")
    assert august["b_recency_180"] == ("no_purchase", "active_rare_modest", "bought")
    assert august["b_gap_181"] == (None, "no_purchase", "entered")
    december = moves("2024-11-30", "2024-12-31")
    assert december["b_refund_old_order"] == ("active_rare_valuable", "dormant_rare_valuable", "aged")
    assert moves("2024-09-30", "2024-10-31")["b_refund_next_month"][2] == "refunded"
    assert moves("2024-12-31", "2025-01-31")["b_first_second"] == ("no_purchase", "active_rare_modest", "bought")
    assert moves("2025-02-28", "2025-03-31")["b_recency_31"] == ("active_rare_modest", "active_rare_modest", "stayed")


def test_a_move_that_the_earlier_thresholds_undo_is_a_threshold_move(facts):
    earlier_thresholds = independent.THRESHOLDS | {"valuable": Decimal(400)}
    before = independent.snapshot(facts, date(2025, 3, 30), earlier_thresholds)
    after = independent.snapshot(facts, MAIN_DAY)
    moves = independent.moves(before, after, before_thresholds=earlier_thresholds)
    assert moves["b_aov_200"] == ("active_rare_modest", "active_rare_valuable", "threshold")


def test_an_erased_customer_is_told_apart_from_a_merged_one(history):
    before = history[date(2025, 2, 28)]
    after = {name: row for name, row in history[MAIN_DAY].items() if name != "b_leap"}
    assert independent.moves(before, after)["b_leap"] == ("active_rare_modest", None, "erased")


def test_the_year_before_a_leap_day_ends_on_the_28th():
    assert independent.year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert independent.year_before(date(2025, 2, 28)) == date(2024, 2, 28)


def test_exports_add_up(shop):
    def rows(name):
        with (shop / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    for ending in ("", "_late"):
        orders = {row["order_no"]: row for row in rows(f"orders{ending}")}
        lines, paid = defaultdict(Decimal), defaultdict(Decimal)
        for row in rows(f"items{ending}"):
            discounts = Decimal(row["shop_discount"]) + Decimal(row["platform_discount"])
            assert Decimal(row["amount"]) == Decimal(row["price"]) * int(row["qty"]) - discounts
            lines[row["order_no"]] += Decimal(row["amount"])
        for row in rows(f"payments{ending}"):
            paid[row["order_no"]] += Decimal(row["amount"])
        assert lines == {number: Decimal(row["total"]) for number, row in orders.items()}
        for number, row in orders.items():
            assert not row["paid_at"] or paid[number] == Decimal(row["total"])


def test_a_refund_prefers_the_same_price_then_the_whole_then_the_latest():
    start = independent.datetime(2024, 1, 1, 12)

    def line(row, quantity, days, price, invoice):
        at = start + timedelta(days=days)
        return independent.Line(row, invoice, "cup", quantity, at, Decimal(price), "ann")

    sales = [line(0, 5, 0, "2", "1"), line(1, 2, 1, "2", "2"), line(2, 9, 2, "3", "3"), line(3, 9, 9, "2", "4")]
    refund = line(4, 4, 5, "2", "C1")
    assert [(piece.sale.row, piece.quantity) for piece in independent.match_refunds(sales, [refund])] == [(0, 4)]
    greedy = independent.match_refunds(sales, [line(4, 20, 5, "2", "C1")])
    assert [(piece.sale and piece.sale.row, piece.quantity) for piece in greedy] == [(1, 2), (0, 5), (2, 9), (None, 4)]
    assert sum(piece.amount for piece in greedy) == 40


def test_the_oracle_still_gives_the_recorded_figures_of_online_retail(realdata):
    computed = independent.online_retail(realdata / "online_retail" / "online_retail.parquet")
    assert computed == json.loads((HERE / "online_retail.json").read_text(encoding="utf-8"))
    assert computed["sales"]["customers"] == 4338
    assert computed["sales"]["customer_days"] == 16763
    assert round(Decimal(computed["sales"]["amount_with_customer"]), 2) == Decimal("8911407.90")
