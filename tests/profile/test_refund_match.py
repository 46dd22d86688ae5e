"""Refunds that name no order: which sale they undo, and that the answer is one of the data, not of their order."""

from __future__ import annotations

import importlib.util
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.profile.refund_match import refund_match

START = datetime(2024, 1, 1)
MOMENTS = st.integers(0, 9)
PRICES = st.sampled_from(("2.0000", "2.5000"))
#: account, product, moment, quantity, price; the place in the list makes the document's number.
LINE = st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), MOMENTS, st.integers(1, 5), PRICES)
#: Lines as some sources give them: several in one document, alike in all but one thing.
CLOSE = st.tuples(st.just("a"), st.just("x"), st.just(3), st.integers(1, 3), PRICES, st.integers(1, 2))


@pytest.fixture(scope="module")
def oracle():
    path = Path(__file__).parents[1] / "independent.py"
    spec = importlib.util.spec_from_file_location("independent", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tables(refunds, sales):
    """Both kinds of rows as the step takes them; a row is account, product, moment, quantity, price, document, n.

    Places number the rows as they are sorted, whatever the order in which they stand.
    """

    def table(rows, moment, document):
        columns = list(zip(*rows, strict=True)) if rows else [()] * 7
        decimals = [pa.array([Decimal(str(one)) for one in columns[place]]) for place in (3, 4)] if rows else [[], []]
        return pa.table(
            {
                "place": pa.array([sorted(rows).index(row) for row in rows], pa.int64()),
                "account_id": pa.array(columns[0], pa.string()),
                "product_id": pa.array(columns[1], pa.string()),
                moment: pa.array([START + timedelta(days=day) for day in columns[2]], pa.timestamp("us")),
                document: pa.array(columns[5], pa.string()),
                "quantity": pa.array(decimals[0], pa.decimal128(18, 3)),
                "unit_price": pa.array(decimals[1], pa.decimal128(18, 4)),
                "occurrence": pa.array(columns[6], pa.int32()),
            }
        )

    return table(refunds, "refunded_at", "refund_id"), table(sales, "ordered_at", "order_id")


def matched(refunds, sales):
    """Pieces as refund row, sale row and quantity."""
    found = refund_match(*tables(refunds, sales)).to_pylist()
    by_place, sold = sorted(refunds), sorted(sales)
    return Counter(
        {(by_place[one["refund_place"]], sold[one["sale_place"]]): Decimal(one["quantity"]) / 1000 for one in found}
    )


def numbered(lines, mark):
    return [(*line, f"{mark}{place:02d}", 1) for place, line in enumerate(lines)]


@given(st.lists(LINE, max_size=8), st.lists(LINE, max_size=10))
def test_pieces_are_those_of_the_oracle(oracle, refunds, sales):
    refunds, sales = numbered(refunds, "r"), numbered(sales, "s")

    def line(place, row):
        account, product, day, quantity, price, document, _ = row
        return oracle.Line(place, document, product, quantity, START + timedelta(days=day), Decimal(price), account)

    pieces = oracle.match_refunds(
        [line(place, row) for place, row in enumerate(sales)], [line(place, row) for place, row in enumerate(refunds)]
    )
    expected = Counter(
        {(refunds[one.refund.row], sales[one.sale.row]): one.quantity for one in pieces if one.sale is not None}
    )
    assert matched(refunds, sales) == expected


@given(st.lists(LINE, max_size=8), st.lists(LINE, max_size=10), MOMENTS)
def test_later_sales_and_refunds_change_no_earlier_piece(refunds, sales, day):
    refunds, sales = numbered(refunds, "r"), numbered(sales, "s")
    whole = matched(refunds, sales)
    known = matched([row for row in refunds if row[2] <= day], [row for row in sales if row[2] <= day])
    assert {key: taken for key, taken in whole.items() if key[0][2] <= day} == dict(known)


@given(st.lists(LINE, max_size=8), st.lists(LINE, max_size=10))
def test_no_sale_gives_back_more_than_it_had_and_no_refund_takes_more_than_it_asks(refunds, sales):
    refunds, sales = numbered(refunds, "r"), numbered(sales, "s")
    taken, found = Counter(), Counter()
    for (refund, sale), quantity in matched(refunds, sales).items():
        assert refund[:2] == sale[:2]
        assert sale[2] <= refund[2], "a refund looks back only"
        taken[sale] += quantity
        found[refund] += quantity
    assert all(quantity <= sale[3] for sale, quantity in taken.items())
    assert all(quantity <= refund[3] for refund, quantity in found.items())


@settings(max_examples=100)
@given(st.sets(CLOSE, max_size=5), st.sets(CLOSE, max_size=6), st.randoms(use_true_random=False))
def test_lines_of_one_document_and_moment_are_told_apart_whatever_their_order(refunds, sales, chance):
    refunds = [(*row[:5], "r", row[5]) for row in sorted(refunds)]
    sales = [(*row[:5], "s", row[5]) for row in sorted(sales)]
    turned = matched(chance.sample(refunds, len(refunds)), chance.sample(sales, len(sales)))
    assert turned == matched(refunds, sales)


def test_equal_price_comes_before_cover_and_cover_before_lateness():
    sales = numbered([("a", "x", 1, 1, "2"), ("a", "x", 2, 9, "2"), ("a", "x", 3, 1, "2"), ("a", "x", 4, 9, "3")], "s")
    refunds = numbered([("a", "x", 5, 2, "2")], "r")
    assert matched(refunds, sales) == Counter({(refunds[0], sales[1]): 2}), "s03 is later but dearer, s02 too small"
    greedy = numbered([("a", "x", 5, 13, "2")], "r")
    found = {sale[5]: taken for (_, sale), taken in matched(greedy, sales).items()}
    assert found == {"s02": 1, "s01": 9, "s00": 1, "s03": 2}


def test_thousandths_of_a_piece_are_matched_exactly():
    sales = numbered([("a", "x", 1, "0.350", "2"), ("a", "x", 2, "0.250", "2")], "s")
    refunds = numbered([("a", "x", 5, "0.601", "2")], "r")
    found = {sale[5]: taken for (_, sale), taken in matched(refunds, sales).items()}
    assert found == {"s01": Decimal("0.250"), "s00": Decimal("0.350")}
