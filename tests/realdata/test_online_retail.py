"""UCI Online Retail by its shipped mapping: the published figures, and the same facts however the rows arrive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from regulars.app.workspace import Workspace

#: No invoice is longer, so halves that overlap by as much hold every invoice whole once.
LONGEST_INVOICE = 1_114
SECOND_EXPORT = """
zone: Europe/London
currency: GBP
let:
  is_cancel: starts_with(发票号, 'C')
reject:
  - {when: "starts_with(发票号, 'A')", reason: bookkeeping}
  - {when: 数量 <= 0 and not is_cancel, reason: stock correction}
tables:
  order_item: {when: not is_cancel, order_id: 发票号, account_id: 客户编号, product_id: 商品编码, ordered_at: 开票时间,
               quantity: 数量, unit_price: 单价, is_paid: true}
  orders: {when: not is_cancel, order_id: 发票号, account_id: 客户编号, ordered_at: 开票时间,
           region_code: country(国家)}
  refund: {when: is_cancel, refund_id: 发票号, account_id: 客户编号, product_id: 商品编码, refunded_at: 开票时间,
           quantity: -数量, unit_price: 单价, amount: -数量 * 单价, kind: "'cancel'"}
"""
CHINESE = ["发票号", "商品编码", "商品名称", "数量", "开票时间", "单价", "客户编号", "国家"]


@pytest.fixture(scope="module")
def export(realdata: Path) -> Path:
    return realdata / "online_retail" / "online_retail.parquet"


@pytest.fixture(scope="module")
def rows(export: Path) -> pa.Table:
    return pq.read_table(export)


@pytest.fixture(scope="module")
def gifts(new_shop: Callable[..., Workspace], bring: Callable[..., Any], export: Path) -> tuple[Workspace, Any]:
    workspace = new_shop("Europe/London", "GBP")
    return workspace, bring(workspace, export, "online_retail")


@pytest.fixture
def loaded(new_shop: Callable[..., Workspace], bring: Callable[..., Any], tmp_path: Path) -> Callable[..., Workspace]:
    """A shop that loads parts of the export as files, one after the other."""

    def fill(*parts: pa.Table) -> Workspace:
        workspace = new_shop("Europe/London", "GBP")
        for number, part in enumerate(parts):
            path = tmp_path / f"{id(workspace)}-{number}.parquet"
            pq.write_table(part, path)
            bring(workspace, path, "online_retail")
        return workspace

    return fill


def test_every_row_is_accepted_or_quarantined_for_a_reason(gifts: tuple[Workspace, Any], row: Any) -> None:
    _, loaded = gifts
    assert loaded.rows == 541_909
    assert loaded.accepted + loaded.quarantined == loaded.rows
    assert loaded.reasons == {
        "rejected: bookkeeping adjustment, not a sale": 3,
        "rejected: stock correction, not a sale": 1_336,
    }
    assert sum(loaded.reasons.values()) == loaded.quarantined


def test_sales_view_has_the_published_figures(gifts: tuple[Workspace, Any], row: Any) -> None:
    found = row(gifts[0], "SELECT count(DISTINCT account_id), count(DISTINCT (account_id, day)), sum(amount) "
                "FROM lake.main.order_item WHERE account_id IS NOT NULL AND amount > 0")  # fmt: skip
    assert found[:2] == (4_338, 16_763)
    assert round(found[2], 2) == Decimal("8911407.90")


def test_cancellations_are_refunds(gifts: tuple[Workspace, Any], row: Any) -> None:
    assert row(gifts[0], "SELECT count(*), sum(amount) FROM lake.main.refund") == (9_288, Decimal("896812.4900"))


def test_rows_without_customer_stay_facts_of_the_shop(gifts: tuple[Workspace, Any], row: Any) -> None:
    guests = row(gifts[0], "SELECT sum(amount) FROM lake.main.order_item WHERE account_id IS NULL")[0]
    assert round(guests, 2) == Decimal("1755276.64") - Decimal("11062.06"), "all guests less the bookkeeping invoice"
    assert row(gifts[0], "SELECT count(*) FROM lake.main.orders WHERE account_id IS NULL")[0] > 0


def test_loading_the_same_file_again_is_noticed(
    gifts: tuple[Workspace, Any], bring: Any, facts: Any, export: Path
) -> None:
    before = facts(gifts[0])
    assert bring(gifts[0], export, "online_retail").is_known
    assert facts(gifts[0]) == before


def test_loading_the_same_rows_from_another_file_changes_nothing(
    gifts: tuple[Workspace, Any], bring: Any, facts: Any, rows: pa.Table, tmp_path: Path
) -> None:
    before = facts(gifts[0], ("order_item", "orders", "refund", "account", "account_attribute", "product"))
    pq.write_table(rows, tmp_path / "again.parquet", compression="none")
    again = bring(gifts[0], tmp_path / "again.parquet", "online_retail")
    assert not again.is_known
    assert (again.new, again.changed) == ({}, {})
    assert facts(gifts[0], tuple(before)) == before


def test_second_export_under_other_headers_brings_no_row_twice(
    loaded: Any, bring: Any, facts: Any, rows: pa.Table, tmp_path: Path
) -> None:
    first, second = _until(rows, datetime(2011, 3, 1)), _until(rows, datetime(2011, 4, 1), since=datetime(2011, 1, 15))
    once, twice = loaded(_until(rows, datetime(2011, 4, 1))), loaded(first)
    (twice.folder / "mappings" / "erp.yaml").write_text(SECOND_EXPORT, encoding="utf-8")
    before = twice.lake.rows("SELECT count(*) FROM lake.main.order_item")[0][0]
    _write_chinese(second, tmp_path / "erp.csv")
    brought = bring(twice, tmp_path / "erp.csv", "erp")
    assert before + brought.new["order_item"] == once.lake.rows("SELECT count(*) FROM lake.main.order_item")[0][0]
    names = ("order_item", "orders", "refund")
    assert facts(twice, names) == facts(once, names)


@pytest.mark.parametrize("seed", [1, 2])
def test_halves_that_overlap_make_the_whole_in_either_order(loaded: Any, facts: Any, rows: pa.Table, seed: int) -> None:
    part = rows.slice(100_000, 40_000)
    cut = _within_an_invoice(part, np.random.default_rng(seed))
    early = part.slice(0, cut + LONGEST_INVOICE)
    late = part.slice(cut - LONGEST_INVOICE)
    names = ("order_item", "orders", "refund", "account", "account_attribute")
    whole = facts(loaded(part), names)
    assert facts(loaded(early, late), names) == whole
    assert facts(loaded(late, early), names) == whole


def test_files_cut_within_an_invoice_without_overlap_lose_no_order(loaded: Any, facts: Any, rows: pa.Table) -> None:
    part = rows.slice(100_000, 20_000)
    cut = _within_an_invoice(part, np.random.default_rng(3))
    names = ("orders", "refund", "account")
    assert facts(loaded(part.slice(cut), part.slice(0, cut)), names) == facts(loaded(part), names)


def _until(rows: pa.Table, end: datetime, *, since: datetime = datetime(2010, 1, 1)) -> pa.Table:
    at = rows["InvoiceDate"]
    return rows.filter(pc.and_(pc.greater_equal(at, pa.scalar(since)), pc.less(at, pa.scalar(end))))


def _within_an_invoice(rows: pa.Table, rng: np.random.Generator) -> int:
    invoice = rows["InvoiceNo"].to_pylist()
    start = int(rng.integers(len(invoice) // 4, 3 * len(invoice) // 4))
    return next(place for place in range(start, len(invoice)) if invoice[place - 1] == invoice[place])


def _write_chinese(rows: pa.Table, path: Path) -> None:
    """The rows shuffled, under Chinese headers, with local times as text and blanks for what is missing."""
    mixed = rows.take(np.random.default_rng(5).permutation(len(rows)))
    text = pc.strftime(mixed["InvoiceDate"].cast(pa.timestamp("s")), "%Y/%m/%d %H:%M")
    mixed = mixed.set_column(4, "InvoiceDate", text).rename_columns(CHINESE)
    pyarrow.csv.write_csv(mixed, path)
