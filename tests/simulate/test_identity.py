"""Made-up people have numbers that are formally valid, different, and nobody's."""

from __future__ import annotations

import numpy as np

from regulars.core.id_number import is_checked
from regulars.simulate.draws import Draws
from regulars.simulate.identity import DOMAINS, identity
from regulars.simulate.plan import Plan


def test_numbers_are_valid_in_form_and_nobodys():
    plan = Plan(people=5_000)
    found = identity(plan, Draws(1), np.array([3.0, 1.0]))
    assert len(set(found.phone)) == len(set(found.email)) == plan.people
    assert all(len(phone) == 11 and phone.startswith("154") for phone in found.phone)
    assert all(email.rpartition("@")[2] in DOMAINS for email in found.email)
    assert all(is_checked(number) and number.startswith("99") for number in found.id_number)
    assert all(number[6:14] == f"{day:%Y%m%d}" for number, day in zip(found.id_number, found.birthday, strict=True))
    assert all(day.year <= plan.start.year - 15 for day in found.birthday), "nobody under sixteen"
    chinese = np.array([" " not in name for name in found.name])
    assert 0.87 < chinese.mean() < 0.93
    assert len(set(found.name)) > 2_500
    assert not (found.shares == np.arange(plan.people)).any()
