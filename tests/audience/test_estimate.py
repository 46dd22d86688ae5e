"""Estimates: exact where customers are few, else of some who are always the same, and close to the count."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from regulars.app.sample import told
from regulars.stats.interval import wilson
from regulars.testing.random_events import publish_events, random_events

DAY = date(2025, 3, 31)
SHARE = 0.4
RULES = ("spend_12m >= 100", "not is_late and stage != 'lost'", "did('order', at_least=2, within='365d')",
         "did('Rated', within='90d') or spend_12m >= 1000", "not did('event', at_least=9)", "did('Rated', within='72h')",
         "followed('order', by='order', within='2000h')", "affinity('category', 'kitchen') >= 0.3",
         "did('order', where=amount > 60) and not did('Rated', at_least=2, until='2025-03-20')")  # fmt: skip


def looked_at(customers):
    """Those of whom estimates are made, reckoned here."""
    return {who for who in customers if int(hashlib.md5(who.encode()).hexdigest()[:8], 16) < int(SHARE * 2**32)}


@pytest.fixture
def many(own_shop, monkeypatch):
    """The tiny shop with events, where its customers count as many."""
    monkeypatch.setattr("regulars.core.sample.LEAST", 5)
    monkeypatch.setattr("regulars.core.sample.SHARE", SHARE)
    who = ("b_shared_1", "b_shared_2", "b_aov_50", "b_quote", "b_unpaid", "nobody known", None)
    rows = random_events(1, who=who, first=date(2024, 11, 1), days=165, count=120)
    publish_events(own_shop.workspace, rows, load_id="one")
    own_shop.build(as_of=DAY)
    return own_shop


@pytest.mark.parametrize("rule", [rule for rule in RULES if "Rated" not in rule and "event" not in rule])
def test_of_few_customers_all_are_looked_at(shop, rule):
    audience = shop.audience(rule)
    found = audience.estimate()
    assert found.is_exact
    assert found.people == found.low == found.high == audience.count() > 0
    assert found.sample == found.of == len(shop.table("customer_tag"))
    assert not shop.workspace.lake.has("customer_sample")


def test_of_many_customers_the_same_ones_are_looked_at_by_every_rule(many):
    everyone = set(many.audience("known(order_count) or unknown(order_count)").members(columns=[])["customer_id"])
    some = looked_at(everyone)
    assert set(many.table("customer_sample")["customer_id"]) == some
    assert 5 < len(some) < len(everyone)
    for rule in RULES:
        audience = many.audience(rule)
        members = set(audience.members(columns=[])["customer_id"])
        for found in (audience.estimate(), audience.estimate()):  # the second time from what is held
            assert found == told(DAY, len(members & some), sample=len(some), of=len(everyone)), rule
            assert not found.is_exact
            assert found.low <= len(members) <= found.high


def test_what_was_published_since_is_seen(many):
    audience = many.audience("did('Rated', since='2025-03-31')")
    before, some = audience.estimate(), sorted(many.table("customer_sample")["customer_id"])
    row = {"event_id": "new", "name": "Rated", "happened_at": "2025-03-31 04:00:00", "account_id": some[0], "day": DAY}
    publish_events(many.workspace, [row], load_id="late")
    assert audience.estimate().people > before.people


def test_an_earlier_day_has_a_sample_of_its_own(many):
    before = date(2024, 12, 31)
    many.build(as_of=before)
    found, now = (many.audience("order_count >= 1").estimate(day) for day in (before, DAY))
    assert (found.as_of, now.as_of) == (before, DAY)
    assert found.of < now.of


def test_the_interval_is_wilsons_of_all_customers_and_holds_what_was_seen():
    low, high = wilson(300, 10_000)
    found = told(DAY, 300, sample=10_000, of=1_000_000)
    assert found.people == 30_000
    assert abs(found.low - low * 1_000_000) <= 1
    assert abs(found.high - high * 1_000_000) <= 1
    none = told(DAY, 0, sample=10_000, of=1_000_000)
    assert (none.people, none.low) == (0, 0)
    assert 0 < none.high < 1_000
    assert told(DAY, 10_000, sample=10_000, of=10_050).low >= 10_000
