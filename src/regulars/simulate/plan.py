"""What is simulated: how many people, which days, and which effects are switched on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from regulars.core.errors import InputError

MOST_PEOPLE, MOST_DAYS = 5_000_000, 3_660


@dataclass(frozen=True)
class Plan:
    """``ahead`` are days after the last one for which the world is made too: what would come is part of the truth.
    ``responds`` says whether treatments change what people do, ``anomalies`` whether some are planted.

    InputError where there is nothing to simulate, or more than a machine holds.
    """

    people: int = 20_000
    days: int = 365
    ahead: int = 365
    start: date = date(2024, 4, 1)
    seed: int = 1
    responds: bool = True
    anomalies: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.people <= MOST_PEOPLE:
            raise InputError(f"{self.people:,} people cannot be simulated: 1 to {MOST_PEOPLE:,}")
        if not 1 <= self.days <= MOST_DAYS or not 0 <= self.ahead <= MOST_DAYS:
            raise InputError(f"{self.days:,} days, {self.ahead:,} ahead, cannot be simulated: 1 to {MOST_DAYS:,}")

    @property
    def end(self) -> date:
        """The last day."""
        return self.start + timedelta(days=self.days - 1)

    @property
    def horizon(self) -> int:
        """How many days the world can go on."""
        return self.days + self.ahead

    @property
    def months(self) -> list[tuple[int, int]]:
        """The first and the last day of each month, by number; those of the ends as far as the plan reaches."""
        firsts = [0, *(day for day in range(1, self.days) if self.day(day).day == 1)]
        return list(zip(firsts, [*(day - 1 for day in firsts[1:]), self.days - 1], strict=True))

    def day(self, number: int) -> date:
        return self.start + timedelta(days=number)
