"""What the rows of an export tell when its columns are held against one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from regulars.core.column_facts import ColumnFacts
from regulars.core.proposal import Guess


@dataclass
class Evidence:
    """The columns by role, and what rows tell when columns are held against one another."""

    facts: dict[str, ColumnFacts]
    guesses: list[Guess]
    roles: dict[str, Guess] = field(init=False)

    def __post_init__(self) -> None:
        self.roles = {}
        for guess in self.guesses:
            if guess.role is not None:
                self.roles.setdefault(guess.role, guess)

    @property
    def rows(self) -> int:
        return max(len(facts.texts) for facts in self.facts.values())

    def name(self, role: str) -> str | None:
        return self.roles[role].column if role in self.roles else None

    def of(self, role: str) -> ColumnFacts | None:
        return self.facts[self.roles[role].column] if role in self.roles else None

    @property
    def has_lines(self) -> bool:
        """Whether a row is a line of an order rather than an order."""
        return any(role in self.roles for role in ("product_id", "quantity", "unit_price", "line_no"))

    def orders(self) -> Iterator[list[int]]:
        """The places of the rows of each order that has several."""
        order = self.of("order_id")
        places: dict[str, list[int]] = {}
        for place, text in enumerate(order.texts if order else ()):
            if text is not None:
                places.setdefault(text, []).append(place)
        return (held for held in places.values() if len(held) > 1)

    def level(self, role: str) -> str | None:
        """``order`` where every order repeats one value or leaves the others blank, ``line`` where they differ, None
        where no order tells. Lines that cost the same tell nothing, unless the value is more than a line costs."""
        told = self._told(role)
        return "line" if "line" in told else "order" if "order" in told else None

    def is_level_sure(self, role: str) -> bool:
        """Whether orders tell the level by what lines cost, or at least several by repeating a value."""
        told = self._told(role)
        return "line" in told or (self.of("unit_price") is not None and "order" in told) or told.count("order") > 2

    def _told(self, role: str) -> list[str]:
        """What each order of several lines tells of the level, where it tells anything."""
        facts = self.of(role)
        if facts is None:
            return []
        values = facts.numbers or facts.texts  # ￥5.00 and 5 are one amount
        told = []
        for places in self.orders():
            held = {values[place] for place in places}
            if len(held - {None}) > 1:
                told.append("line")
            elif held != {None} and (None in held or self._is_of_order(held.pop(), places)):
                told.append("order")
        return told

    def _is_of_order(self, value: object, places: list[int]) -> bool:
        """Whether a value that all lines of an order repeat cannot be what each of them costs."""
        costs = [self._cost(place) for place in places]
        known = {cost for cost in costs if cost is not None}
        if self.of("unit_price") is None or len(known) > 1:
            return True
        return isinstance(value, Decimal) and bool(known) and value > max(known)

    def _cost(self, place: int) -> Decimal | None:
        price, quantity = self.of("unit_price"), self.of("quantity")
        each = price.numbers[place] if price is not None and price.numbers else None
        count = quantity.numbers[place] if quantity is not None and quantity.numbers else Decimal(1)
        return None if each is None or count is None else each * count

    def is_net_of_refunds(self, paid: str, total: str) -> bool:
        """Whether ``paid`` + refund = ``total`` in every row with a refund (and there is one)."""
        facts = [self.of(role) for role in (paid, total, "refund_amount")]
        if any(one is None for one in facts):
            return False
        rows = zip(*(one.numbers for one in facts if one is not None), strict=True)
        told = [one + back == all_ for one, all_, back in rows if one is not None and all_ is not None and back]
        return bool(told) and all(told)

    def cancel_prefix(self) -> str | None:
        """The letter with which exactly the orders of negative quantity begin."""
        order, quantity = self.of("order_id"), self.of("quantity")
        if order is None or quantity is None or not quantity.negatives:
            return None
        rows = [(text[:1], number < 0) for text, number in zip(order.texts, quantity.numbers, strict=True)
                if text and number is not None]  # fmt: skip
        negative = {sign for sign, is_negative in rows if is_negative and sign.isalpha()}
        positive = {sign for sign, is_negative in rows if not is_negative}
        fitting = sorted(negative - positive)
        return fitting[0] if len(fitting) == 1 else None

    def paid_share(self, word: str) -> float | None:
        """Of the rows with this status, the share that has a payment time."""
        status, paid = self.of("status"), self.of("paid_at")
        if status is None or paid is None:
            return None
        told = [text is not None for text, held in zip(paid.texts, status.texts, strict=True) if held == word]
        return sum(told) / len(told) if told else None
