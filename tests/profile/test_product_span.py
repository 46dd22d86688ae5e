"""The days on which what is known of a product holds."""

from __future__ import annotations

from datetime import date

import ibis
import pyarrow as pa

from regulars.profile.account_taste import FAR, product_span

VERSIONS = [
    ("cup", date(2024, 1, 1), "HOME/CUPS", "Ono"), ("cup", date(2024, 2, 1), "HOME/CUPS", "Ono"),
    ("cup", date(2024, 3, 1), "GIFTS", "Ono"), ("mat", date(1970, 1, 1), None, None),
]  # fmt: skip


def test_spans_follow_one_another_and_the_last_has_no_end() -> None:
    names = ("product_id", "valid_from", "category", "brand")
    columns = [pa.array(list(column)) for column in zip(*VERSIONS, strict=True)]
    columns[2:] = [column.cast(pa.string()) for column in columns[2:]]
    product = pa.table(dict(zip(names, columns, strict=True)))
    spans = product_span(ibis.memtable(product)).order_by("product_id", "since").to_pyarrow().to_pylist()
    assert [(row["product_id"], row["category"], row["since"], row["until"]) for row in spans] == [
        ("cup", "HOME/CUPS", date(2024, 1, 1), date(2024, 3, 1)),
        ("cup", "GIFTS", date(2024, 3, 1), FAR),
        ("mat", None, date(1970, 1, 1), FAR),
    ]
