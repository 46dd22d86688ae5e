"""The build against truth: the hand-made table of the tiny shop, and every customer of a real one."""

from __future__ import annotations

import csv
import shutil
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from regulars.app.flow import build
from regulars.app.load import load
from regulars.app.workspace import Workspace
from regulars.testing import tiny_shop

GOLDEN = Path(__file__).parents[1] / "golden" / "tiny_shop_segments.csv"
MAIN_DAY = date(2025, 3, 31)
COLUMNS = (
    "customer_id", "as_of", "last_day", "recency_days", "purchase_days_90", "orders", "monetary", "r_level", "f_level",
    "m_level", "rfm_group", "stage", "is_newcomer", "spend_12m", "tier",
)  # fmt: skip
FLOW = "SELECT from_value, to_value, cause, people FROM lake.main.segment_flow WHERE dimension = 'rfm_group'"


def golden():
    with GOLDEN.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def rows(shop, table, day):
    """Customer → row of a snapshot."""
    query = f"SELECT {', '.join(COLUMNS)} FROM lake.main.{table} WHERE as_of = ?"
    return {values[0]: dict(zip(COLUMNS, values, strict=True)) for values in shop.lake.rows(query, [day])}


def shown(row):
    """A row as the golden table writes it."""
    texts = {name: "" if value is None else str(value) for name, value in row.items()}
    return texts | {"is_newcomer": str(row["is_newcomer"]).lower(), "spend_12m": f"{row['spend_12m']:.2f}"}


def flows(shop, start, end):
    """(group before, group after, cause) → people, None where there is no customer, as the oracle counts."""
    found = Counter()
    for old, new, cause, people in shop.lake.rows(f"{FLOW} AND from_day = ? AND to_day = ?", [start, end]):
        found[None if old == "not_yet" else old, None if new in ("merged", "erased") else new, cause] += people
    return found


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """The tiny shop, its late order loaded after a first build, built as of all golden days, the last one first."""
    folder = tmp_path_factory.mktemp("tiny")
    written = tiny_shop.write(folder / "exports")
    shop = Workspace.create(folder / "shop", {"name": "tiny", "zone": tiny_shop.ZONE, "currency": tiny_shop.CURRENCY})
    late = [str(path) for name, path in written.items() if name.endswith("_late")]
    early = [str(path) for name, path in written.items() if not name.endswith("_late")]
    for places in (early, late):
        for one in load(shop, places, mapping="tiny_shop"):
            assert one.quarantined == 0, f"{one.name}: {one.reasons}"
        build(shop, as_of=MAIN_DAY)
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def tiny_history(oracle, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    tiny_shop.write(folder)
    return oracle.history(oracle.read_tiny_shop(folder), MAIN_DAY)


@pytest.mark.parametrize("day", sorted({row["as_of"] for row in golden()}))
def test_every_golden_row_of_the_tiny_shop_is_what_the_build_makes(tiny, day):
    expected = {row["customer_id"]: row for row in golden() if row["as_of"] == day}
    history = rows(tiny, "segment_history", date.fromisoformat(day))
    build(tiny, as_of=date.fromisoformat(day))
    profile = rows(tiny, "customer", date.fromisoformat(day))
    for customer, row in expected.items():
        hand_made = {name: row[name] for name in COLUMNS}
        assert shown(history[customer]) == hand_made, row["why"]
        assert shown(profile[customer]) == hand_made, row["why"]
    if day == MAIN_DAY.isoformat():
        assert history.keys() == expected.keys(), "everyone of the main day has a golden row"


def test_every_month_of_the_tiny_shop_is_what_the_oracle_computes(tiny, tiny_history):
    for day, computed in tiny_history.items():
        expected = {customer: {name: row[name] for name in COLUMNS} for customer, row in computed.items()}
        assert rows(tiny, "segment_history", day) == expected


def test_every_move_of_the_tiny_shop_has_the_cause_that_the_oracle_finds(tiny, oracle, tiny_history):
    causes = set()
    for start, end in pairwise(sorted(tiny_history)):
        expected = oracle.flow(tiny_history[start], tiny_history[end])
        assert flows(tiny, start, end) == expected, f"{start} to {end}"
        causes |= {cause for _, _, cause in expected}
    assert causes == {"entered", "merged", "bought", "refunded", "aged", "stayed"}


def test_linked_accounts_of_the_tiny_shop_are_one_customer(tiny):
    linked = tiny.lake.rows(
        "SELECT account_id, customer_id FROM lake.main.customer_account WHERE as_of = ? ORDER BY 1", [MAIN_DAY]
    )
    assert linked == [
        ("b_later_1", "b_later_1"), ("b_later_2", "b_later_1"), ("b_shared_1", "b_shared_2"),
        ("b_shared_2", "b_shared_2"),
    ]  # fmt: skip


# A real shop ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gifts(gifts_folder, tmp_path_factory):
    """The real shop; a copy, for a past day is built in it."""
    shop = Workspace(shutil.copytree(gifts_folder, tmp_path_factory.mktemp("built") / "gifts"))
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def retail(realdata, oracle):
    """Lines and refund pieces of the real shop, and the snapshots of all its months, by the oracle."""
    data = oracle.read_online_retail(realdata / "online_retail" / "online_retail.parquet")
    pieces = oracle.match_refunds(data.sales, data.refunds)
    facts = oracle.retail_facts(data, pieces)
    days = oracle.month_ends(date(2010, 12, 1), date(2011, 12, 9))
    return data, pieces, {day: oracle.snapshot(facts, day) for day in days}


def test_every_customer_of_the_real_shop_is_what_the_oracle_computes(gifts, retail):
    for day, computed in retail[2].items():
        built = rows(gifts, "segment_history", day)
        expected = {customer: {name: row[name] for name in COLUMNS} for customer, row in computed.items()}
        wrong = [customer for customer in built.keys() | expected if built.get(customer) != expected.get(customer)]
        assert not wrong, "\n".join(f"{built.get(one)}\n{expected.get(one)}" for one in sorted(wrong)[:5])


def test_a_past_day_of_the_real_shop_built_today_is_its_month_end(gifts, retail):
    day = date(2011, 8, 31)
    build(gifts, as_of=day)
    expected = {customer: {name: row[name] for name in COLUMNS} for customer, row in retail[2][day].items()}
    assert rows(gifts, "customer", day) == expected


def test_every_move_of_the_real_shop_has_the_cause_that_the_oracle_finds(gifts, oracle, retail):
    for start, end in pairwise(sorted(retail[2])):
        assert flows(gifts, start, end) == oracle.flow(retail[2][start], retail[2][end]), f"{start} to {end}"


def test_refund_pieces_of_the_real_shop_are_those_of_the_oracle_up_to_the_order_of_equal_lines(gifts, retail):
    """Lines of one invoice that differ in nothing that the rule looks at may be taken in any order."""

    def compared(pieces):
        found = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for refund, product, customer, invoice, quantity, amount in pieces:
            found[refund, product, customer, invoice][0] += quantity
            found[refund, product, customer, invoice][1] += amount
        return {key: tuple(sums) for key, sums in found.items()}

    stored = gifts.lake.rows(
        "SELECT refund_id, product_id, account_id, order_id, quantity, amount FROM lake.main.refund_piece"
    )
    expected = [
        (
            piece.refund.invoice, piece.refund.product, piece.refund.customer, piece.sale and piece.sale.invoice,
            Decimal(piece.quantity), piece.amount,
        )
        for piece in retail[1]
    ]  # fmt: skip
    built, wanted = compared(stored), compared(expected)
    wrong = [key for key in built.keys() | wanted if built.get(key) != wanted.get(key)]
    assert not wrong, "\n".join(
        f"{key}: {built.get(key)}, expected {wanted.get(key)}" for key in sorted(wrong, key=str)[:10]
    )


def test_pieces_and_payments_of_the_real_shop_add_up_to_its_facts(gifts):
    def total(table):
        return gifts.lake.rows(f"SELECT sum(amount) FROM lake.main.{table}")[0][0]

    assert total("refund_piece") == total("refund")
    spent = gifts.lake.rows("SELECT sum(paid_amount), sum(refund_amount) FROM lake.main.account_day")[0]
    assert spent == (total("order_item"), total("refund"))
