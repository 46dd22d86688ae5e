"""A small shop drawn by chance, as dated source rows: it can be cut at any day, dealt into files, and loaded.

Every row has the moment at which it happened, so that a cut is what the shop's own exports would have held that
evening. Moments crowd around midnights and clock changes, accounts share phones, orders have deposits and balances,
refunds name their order or not, and some accounts are erased.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

#: The columns of each export. Money documents have moments in UTC, the others in the shop's own time.
COLUMNS: dict[str, dict[str, str]] = {
    "orders": {"order_no": "text", "buyer": "text", "created_at": "utc", "total": "number"},
    "payments": {"payment_no": "text", "order_no": "text", "paid_at": "utc", "amount": "number", "kind": "text"},
    "lines": {
        "invoice": "text", "buyer": "text", "sku": "text", "qty": "number", "price": "number", "sold_at": "utc",
    },
    "refunds": {
        "refund_no": "text", "order_no": "text", "buyer": "text", "sku": "text", "qty": "number", "price": "number",
        "amount": "number", "refunded_at": "utc",
    },
    "people": {"buyer": "text", "seen_at": "local", "registered_at": "local", "phone": "text"},
    "deeds": {"deed_no": "text", "kind": "text", "buyer": "text", "happened_at": "local", "tier": "text"},
}  # fmt: skip

#: Mapping files by name.
MAPPINGS: dict[str, str] = {
    "orders": """
file: orders*
tables:
  orders: {order_id: order_no, account_id: buyer, ordered_at: created_at, amount: total}
""",
    "payments": """
file: payments*
tables:
  payment: {payment_id: payment_no, order_id: order_no, paid_at: paid_at, amount: amount, kind: kind}
""",
    "lines": """
file: lines*
tables:
  order_item:
    {order_id: invoice, account_id: buyer, product_id: sku, ordered_at: sold_at, quantity: qty, unit_price: price, is_paid: true}
  orders: {order_id: invoice, account_id: buyer, ordered_at: sold_at}
""",
    "refunds": """
file: refunds*
tables:
  refund:
    {refund_id: refund_no, order_id: order_no, account_id: buyer, product_id: sku, refunded_at: refunded_at, quantity: qty,
     unit_price: price, amount: amount}
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


@dataclass(frozen=True)
class Row:
    """One line of one export; lines of one ``document`` stand in one file, as identical ones are counted there."""

    file: str
    at: datetime
    document: str
    values: dict[str, object]


@dataclass(frozen=True)
class RandomShop:
    """Rows in no order. ``at`` of a row is its moment in the shop's zone."""

    zone: str
    rows: tuple[Row, ...]

    def until(self, day: date) -> RandomShop:
        """The shop as its exports told it at the midnight that ends the day."""
        return replace(self, rows=tuple(row for row in self.rows if row.at.date() <= day))

    def parts(self, seed: int, count: int) -> list[RandomShop]:
        """The same rows dealt by chance into several loads, whole documents each."""
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

        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for file, columns in COLUMNS.items():
            rows = [row.values for row in self.rows if row.file == file]
            if rows:
                path = folder / f"{file}{ending}.parquet"
                kinds = {"text": pa.string(), "number": pa.int64(), "utc": pa.timestamp("us", "UTC"), "local": pa.timestamp("us")}
                schema = pa.schema([(name, kinds[kind]) for name, kind in columns.items()])
                pq.write_table(pa.Table.from_pylist(rows, schema), path)
                paths.append(str(path))
        return paths


def write_mappings(folder: Path, *, name: str = "random") -> None:
    """The mapping files of the exports, as the shop's own export of several files."""
    target = folder / "mappings" / name
    target.mkdir(parents=True)
    for file, text in MAPPINGS.items():
        (target / f"{file}.yaml").write_text(text, encoding="utf-8")


def random_shop(
    seed: int, *, zone: str = "Asia/Shanghai", start: date = date(2024, 2, 20), days: int = 240, accounts: int = 9,
    orders: int = 30,
) -> RandomShop:  # fmt: skip
    """A shop of ``accounts`` accounts over ``days`` days; equal arguments give equal rows."""
    return _Maker(random.Random(seed), ZoneInfo(zone), start, days).shop(accounts, orders)


@dataclass
class _Maker:
    chance: random.Random
    zone: ZoneInfo
    start: date
    days: int
    rows: list[Row] = field(default_factory=list)

    def shop(self, accounts: int, orders: int) -> RandomShop:
        people = [f"p{number}" for number in range(accounts)]
        phones = [f"194000{number:05d}" for number in range(max(2, accounts // 2))]
        for person in people:
            self._person(person, phones)
        makers: list[Callable[[str, str], None]] = [self._order, self._order, self._pre_sale, self._invoice]
        for number in range(orders):
            self.chance.choice(makers)(f"{number:03d}", self.chance.choice([*people, *people, *people, ""]))
        self.chance.shuffle(self.rows)
        return RandomShop(str(self.zone), tuple(self.rows))

    # Moments ---------------------------------------------------------------------------------------------------------

    def _moment(self) -> datetime:
        """Any day; often the first or last second of it, or the hours that a clock change moves."""
        day = self.start + timedelta(days=self.chance.randrange(self.days))
        if self.chance.random() < 0.1:
            day = self.chance.choice((date(2024, 3, 31), date(2024, 3, 30), date(2024, 4, 30), date(2024, 5, 1)))
        clock = self.chance.choice((time(0), time(23, 59, 59), time(0, 30), time(23, 30), time(12, 13, 14), time(1, 30)))
        at = datetime.combine(day, clock, self.zone)
        return at.astimezone(UTC).astimezone(self.zone)

    def _later(self, at: datetime, *, days: int) -> datetime:
        """From at once to some days later; the time that passes is real, not that of the clock."""
        passed = timedelta(seconds=self.chance.choice((0, 300, 3600, self.chance.randrange(1, days * 86_400))))
        return (at.astimezone(UTC) + passed).astimezone(self.zone)

    def _utc(self, at: datetime) -> datetime:
        return at.astimezone(UTC)

    def _local(self, at: datetime) -> datetime:
        return at.replace(tzinfo=None)

    def _put(self, file: str, at: datetime, document: str, values: Iterable[object]) -> None:
        row = dict(zip(COLUMNS[file], (None if value == "" else value for value in values), strict=True))
        self.rows.append(Row(file, at, document, row))

    # Rows ------------------------------------------------------------------------------------------------------------

    def _person(self, person: str, phones: list[str]) -> None:
        chance = self.chance
        if chance.random() < 0.6:
            at = self._moment()
            phone = chance.choice([*phones, ""])
            self._put("people", at, person, (person, self._local(at), self._local(at), phone))
        for _ in range(chance.choice((0, 0, 1, 2))):
            at = self._moment()
            self._put("people", at, person, (person, self._local(at), "", chance.choice(phones)))
        for kind, share in (("event", 0.5), ("tier", 0.25), ("erasure", 0.15)):
            if chance.random() < share:
                at = self._moment()
                tier = chance.choice(("silver", "gold", "diamond")) if kind == "tier" else ""
                self._put("deeds", at, person, (f"{kind}-{person}", kind, person, self._local(at), tier))

    def _order(self, number: str, person: str) -> None:
        at, chance = self._moment(), self.chance
        total = chance.choice((0, 20, 50, 60, 200, 201, 900, 6000))
        self._put("orders", at, f"o{number}", (f"o{number}", person, self._utc(at), total))
        if chance.random() < 0.12:
            return
        paid = self._later(at, days=5)
        self._pay(f"o{number}", paid, total, "full", "")
        self._refunds(f"o{number}", person, paid, total)

    def _pre_sale(self, number: str, person: str) -> None:
        at, chance = self._moment(), self.chance
        total = chance.choice((100, 300, 5200))
        self._put("orders", at, f"o{number}", (f"o{number}", person, self._utc(at), total))
        deposit = self._later(at, days=1)
        self._pay(f"o{number}", deposit, total // 10, "deposit", "d")
        balance = self._later(deposit, days=45)
        if chance.random() < 0.7:
            self._pay(f"o{number}", balance, total - total // 10, "balance", "b")
            self._refunds(f"o{number}", person, balance, total)
        if chance.random() < 0.3:
            back = self._later(deposit, days=20)
            self._back(f"d{number}", f"o{number}", person, back, ("", 0, 0, total // 10))

    def _pay(self, order: str, at: datetime, amount: int, kind: str, mark: str) -> None:
        self._put("payments", at, f"{order}{mark}", (f"pay-{order}{mark}", order, self._utc(at), amount, kind))

    def _refunds(self, order: str, person: str, paid: datetime, total: int) -> None:
        """None, a part, the whole, or the whole in two parts; with the buyer or without."""
        parts = self.chance.choice(((), (), (total // 4,), (total,), (total // 2, total - total // 2)))
        for place, amount in enumerate(parts):
            if amount:
                back = self._later(paid, days=70)
                self._back(f"{order}-{place}", order, self.chance.choice((person, "")), back, ("", 0, 0, amount))

    def _back(
        self, number: str, order: str, person: str, at: datetime, given: tuple[str, int, int, int]
    ) -> None:
        self._put("refunds", at, number, (f"r{number}", order, person, *given, self._utc(at)))

    def _invoice(self, number: str, person: str) -> None:
        """Lines that are paid on the spot; refunds of them name the invoice or only the product."""
        at, chance = self._moment(), self.chance
        invoice = f"i{number}"
        for _ in range(chance.choice((1, 2, 3))):
            sku, quantity, price = chance.choice("abc"), chance.choice((1, 2, 5)), chance.choice((10, 12, 300))
            for _ in range(chance.choice((1, 1, 1, 2))):
                self._put("lines", at, invoice, (invoice, person, sku, quantity, price, self._utc(at)))
            if chance.random() < 0.4:
                back, some = self._later(at, days=70), chance.randint(1, quantity + 1)
                order = chance.choice(("", "", invoice))
                self._back(f"{invoice}{sku}", order, person, back, (sku, some, price, some * price))
