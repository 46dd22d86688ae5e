"""A small shop drawn by chance: moments crowd around midnights and clock changes, accounts share phones, orders have
deposits and balances, refunds name their order or not, and some accounts are erased."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from regulars.testing.source_rows import Clerk, Row, SourceRows

_TURNS = (date(2024, 3, 30), date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 1))
_CLOCKS = (time(0), time(23, 59, 59), time(0, 30), time(23, 30), time(12, 13, 14), time(1, 30))


def random_shop(
    seed: int, *, zone: str = "Asia/Shanghai", start: date = date(2024, 2, 20), days: int = 240, accounts: int = 9,
    orders: int = 30,
) -> SourceRows:  # fmt: skip
    """A shop of ``accounts`` accounts over ``days`` days; equal arguments give equal rows."""
    return _Maker(random.Random(seed), zone, start, days).shop(accounts, orders)


@dataclass
class _Maker:
    chance: random.Random
    zone: str
    start: date
    days: int
    rows: list[Row] = field(default_factory=list)

    def shop(self, accounts: int, orders: int) -> SourceRows:
        self.clerk = Clerk(self.zone)
        people = [f"p{number}" for number in range(accounts)]
        phones = [f"194000{number:05d}" for number in range(max(2, accounts // 2))]
        for person in people:
            self._person(person, phones)
        makers: list[Callable[[str, str | None], None]] = [self._order, self._order, self._pre_sale, self._invoice]
        for number in range(orders):
            self.chance.choice(makers)(f"{number:03d}", self.chance.choice([*people, *people, *people, None]))
        self.chance.shuffle(self.rows)
        return SourceRows(self.zone, tuple(self.rows))

    # Moments ---------------------------------------------------------------------------------------------------------

    def _moment(self) -> datetime:
        """Any day; often the first or last second of it, or the hours that a clock change moves."""
        day = self.start + timedelta(days=self.chance.randrange(self.days))
        if self.chance.random() < 0.1:
            day = self.chance.choice(_TURNS)
        zone = ZoneInfo(self.zone)
        return datetime.combine(day, self.chance.choice(_CLOCKS), zone).astimezone(UTC).astimezone(zone)

    def _later(self, at: datetime, *, days: int) -> datetime:
        """From at once to some days later; the time that passes is real, not that of the clock."""
        passed = timedelta(seconds=self.chance.choice((0, 300, 3600, self.chance.randrange(1, days * 86_400))))
        return (at.astimezone(UTC) + passed).astimezone(ZoneInfo(self.zone))

    # Rows ------------------------------------------------------------------------------------------------------------

    def _person(self, person: str, phones: list[str]) -> None:
        chance, clerk = self.chance, self.clerk
        if chance.random() < 0.6:
            self.rows.append(clerk.person(person, self._moment(), phone=chance.choice([*phones, None]), registers=True))
        for _ in range(chance.choice((0, 0, 1, 2))):
            self.rows.append(clerk.person(person, self._moment(), phone=chance.choice(phones)))
        if chance.random() < 0.5:
            self.rows.append(clerk.event(f"event-{person}", person, self._moment()))
        if chance.random() < 0.25:
            self.rows.append(clerk.tier(person, self._moment(), chance.choice(("silver", "gold", "diamond"))))
        if chance.random() < 0.15:
            self.rows.append(clerk.erasure(person, self._moment()))

    def _order(self, number: str, person: str | None) -> None:
        """Paid at once, later, or never."""
        order, at = f"o{number}", self._moment()
        total = self.chance.choice((0, 20, 50, 60, 200, 201, 900, 6000))
        self._place(order, person, at, total)
        if self.chance.random() < 0.88:
            paid = self._later(at, days=5)
            self.rows.append(self.clerk.payment(f"pay-{order}", order, paid, total))
            self._refunds(order, person, paid, total)

    def _pre_sale(self, number: str, person: str | None) -> None:
        """A deposit, most often the balance too, now and then the deposit back."""
        order, at, clerk = f"o{number}", self._moment(), self.clerk
        total = self.chance.choice((100, 300, 5200))
        self._place(order, person, at, total)
        first = self._later(at, days=1)
        self.rows.append(clerk.payment(f"pay-{order}-1", order, first, total // 10, "deposit"))
        balance = self._later(first, days=45)
        if self.chance.random() < 0.7:
            self.rows.append(clerk.payment(f"pay-{order}-2", order, balance, total - total // 10, "balance"))
            self._refunds(order, person, balance, total)
        if self.chance.random() < 0.3:
            self.rows.append(clerk.refund(f"d{number}", order, person, self._later(first, days=20), total // 10))

    def _place(self, order: str, person: str | None, at: datetime, total: int) -> None:
        """The order with its one line, which may come back without the order's number, before it is paid even."""
        self.rows.append(self.clerk.order(order, person, at, total))
        self.rows.append(self.clerk.item(order, person, at, "abc"[total % 3], 1, total))
        if total and self.chance.random() < 0.15:
            back = self._later(at, days=20)
            self.rows.append(self.clerk.goods_back(f"g{order}", person, back, "abc"[total % 3], 1, total))

    def _refunds(self, order: str, person: str | None, paid: datetime, total: int) -> None:
        """None, a part, the whole, or the whole in two parts; with the buyer or without."""
        parts = self.chance.choice(((), (), (total // 4,), (total,), (total // 2, total - total // 2)))
        for place, amount in enumerate(parts):
            if amount:
                who, back = self.chance.choice((person, None)), self._later(paid, days=70)
                self.rows.append(self.clerk.refund(f"r{order}-{place}", order, who, back, amount))

    def _invoice(self, number: str, person: str | None) -> None:
        """Lines that are paid on the spot; goods that come back name the invoice or only the product."""
        invoice, at, chance = f"i{number}", self._moment(), self.chance
        for place in range(chance.choice((1, 2, 3))):
            sku, quantity, price = chance.choice("abc"), chance.choice((1, 2, 5)), chance.choice((10, 12, 300))
            line = self.clerk.line(invoice, person, at, sku, quantity, price)
            self.rows += [line] * chance.choice((1, 1, 1, 2))
            if chance.random() < 0.4:
                back, some = self._later(at, days=70), chance.randint(1, quantity + 1)
                order = chance.choice((None, None, invoice))
                self.rows.append(self.clerk.goods_back(f"r{invoice}-{place}", person, back, sku, some, price, order))
