"""Lines that were paid for by a day: what later purchases are made of."""

from __future__ import annotations

from datetime import date

from regulars.app.lines import lines, paid
from regulars.testing.source_rows import Clerk, SourceRows

ZONE = "Asia/Shanghai"
at = Clerk(ZONE)


def test_a_line_is_paid_for_on_the_spot_or_by_a_payment_by_the_day(new_shop, bring):
    rows = [at.line("spot", "a", "2024-03-01 10:00:00", "cup", 1, 20)]
    for order in ("paid", "twice", "late", "deposit", "never"):
        rows += [
            at.order(order, "a", "2024-03-01 10:00:00", 50),
            at.item(order, "a", "2024-03-01 10:00:00", "cup", 1, 50),
        ]
    rows += [
        at.payment("p1", "paid", "2024-03-02 10:00:00", 50), at.payment("p2", "twice", "2024-03-02 10:00:00", 20),
        at.payment("p3", "twice", "2024-03-03 10:00:00", 30), at.payment("p4", "late", "2024-03-09 10:00:00", 50),
        at.payment("p5", "deposit", "2024-03-02 10:00:00", 5, "deposit"),
    ]  # fmt: skip
    shop = new_shop(ZONE)
    bring(shop, SourceRows(ZONE, tuple(rows)))
    for day, expected in (
        (date(2024, 3, 5), ["paid", "spot", "twice"]),
        (date(2024, 3, 9), ["late", "paid", "spot", "twice"]),
    ):
        found = paid(shop, lines(shop, start=None, end=day), by=day)
        assert sorted(shop.lake.arrow(found)["order_id"].to_pylist()) == expected
