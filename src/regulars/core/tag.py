"""How a tag is declared: one thing known of each customer, with its words, its unit and the table it is read from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from inspect import isfunction
from typing import Any, Literal, get_args

from regulars.core.errors import InputError, unknown
from regulars.core.time import month_of, months_before

Unit = Literal["money", "count", "days", "share", "number", "word", "day", "yes_no"]
#: Facts that tags may read as they were told; of some shops no source tells them.
Fact = Literal[
    "orders", "coupon_issue", "points_entry", "store_visit", "assistant_note", "delivery", "follow", "group_member",
    "referral", "review", "share", "survey_answer", "ticket_message",
]  # fmt: skip
FACTS = get_args(Fact)
#: The tables that tags read, in the order in which they can be read: each may use the ones before it.
Reads = Literal["customer", "customer_day", "customer_month", "customer_affinity", "customer_attribute", Fact, "tag"]
READS = get_args(Reads)
Family = Literal["value", "rhythm", "price", "taste", "loyalty", "person", "risk"]
#: What some shops' sources never tell of: where none did by a day, a tag that needs it is unknown of everybody.
Needs = Literal["brand", "coupon", "discount", "store"]
NEEDS = get_args(Needs)

#: Kinds of stores that are shop fronts online.
ONLINE = ("web", "app", "mini-program")

#: How each unit is stored. Shares are from 0 to 1; days of a calendar are dates, spans are whole numbers.
STORED: dict[str, str] = {
    "money": "decimal(18, 4)", "count": "int64", "days": "int64", "share": "float64", "number": "float64",
    "word": "string", "day": "date", "yes_no": "boolean",
}  # fmt: skip


_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TAKEN = ("customer_id", "as_of")


@dataclass(frozen=True)
class Tag:
    """One column of ``customer_tag``.

    ``reads`` names the table whose rows ``value`` takes, with the as-of day: the aggregate over a customer's rows of
    ``customer_day``, ``customer_month``, ``customer_affinity``, ``customer_attribute`` or one of ``FACTS``
    (docs/concepts/tags.md), or a value of the one row that ``customer`` (the profile) or ``tag`` (all tags of the other
    tables; such a tag is a rule) has of a customer. Nothing after the as-of day is among them. Where no source told
    a fact by that day, its tags are unknown of everybody.
    ``missing`` is what a customer without any row has: 0 for sums and counts, else nothing. ``needs`` names what must
    have been told of anybody by the as-of day, so that 0 is no guess where no source tells it. ``words`` are the titles
    of the values of a word tag, where these are few.
    """

    name: str
    reads: Reads
    unit: Unit
    title: dict[str, str]
    about: dict[str, str]
    value: Callable[[Any, date], Any]
    family: Family = "value"
    missing: Any = None
    needs: Needs | None = None
    words: dict[str, dict[str, str]] | None = None

    def __post_init__(self) -> None:
        """InputError tells everything that is wrong with the declaration."""
        faults = []
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name) or self.name in _TAKEN:
            taken = " or ".join(_TAKEN)
            faults.append(f"name {self.name!r}: small letters, digits and _, a letter first, and not {taken}")
        for what, given, known in (
            ("reads", self.reads, READS), ("unit", self.unit, tuple(STORED)), ("family", self.family, get_args(Family)),
            ("needs", self.needs, NEEDS),
        ):  # fmt: skip
            if given not in known and (what, given) != ("needs", None):
                faults.append(unknown(what, given, known))
        for what, words in (("title", self.title), ("about", self.about)):
            if not isinstance(words, dict) or not all(isinstance(words.get(each), str) for each in ("en", "zh")):
                faults.append(f'{what} is a text of each language: {{"en": …, "zh": …}}')
        if not isfunction(self.value):  # of which the file is known that says what it does
            faults.append("value is a function of the rows and the as-of day, by lambda or def: lambda rows, as_of: …")
        if faults:
            raise InputError("; ".join(faults))

    @property
    def kind(self) -> Literal["fact", "statistic", "rule"]:
        """A fact stands in a row, a statistic is an aggregate over rows, a rule follows from other tags."""
        if self.reads == "tag":
            return "rule"
        return "fact" if self.reads in ("customer", "customer_attribute") else "statistic"


def within(rows: Any, as_of: date, *, days: int) -> Any:
    """Whether a row's ``day`` is one of the last so many days, the as-of day the last of them."""
    import ibis

    return rows.day > ibis.literal(as_of - timedelta(days=days))


def within_months(rows: Any, as_of: date, *, months: int) -> Any:
    """Whether a row's ``month`` or ``day`` is in one of the last so many, the as-of day's month the last of them."""
    import ibis

    when = rows.month if "month" in rows.columns else rows.day
    return when >= ibis.literal(months_before(month_of(as_of), months - 1))


def share(part: Any, whole: Any) -> Any:
    """Part ÷ whole as a double: 0 where there is no part, null where there is no whole."""
    return part.fill_null(0).cast("float64") / whole.cast("float64").nullif(0)


def latest(value: Any, moment: Any, *, where: Any = None) -> Any:
    """The whole number from 0 to 99 that was told last; of several told in one second the smallest.

    An aggregate that takes "the last" leaves open which of two that is, and engines differ in it.
    """
    told = moment.cast("timestamp").epoch_seconds().cast("int64") * 100 + (99 - value.cast("int64"))
    return 99 - told.max(where=where) % 100


def latest_word(word: Any, moment: Any, *, where: Any = None) -> Any:
    """The word that was told last; of several told in one second the last by the alphabet."""
    digits = 12
    told = moment.cast("timestamp").epoch_seconds().cast("string").lpad(digits, "0") + word
    return told.max(where=where).substr(digits)


def are_added(entries: Any) -> Any:
    """Whether entries of a points ledger add points; the others take some."""
    return entries.kind.isin(("earned", "given"))


def in_store(orders: Any) -> Any:
    """Whether an order was made in a store on the street: one that is not told to be a shop front online."""
    return orders.store_id.notnull() & ~orders.store_kind.isin(ONLINE).fill_null(False)


def bucketed(value: Any, cuts: tuple[tuple[int | Decimal, str], ...], last: str) -> Any:
    """The name of the first cut that lies above the value; ``last`` above all of them."""
    import ibis

    return ibis.ifelse(
        value.isnull(), ibis.null("string"), ibis.cases(*[(value < cut, name) for cut, name in cuts], else_=last)
    )


def days_between(start: Any, end: date) -> Any:
    """Whole days from a day of the row to one day."""
    import ibis

    return ibis.literal(end).delta(start, unit="day").cast("int64")


def orders_between(rows: Any, start: int, end: int) -> Any:
    """The orders of a ``customer_month`` row from one hour of the day to before another."""
    counters = [rows[f"orders_h{hour:02}"] for hour in range(start, end)]
    return sum(counters[1:], counters[0])
