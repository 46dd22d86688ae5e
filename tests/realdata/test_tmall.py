"""The Tmall order report by its shipped mapping: the reference figures of the data set's page."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from regulars.app.workspace import Workspace


@pytest.fixture(scope="module")
def tmall(new_shop: Callable[..., Workspace], bring: Callable[..., Any], realdata: Path) -> tuple[Workspace, Any]:
    workspace = new_shop("Asia/Shanghai", "CNY")
    return workspace, bring(workspace, realdata / "tmall_orders_cn" / "tmall_order_report.parquet", "tmall_orders_cn")


def test_all_orders_are_accepted_and_two_thirds_and_more_are_paid(tmall: tuple[Workspace, Any], row: Any) -> None:
    assert (tmall[1].rows, tmall[1].quarantined) == (28_010, 0)
    assert row(tmall[0], "SELECT count(*), sum(amount) FROM lake.main.orders") == (28_010, Decimal("2995760.6100"))
    assert row(tmall[0], "SELECT count(*) FROM lake.main.payment") == (24_087,)


def test_refunds_and_what_remains_are_the_reference_figures(tmall: tuple[Workspace, Any], row: Any) -> None:
    assert row(tmall[0], "SELECT count(*), sum(amount) FROM lake.main.refund") == (5_646, Decimal("572335.9200"))
    rest = row(
        tmall[0],
        "SELECT count(*) FILTER (rest > 0), sum(rest) FROM (SELECT p.amount - coalesce(r.amount, 0) AS rest "
        "FROM lake.main.payment p LEFT JOIN lake.main.refund r USING (order_id))",
    )
    assert rest == (18_955, Decimal("1902487.1500"))


def test_every_province_is_a_code(tmall: tuple[Workspace, Any], row: Any) -> None:
    found = row(tmall[0], "SELECT count(*) FILTER (regexp_full_match(region_code, '[1-8][0-9]0000')), count(*), "
                "count(DISTINCT region_code) FROM lake.main.orders")  # fmt: skip
    assert found == (28_010, 28_010, 31)


def test_no_customer_is_made_up(tmall: tuple[Workspace, Any], row: Any) -> None:
    assert row(tmall[0], "SELECT count(account_id) FROM lake.main.orders") == (0,)
