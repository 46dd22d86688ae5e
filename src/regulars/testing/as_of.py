"""What a derived table promises about time: a build as of a day knows nothing of later rows (decision 0005)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regulars.lake import Lake

#: Tables with rows of many days, and those that hold one state per as-of day; the column that dates them.
GROWING = {
    "refund_piece": "day",
    "payment_movement": "day",
    "account_day": "day",
    "segment_history": "as_of",
    "segment_cut": "as_of",
    "segment_flow": "to_day",
    "event_day": "day",
}
OF_ONE_DAY = {
    "customer": "as_of", "customer_account": "as_of", "customer_affinity": "as_of", "customer_tag": "as_of",
    "event_last": "as_of",
}  # fmt: skip
#: Tables with rows of whole months: what is known of a month is known at its end.
MONTHLY = {"account_month": "month", "account_taste": "month"}

Rows = Counter[tuple[object, ...]]
LAST_DAY = date(9999, 12, 31)


def known_by(lake: Lake, day: date, *, until: date | None = None) -> dict[str, Rows]:
    """The rows of every derived table that a build as of the day stands on, columns sorted by name.

    ``until`` (the day itself unless given) is up to when the growing tables are read; ``LAST_DAY`` takes all.
    """
    found: dict[str, Rows] = {}
    for table, column in {**GROWING, **OF_ONE_DAY, **MONTHLY}.items():
        if not lake.has(table):
            found[table] = Counter()
            continue
        names = ", ".join(f'"{name}"' for name in sorted(lake.schema(table)))
        last = f'last_day("{column}")' if table in MONTHLY else f'"{column}"'
        sign, end = ("=", day) if table in OF_ONE_DAY else ("<=", until or day)
        found[table] = Counter(lake.rows(f'SELECT {names} FROM lake.main."{table}" WHERE {last} {sign} ?', [end]))
    return found


def differences(one: dict[str, Rows], other: dict[str, Rows], *, most: int = 5) -> list[str]:
    """Rows that only one of two states has, as lines to read; empty where they are equal."""
    lines = []
    for table in one.keys() | other.keys():
        left, right = one.get(table, Counter()), other.get(table, Counter())
        for mark, rows in (("only first", left - right), ("only second", right - left)):
            shown = sorted(map(str, rows.elements()))
            lines += [f"{table}, {mark}: {row}" for row in shown[:most]]
            lines += [f"{table}, {mark}: … {len(shown) - most} more"] if len(shown) > most else []
    return sorted(lines)
