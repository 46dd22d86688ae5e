"""What holds of every file: rows add up, loading twice is loading once, and the order of rows does not matter."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regulars.app.load import load

HEAD = ["invoice", "buyer", "sku", "at", "qty", "price"]
ODD = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
CELLS = {
    "invoice": st.sampled_from(["A", "B", "C", ""]),
    "buyer": st.sampled_from(["anna", "ben", " ben ", "", "NULL"]) | ODD,
    "sku": st.sampled_from(["cup", "tea"]),
    "at": st.sampled_from(
        ["2024-03-01", "2024-03-02 10:00", "2024/3/5", "soon", "31/12/2024", "01/02/2024", "1850-01-01"]
    ),
    "qty": st.sampled_from(["1", "2", "１", "1,000", "-1", "x", "1e308", "inf"]),
    "price": st.sampled_from(["10", "9.99", "￥5", "", "0"]),
}
ROWS = st.lists(
    st.tuples(*CELLS.values()).map(list) | st.lists(ODD, min_size=1, max_size=9).filter(any), min_size=1, max_size=12
)
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def text_of(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([HEAD, *rows])
    return out.getvalue().encode()


def loaded(shop, folder, rows):
    count = len(list(folder.glob("in*.csv")))
    path = folder / f"in{count}.csv"
    path.write_bytes(text_of(rows))
    return load(shop, [str(path)], mapping="lines")[0]


def sales(shop) -> list[tuple[object, ...]]:
    """The lines as bags of what was sold, whatever account an identical line came from."""
    if not shop.lake.has("order_item"):
        return []
    return shop.lake.rows(
        "SELECT order_id, product_id, quantity, unit_price, occurrence, amount FROM lake.main.order_item ORDER BY ALL"
    )


@FEW
@given(rows=ROWS)
def test_rows_in_are_rows_accepted_and_rows_put_aside(new_shop, tmp_path, rows) -> None:
    shop = new_shop()
    try:
        one = loaded(shop, tmp_path, rows)
    finally:
        aside = (
            shop.lake.rows("SELECT count(DISTINCT row_no) FROM lake.main.quarantine")[0][0]
            if shop.lake.has("quarantine")
            else 0
        )
        shop.close()
    assert one.rows == len(rows)
    assert one.rows == one.accepted + one.quarantined
    assert sum(one.reasons.values()) == one.quarantined == aside
    assert sum(one.new.get(name, 0) for name in ("order_item",)) == one.accepted, "a line is a sale"


@FEW
@given(rows=ROWS)
def test_loading_twice_equals_once(new_shop, tmp_path, rows) -> None:
    shop = new_shop()
    loaded(shop, tmp_path, rows)
    once = sales(shop)
    assert loaded(shop, tmp_path, rows).is_known
    again = loaded(shop, tmp_path, [*rows, ["", "", "", "", "", "x"]])
    shop.close()
    assert again.new == {}, "other content with the same lines brings no line twice"
    assert sales_are(once), "amounts are quantity × price"


def sales_are(rows: list[tuple[object, ...]]) -> bool:
    return all(
        abs(Decimal(str(row[2])) * Decimal(str(row[3])) - Decimal(str(row[5]))) <= Decimal("0.0001") for row in rows
    )


@FEW
@given(rows=ROWS, chance=st.randoms())
def test_the_order_of_rows_does_not_matter(new_shop, tmp_path, rows, chance) -> None:
    shop, other = new_shop(), new_shop()
    one = loaded(shop, tmp_path, rows)
    mixed = list(rows)
    chance.shuffle(mixed)
    two = loaded(other, tmp_path, mixed)
    told = sales(shop), sales(other)
    shop.close()
    other.close()
    assert (one.accepted, one.quarantined, one.reasons) == (two.accepted, two.quarantined, two.reasons)
    assert told[0] == told[1]
