"""What the page of one customer needs to know: plain values, filled by whoever calls ``render_customer``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from regulars.report.picture import Language, Number, Text

__all__ = ["Account", "CustomerCard", "Happening", "Language", "Product", "Spent", "Tag"]


@dataclass(frozen=True)
class Tag:
    """Anything else worth knowing, with the reason why it is so."""

    title: Text
    reason: Text


@dataclass(frozen=True)
class Happening:
    """One line of the timeline. ``amount`` is positive for orders and refunds alike; the kind gives its sign.

    ``text`` is one text for both languages or a text of each.
    """

    day: date
    kind: Literal["order", "refund", "registered", "other"]
    text: str | Text
    amount: Number | None = None


@dataclass(frozen=True)
class Spent:
    month: date
    paid: Number
    refunds: Number


@dataclass(frozen=True)
class Product:
    name: str
    quantity: Number
    amount: Number
    last_day: date | None = None


@dataclass(frozen=True)
class Account:
    """One account that belongs to this customer, and the key that links it.

    ``key`` is the kind of the key (``email``, ``phone``, ``account``, ``loyalty``, ``device`` or another word);
    ``token`` is its hash or text, shown by its first four and last two characters only.
    """

    source: str
    account: str
    key: str
    token: str
    linked_on: date | None = None


@dataclass(frozen=True)
class CustomerCard:
    """Everything on the page of one customer. ``usual_gap`` is the median number of days between purchase days."""

    shop: str
    currency: str
    zone: str
    as_of: date
    built_at: datetime
    customer_id: str
    name: str | None = None
    group: str | None = None
    level_r: str | None = None
    level_f: str | None = None
    level_m: str | None = None
    stage: str | None = None
    tier: str | None = None
    next_tier: str | None = None
    to_next: Number | None = None
    spend_12m: Number | None = None
    tags: tuple[Tag, ...] = ()
    spend: Number | None = None
    refunds: Number | None = None
    orders: int = 0
    first_day: date | None = None
    last_day: date | None = None
    recency: int | None = None
    usual_gap: Number | None = None
    timeline: tuple[Happening, ...] = ()
    months: tuple[Spent, ...] = ()
    products: tuple[Product, ...] = ()
    accounts: tuple[Account, ...] = ()
    notes: tuple[Text, ...] = ()
