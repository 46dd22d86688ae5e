"""Moments and days: UTC inside, the shop's zone for calendar days, exact over clock changes.

Engines disagree on zones, so the offsets of the period at hand are worked out once in Python and put into the
expression as plain comparisons.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Offset:
    """From this UTC moment on (naive), local time is UTC plus ``seconds``."""

    since: datetime
    seconds: int


def offsets(zone: str, start: datetime, end: datetime) -> list[Offset]:
    """The offsets of a zone over a period of naive UTC moments, a day wider on both sides; the first holds before."""
    return list(_offsets(zone, start, end))


@lru_cache(maxsize=256)  # a period of decades takes 50 ms, and a load asks for the same one at every moment column
def _offsets(zone: str, start: datetime, end: datetime) -> tuple[Offset, ...]:
    info = ZoneInfo(zone)
    step = timedelta(days=1)
    at = (start - 2 * step).replace(microsecond=0)
    found = [Offset(at, _seconds(info, at))]
    while at <= end + 2 * step:
        following = at + step
        if _seconds(info, following) != found[-1].seconds:
            moment = _transition(info, at, following)
            found.append(Offset(moment, _seconds(info, moment)))
        at = following
    return tuple(found)


def _seconds(info: ZoneInfo, moment: datetime) -> int:
    offset = moment.replace(tzinfo=UTC).astimezone(info).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _transition(info: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second with the later offset (bisection)."""
    old = _seconds(info, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if _seconds(info, middle) == old:
            before = middle
        else:
            after = middle
    return after


def to_utc(local: Any, found: list[Offset]) -> Any:
    """The UTC moment of a local one. Times that a clock change repeats are the first; skipped ones move forward."""
    import ibis

    cases = [
        (
            local < ibis.literal(later.since + timedelta(seconds=max(now.seconds, later.seconds))),
            _shift(local, -now.seconds),
        )
        for now, later in pairwise(found)
    ]
    last = _shift(local, -found[-1].seconds)
    return ibis.cases(*cases, else_=last) if cases else last


def local_time(utc: Any, found: list[Offset]) -> Any:
    """The local time of a UTC moment, naive."""
    import ibis

    cases = [(utc < ibis.literal(later.since), _shift(utc, now.seconds)) for now, later in pairwise(found)]
    last = _shift(utc, found[-1].seconds)
    return ibis.cases(*cases, else_=last) if cases else last


def _shift(moment: Any, seconds: int) -> Any:
    import ibis

    if seconds == 0:
        return moment
    interval = ibis.interval(seconds=abs(seconds))
    return moment + interval if seconds > 0 else moment - interval


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_ends(first: date, last: date) -> Iterator[date]:
    """The last days of all months from that of ``first`` on that are not after ``last``."""
    end = month_end(first)
    while end <= last:
        yield end
        end = month_end(end + timedelta(days=1))


def months_before(day: date, months: int) -> date:
    """The same day some months earlier (later: below 0), or the last of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_start(day: Any) -> Any:
    """The first day of the month of a date expression; truncating a date gives a timestamp on some engines."""
    import ibis

    return ibis.date(day.year(), day.month(), 1)
