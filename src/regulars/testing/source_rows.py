"""Exports of a made-up shop as dated rows: they can be cut at any day, dealt into several loads, written and loaded.

Every row has the moment at which it happened, so a cut is what the shop's own exports would have held that evening.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

#: The columns of each export. Money documents have moments in UTC, the others in the shop's own time.
COLUMNS: dict[str, dict[str, str]] = {
    "orders": {"order_no": "text", "buyer": "text", "created_at": "utc", "total": "number"},
    "items": {
        "order_no": "text", "buyer": "text", "sku": "text", "qty": "number", "price": "number", "created_at": "utc",
    },
    "payments": {"payment_no": "text", "order_no": "text", "paid_at": "utc", "amount": "number", "kind": "text"},
    "lines": {"invoice": "text", "buyer": "text", "sku": "text", "qty": "number", "price": "number", "sold_at": "utc"},
    "refunds": {
        "refund_no": "text", "order_no": "text", "buyer": "text", "sku": "text", "qty": "number", "price": "number",
        "amount": "number", "refunded_at": "utc",
    },
    "people": {"buyer": "text", "seen_at": "local", "registered_at": "local", "phone": "text"},
    "deeds": {"deed_no": "text", "kind": "text", "buyer": "text", "happened_at": "local", "tier": "text"},
}  # fmt: skip

_LINE = "account_id: buyer, product_id: sku, quantity: qty, unit_price: price"

#: Mapping files by name. ``items`` are lines of orders with payments, ``lines`` are paid on the spot.
MAPPINGS: dict[str, str] = {
    "orders": """
file: orders*
tables:
  orders: {order_id: order_no, account_id: buyer, ordered_at: created_at, amount: total}
""",
    "items": f"""
file: items*
tables:
  order_item: {{order_id: order_no, ordered_at: created_at, {_LINE}}}
""",
    "payments": """
file: payments*
tables:
  payment: {payment_id: payment_no, order_id: order_no, paid_at: paid_at, amount: amount, kind: kind}
""",
    "lines": f"""
file: lines*
tables:
  order_item: {{order_id: invoice, ordered_at: sold_at, {_LINE}, is_paid: true}}
  orders: {{order_id: invoice, account_id: buyer, ordered_at: sold_at}}
""",
    "refunds": f"""
file: refunds*
tables:
  refund: {{refund_id: refund_no, order_id: order_no, refunded_at: refunded_at, {_LINE}, amount: amount}}
""",
    "people": """
file: people*
tables:
  account: {account_id: buyer, first_seen_at: seen_at, registered_at: registered_at}
contacts: {of: buyer, seen_at: seen_at, values: {phone: phone}}
""",
    "deeds": """
file: deeds*
tables:
  event: {when: kind == 'event', event_id: deed_no, name: "'view'", happened_at: happened_at, account_id: buyer}
  erasure: {when: kind == 'erasure', account_id: buyer, erased_at: happened_at}
  loyalty_account: {when: kind == 'tier', loyalty_id: buyer, valid_from: happened_at, account_id: buyer, tier: tier}
  account: {when: kind == 'event', account_id: buyer, first_seen_at: happened_at}
""",
}


def write_mappings(folder: Path, *, name: str = "exports") -> None:
    """The mapping files into a shop's own folder, as one export of several files."""
    target = folder / "mappings" / name
    target.mkdir(parents=True)
    for file, text in MAPPINGS.items():
        (target / f"{file}.yaml").write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Row:
    """One line of one export; lines of one ``document`` stand in one file, as identical ones are counted there."""

    file: str
    at: datetime
    document: str
    values: dict[str, Any]


@dataclass(frozen=True)
class SourceRows:
    """Rows in no order. ``at`` of a row is its moment in the shop's zone."""

    zone: str
    rows: tuple[Row, ...]

    def until(self, day: date) -> SourceRows:
        """The shop as its exports told it at the midnight that ends the day."""
        return replace(self, rows=tuple(row for row in self.rows if row.at.date() <= day))

    def parts(self, seed: int, count: int) -> list[SourceRows]:
        """The same rows dealt by chance into several loads, whole documents each, in any order."""
        chance = random.Random(seed)
        dealt: dict[str, int] = defaultdict(lambda: chance.randrange(count))
        rows = list(self.rows)
        chance.shuffle(rows)
        part_of = [(dealt[f"{row.file} {row.document}"], row) for row in rows]
        return [replace(self, rows=tuple(row for part, row in part_of if part == wanted)) for wanted in range(count)]

    def write(self, folder: Path, *, ending: str = "") -> list[str]:
        """One Parquet file per export that has rows; returns their paths."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        kinds = {
            "text": pa.string(),
            "number": pa.int64(),
            "utc": pa.timestamp("us", "UTC"),
            "local": pa.timestamp("us"),
        }
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for file, columns in COLUMNS.items():
            rows = [row.values for row in self.rows if row.file == file]
            if rows:
                path = folder / f"{file}{ending}.parquet"
                schema = pa.schema([(name, kinds[kind]) for name, kind in columns.items()])
                pq.write_table(pa.Table.from_pylist(rows, schema), path)
                paths.append(str(path))
        return paths


@dataclass(frozen=True)
class Clerk:
    """Writes rows of a zone's shop. Moments are in that zone, as text (``2024-03-31 23:59:59``) or with their zone."""

    zone: str

    def order(self, number: str, buyer: str | None, at: str | datetime, total: int) -> Row:
        return self._row("orders", number, at, (number, buyer, "at", total))

    def item(self, order: str, buyer: str | None, at: str | datetime, sku: str, quantity: int, price: int) -> Row:
        return self._row("items", order, at, (order, buyer, sku, quantity, price, "at"))

    def payment(self, number: str, order: str, at: str | datetime, amount: int, kind: str = "full") -> Row:
        return self._row("payments", number, at, (number, order, "at", amount, kind))

    def line(self, invoice: str, buyer: str | None, at: str | datetime, sku: str, quantity: int, price: int) -> Row:
        return self._row("lines", invoice, at, (invoice, buyer, sku, quantity, price, "at"))

    def refund(self, number: str, order: str | None, buyer: str | None, at: str | datetime, amount: int) -> Row:
        """Money given back for an order."""
        return self._row("refunds", number, at, (number, order, buyer, None, 0, 0, amount, "at"))

    def goods_back(
        self,
        number: str,
        buyer: str | None,
        at: str | datetime,
        sku: str,
        quantity: int,
        price: int,
        order: str | None = None,
    ) -> Row:
        """Goods given back, most often without naming the order."""
        return self._row("refunds", number, at, (number, order, buyer, sku, quantity, price, quantity * price, "at"))

    def person(self, buyer: str, at: str | datetime, *, phone: str | None = None, registers: bool = False) -> Row:
        """An account is seen, with a phone or without, and registers or does not."""
        return self._row("people", buyer, at, (buyer, "at", "at" if registers else None, phone))

    def event(self, number: str, buyer: str, at: str | datetime) -> Row:
        return self._row("deeds", number, at, (number, "event", buyer, "at", None))

    def erasure(self, buyer: str, at: str | datetime) -> Row:
        return self._row("deeds", f"erasure-{buyer}", at, (f"erasure-{buyer}", "erasure", buyer, "at", None))

    def tier(self, buyer: str, at: str | datetime, tier: str) -> Row:
        """The shop gives a tier; it holds from the day of ``at``."""
        return self._row("deeds", f"tier-{buyer}-{at}", at, (f"tier-{buyer}-{at}", "tier", buyer, "at", tier))

    def _row(self, file: str, document: str, at: str | datetime, values: Iterable[object]) -> Row:
        moment = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(self.zone)) if isinstance(at, str) else at
        written = {"utc": moment.astimezone(UTC), "local": moment.replace(tzinfo=None)}
        named = zip(COLUMNS[file].items(), values, strict=True)
        return Row(file, moment, document, {name: written[kind] if one == "at" else one for (name, kind), one in named})
