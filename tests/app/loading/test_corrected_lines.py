"""A line that a later export tells otherwise stands beside the known one, and the load says so; growth is no fault."""

from __future__ import annotations

import pytest

from regulars.app import facts as making
from regulars.app import quarantine

HEAD = "invoice,buyer,sku,at,qty,price\n"


def line(order: str, sku: str, *, qty: int = 1, price: object = 10, at: str = "2024-03-01") -> str:
    return f"{order},anna,{sku},{at},{qty},{price}\n"


FIRST = HEAD + line("536365", "cup") + line("536365", "mug") + line("536366", "cup")


def told(loaded) -> list[str]:
    return [note for note in loaded.notes if "lines that differ" in note]


def agreement(shop, table: str = "order_item") -> list[tuple[int, int]]:
    ask = 'SELECT good, "of" FROM lake.main.quality WHERE measure = \'agreement\' AND "table" = ?'
    return list(shop.lake.rows(ask, [table]))


def count(shop) -> int:
    return int(shop.lake.rows("SELECT count(*) FROM lake.main.order_item")[0][0])


@pytest.mark.parametrize("changed", [{"price": 12}, {"qty": 2}, {"qty": 2, "price": 12}])
def test_a_line_with_another_price_or_quantity_is_told_with_its_order(shop, bring, changed) -> None:
    bring(shop, FIRST, mapping="lines")
    loaded = bring(shop, FIRST.replace(line("536365", "cup"), line("536365", "cup", **changed)), mapping="lines")
    assert count(shop) == 4, "nothing is dropped: it may be a second line"
    (note,) = told(loaded)
    assert note.startswith("orders known before now have lines that differ: 1 order (such as 536365).")
    assert "line_no" in note
    assert agreement(shop) == [(1, 2)]
    assert note in shop.lake.rows("SELECT notes FROM lake.main.load ORDER BY started_at DESC LIMIT 1")[0][0]


def test_each_order_is_counted_once_and_over_all_chunks(shop, bring, monkeypatch) -> None:
    monkeypatch.setattr(making, "CHUNK_ROWS", 5)
    old = "".join(line(f"A{no}", sku) for no in range(10) for sku in ("cup", "mug"))
    new = "".join(line(f"A{no}", sku, price=11 if no < 6 else 10) for no in range(10) for sku in ("cup", "mug"))
    bring(shop, HEAD + old, mapping="lines")
    (note,) = told(bring(shop, HEAD + new, mapping="lines"))
    assert "6 orders (such as A0)" in note
    assert agreement(shop) == [(4, 10)]


def test_a_first_load_of_many_chunks_tells_nothing(shop, bring, monkeypatch) -> None:
    monkeypatch.setattr(making, "CHUNK_ROWS", 2)
    text = HEAD + "".join(line("A", "cup", price=price) + line(f"B{price}", "cup") for price in range(1, 9))
    assert told(bring(shop, text, mapping="lines")) == []
    assert agreement(shop) == []


@pytest.mark.parametrize(
    "second",
    [
        FIRST + line("536367", "cup"),
        FIRST + line("536365", "jug") + line("536365", "cup", price=12),
        HEAD + line("536365", "mug") + line("536365", "jug"),
        HEAD + line("536365", "cup") + line("536365", "cup"),
        HEAD + line("536367", "cup", price=12),
        HEAD + line("536365", "cup", at="2024-03-02"),
    ],
    ids=["a day more", "an order that grew", "cut in the middle", "the same line again", "other orders", "other time"],
)
def test_growth_is_no_correction(shop, bring, second) -> None:
    bring(shop, FIRST, mapping="lines")
    assert told(bring(shop, second, mapping="lines")) == []
    assert agreement(shop) == []


def test_one_of_two_like_lines_that_changed_is_told(shop, bring) -> None:
    twice = HEAD + line("A", "cup") * 2
    bring(shop, twice, mapping="lines")
    assert len(told(bring(shop, HEAD + line("A", "cup") + line("A", "cup", price=9), mapping="lines"))) == 1


def test_a_product_that_no_column_tells_is_one_product(new_shop, bring) -> None:
    line_item = {"order_id": "no", "ordered_at": "at", "quantity": "qty", "unit_price": "price"}
    shop = new_shop(bare={"tables": {"order_item": line_item}})
    bring(shop, "no,at,qty,price\n1,2024-03-01,1,10\n2,2024-03-01,1,10\n", mapping="bare")
    assert len(told(bring(shop, "no,at,qty,price\n1,2024-03-01,1,11\n2,2024-03-01,1,10\n", mapping="bare"))) == 1


def numbered() -> dict[str, object]:
    return {"order_id": "invoice", "product_id": "sku", "ordered_at": "at", "quantity": "qty", "unit_price": "price",
            "line_no": "line"}  # fmt: skip


def test_a_corrected_line_with_its_number_replaces_the_known_one(new_shop, bring) -> None:
    shop = new_shop(numbered={"tables": {"order_item": numbered()}})
    head = "invoice,line,sku,at,qty,price\n"
    bring(shop, head + "A,1,cup,2024-03-01,1,10\nA,2,mug,2024-03-01,1,10\n", mapping="numbered")
    loaded = bring(shop, head + "A,1,cup,2024-03-01,1,12\nA,2,mug,2024-03-01,1,10\n", mapping="numbered")
    assert told(loaded) == []
    assert loaded.changed == {"order_item": 1}
    assert count(shop) == 2


def test_numbers_that_come_after_lines_without_are_told(new_shop, bring) -> None:
    shop = new_shop(numbered={"tables": {"order_item": numbered()}})
    bring(shop, FIRST, mapping="lines")
    loaded = bring(shop, "invoice,line,sku,at,qty,price\n536365,1,cup,2024-03-01,1,10\n", mapping="numbered")
    (note,) = told(loaded)
    assert "lines that are stored without line_no cannot be replaced" in note


def test_refunds_are_told_by_their_own_number(new_shop, bring) -> None:
    refund = {"refund_id": "no", "product_id": "sku", "refunded_at": "at", "quantity": "qty", "unit_price": "price",
              "amount": "qty * price"}  # fmt: skip
    shop = new_shop(back={"tables": {"refund": refund}})
    bring(shop, "no,sku,at,qty,price\nR1,cup,2024-03-01,1,10\n", mapping="back")
    (note,) = told(bring(shop, "no,sku,at,qty,price\nR1,cup,2024-03-01,2,10\n", mapping="back"))
    assert "refunds known before now have lines that differ: 1 refund (such as R1)" in note
    assert agreement(shop, "refund") == [(0, 1)]


def test_a_replay_that_brings_an_old_line_beside_a_corrected_one_says_so(shop, bring) -> None:
    loaded = bring(shop, HEAD + line("A", "cup", at="2024-03-O1") + line("A", "mug"), mapping="lines")
    bring(shop, HEAD + line("A", "cup", price=12) + line("A", "mug"), mapping="lines")
    quarantine.fix(shop, loaded.load_id, 1, "at", "2024-03-01")
    (replayed,) = quarantine.replay(shop, load=loaded.load_id)
    assert len(told(replayed)) == 1


def test_orders_with_any_sign_in_their_number_are_compared(shop, bring) -> None:
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    def file(price: float) -> bytes:
        ids = ["two\nlines", "o'brien", "🛒"]
        out = io.BytesIO()
        columns = {"invoice": ids, "buyer": ids, "sku": ids, "at": ["2024-03-01"] * 3, "qty": [1] * 3}
        pq.write_table(pa.table({**columns, "price": [price] * 3}), out)
        return out.getvalue()

    bring(shop, file(10.0), mapping="lines", name="a.parquet")
    loaded = bring(shop, file(11.0), mapping="lines", name="b.parquet")
    assert "3 orders" in told(loaded)[0]
