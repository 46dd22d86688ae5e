"""What is said beside an answer: conditions that nobody can meet."""

from __future__ import annotations

from datetime import date

import pytest

DAY = date(2025, 3, 31)


@pytest.mark.parametrize(
    ("rule", "notes"),
    [
        ("spend_12m >= 100 and stage == 'lost' and province == '330000'", []),
        ("age == '25-34'", ["age is known of nobody: no source tells it"]),
        ("not known(age) or spend_12m > 5", []),
        ("unknown(age)", []),
        ("last_purchase_day < '2030-01-01'", []),
        ("'2030-01-01' > last_purchase_day", []),
        ("'2030-01-01' <= last_purchase_day", ["2030-01-01 is after 2025-03-31"]),
        ("contains(province, '广东')", ["nobody has a province that contains '广东'. "]),
        ("starts_with(province, '33')", []),
        ("top_category == 'kitchn'", ["nobody has top_category 'kitchn'. Did you mean 'kitchen'?"]),
        ("top_category in ('kitchen', 'xyz')", ["nobody has top_category 'xyz'. There are: "]),
        ("last_purchase_day >= '2026-01-01'", ["2026-01-01 is after 2025-03-31"]),
        ("did('order', since='2025-05-01')", ["2025-05-01 is after 2025-03-31"]),
        ("did('event') or did('order')", ["no 'event' is known by 2025-03-31: no source tells any"]),
    ],
)
def test_what_nobody_can_meet_is_told(shop, rule, notes):
    found = shop.audience(rule).notes(DAY)
    assert len(found) == len(notes)
    for told, wanted in zip(found, notes, strict=True):
        assert wanted in told


def test_the_conditions_of_audiences_that_a_rule_names_are_looked_at_too(own_shop):
    own_shop.save_audience("aged", "age == '25-34'")
    (note,) = own_shop.audience("audience('aged') or is_late").notes()
    assert "age is known of nobody" in note
