"""When a threshold is proposed, and which one."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from regulars.core.settings import Thresholds
from regulars.profile.proposal import proposals, terciles
from regulars.profile.segment import Cuts

CUTS = Cuts.fixed(Thresholds())
EVEN = {
    "R": [(Decimal(10), 40), (Decimal(60), 30), (Decimal(100), 30)],
    "F": [(Decimal(3), 30), (Decimal(5), 40), (Decimal(9), 30)],
    "M": [(Decimal(50), 30), (Decimal(100), 40), (Decimal(200), 30)],
}


def test_levels_between_2_and_70_per_cent_bring_no_proposal() -> None:
    assert proposals(EVEN, CUTS) == []


def test_the_bounds_themselves_are_even_enough() -> None:
    assert proposals({**EVEN, "M": [(Decimal(50), 2), (Decimal(100), 28), (Decimal(200), 70)]}, CUTS) == []


def test_a_level_above_70_per_cent_moves_to_the_tercile_on_its_side() -> None:
    crowded = [(Decimal(50), 10), (Decimal(100), 15), (Decimal(250), 25), (Decimal(400), 25), (Decimal(900), 25)]
    (high,) = proposals({**EVEN, "M": crowded}, CUTS)
    assert (high.level, high.threshold, high.current, high.proposed) == ("high", "valuable", 200, 400)
    assert (high.people, high.share, high.share_then) == (75, 0.75, 0.5)


def test_recency_is_better_the_smaller_it_is() -> None:
    crowded = [(Decimal(5), 30), (Decimal(10), 30), (Decimal(25), 20), (Decimal(60), 10), (Decimal(90), 10)]
    (active,) = proposals({**EVEN, "R": crowded}, CUTS)
    assert (active.level, active.threshold, active.current, active.proposed) == ("active", "active_days", 30, 10)


def test_frequency_is_told_in_days_a_month_so_that_the_day_stays_in_its_level() -> None:
    rare = [(Decimal(1), 55), (Decimal(2), 34), (Decimal(9), 11)]
    found = {one.threshold: one for one in proposals({**EVEN, "F": rare}, CUTS)}
    assert found["rare"].proposed == Decimal("0.34")
    moved = Cuts.fixed(Thresholds(rare=found["rare"].proposed))
    assert moved.rare_days >= 1, "one purchase day of 90 must still be rare"


def test_a_threshold_that_would_pass_the_other_moves_both() -> None:
    values = [(Decimal(40), 1), (Decimal(100), 29), (Decimal(210), 20), (Decimal(370), 20), (Decimal(500), 30)]
    found = {one.threshold: one.proposed for one in proposals({**EVEN, "M": values}, CUTS)}
    assert found == {"valuable": 370, "modest": 210}


def test_one_and_the_same_value_for_everyone_brings_no_advice() -> None:
    assert proposals({"R": [(Decimal(5), 9)], "F": [(Decimal(1), 9)], "M": [(Decimal(500), 9)]}, CUTS) == []


def test_no_customers_bring_no_advice() -> None:
    assert proposals({"R": [], "F": [], "M": []}, CUTS) == []


@given(st.dictionaries(st.integers(0, 1000), st.integers(1, 50), min_size=1))
def test_terciles_are_the_values_a_third_and_two_thirds_up(people: dict[int, int]) -> None:
    listed = sorted(value for value, count in people.items() for _ in range(count))
    counts = [(Decimal(value), people[value]) for value in sorted(people)]
    n = len(listed)
    assert terciles(counts) == (listed[-(-n // 3) - 1], listed[-(-2 * n // 3) - 1])
