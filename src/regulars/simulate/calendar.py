"""The shop's year: how busy each day is, and the festivals and sales that make it so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from regulars.simulate.draws import Floats

#: New Year's Day of the Chinese calendar. Source: Hong Kong Observatory, Gregorian–Lunar calendar tables.
SPRING_FESTIVAL = {
    2020: date(2020, 1, 25), 2021: date(2021, 2, 12), 2022: date(2022, 2, 1), 2023: date(2023, 1, 22),
    2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6),
    2028: date(2028, 1, 26), 2029: date(2029, 2, 13), 2030: date(2030, 2, 3),
}  # fmt: skip
#: Visits of a month against the mean of the year.
MONTHS = (0.94, 0.82, 0.98, 0.97, 1.03, 1.12, 0.95, 0.93, 1.00, 1.02, 1.22, 1.10)


@dataclass(frozen=True)
class Happening:
    """A festival or sale: ``lift`` of visits on its days, ``buying`` added to the log odds of it, ``cut`` of prices."""

    name: str
    title_zh: str
    first: date
    last: date
    lift: float
    buying: float = 0.0
    cut: float = 0.0


def happenings(start: date, end: date) -> list[Happening]:
    """Those that touch some days, by their first day."""
    found = []
    for year in range(start.year, end.year + 1):
        found += [
            Happening("618", "618 年中大促", date(year, 6, 16), date(year, 6, 18), 2.0, 0.7, 0.15),
            Happening("before 618", "618 预热", date(year, 6, 10), date(year, 6, 15), 1.15, -0.35),
            Happening("double 11", "双 11", date(year, 11, 9), date(year, 11, 11), 2.6, 0.9, 0.2),
            Happening("before double 11", "双 11 预热", date(year, 11, 1), date(year, 11, 8), 1.2, -0.45),
            Happening("double 12", "双 12", date(year, 12, 12), date(year, 12, 12), 1.6, 0.4, 0.1),
            Happening("women's day", "38 节", date(year, 3, 6), date(year, 3, 8), 1.4, 0.3, 0.1),
        ]
        if (new_year := SPRING_FESTIVAL.get(year)) is not None:
            found.append(
                Happening("before Spring Festival", "年货节", new_year - timedelta(days=21),
                          new_year - timedelta(days=8), 1.35, 0.3, 0.05)
            )  # fmt: skip
            found.append(
                Happening(
                    "Spring Festival", "春节", new_year - timedelta(days=2), new_year + timedelta(days=5), 0.45, -0.2
                )
            )
    return sorted(
        (one for one in found if one.last >= start and one.first <= end), key=lambda one: (one.first, one.name)
    )


@dataclass(frozen=True)
class Calendar:
    """By day: the factor of visits, what is added to the log odds of buying, by how much prices are cut."""

    busy: Floats
    buying: Floats
    cut: Floats
    happenings: tuple[Happening, ...]


def calendar(start: date, days: int) -> Calendar:
    """The weekly rhythm is of people, not of the calendar; here are season, festivals and sales."""
    end = start + timedelta(days=days - 1)
    dates = [start + timedelta(days=number) for number in range(days)]
    busy = np.array([MONTHS[day.month - 1] for day in dates])
    buying, cut = np.zeros(days), np.zeros(days)
    held = happenings(start, end)
    for one in held:
        first, last = max(0, (one.first - start).days), min(days - 1, (one.last - start).days)
        busy[first : last + 1] *= one.lift
        buying[first : last + 1] += one.buying
        cut[first : last + 1] = np.maximum(cut[first : last + 1], one.cut)
    return Calendar(busy, buying, cut, tuple(held))
