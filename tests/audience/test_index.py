"""Deeds that the build has counted: the same answers as from the rows, on every built day, whatever came late."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import regulars
from regulars.app.evening import evening
from regulars.app.event_index import EventIndex
from regulars.app.parts import Parts
from regulars.audience.count import people
from regulars.audience.indexed import is_indexed
from regulars.audience.members import members
from regulars.core.rule import deeds
from regulars.testing.random_events import NAMES, publish_events, random_events

DAYS = (date(2024, 12, 31), date(2025, 3, 31))
#: Two that are one person on the later day, two that become one between the days, others, a stranger, and nobody.
WHO = ("b_shared_1", "b_shared_2", "b_later_1", "b_later_2", "b_aov_50", "b_quote", "b_unpaid", "nobody known", None)


def events(seed, *, first=date(2024, 11, 1), days=165, count=120):
    return random_events(seed, who=(*WHO, "b_aov_50", "b_aov_50"), first=first, days=days, count=count)


def both_ways(shop, text, day):
    """The members by the counts and by the rows, and how many ``count`` says."""
    lake, rule, asked = shop.workspace.lake, shop.audience(text).rule, evening(shop.workspace, day)
    by_rows = replace(asked, counted=lambda: None)
    found = [
        lake.arrow(members(rule, one).select("customer_id"))["customer_id"].to_pylist() for one in (asked, by_rows)
    ]
    assert len(found[1]) == len(set(found[1])), "a customer is a member once"
    said = [lake.arrow(people(rule, one))["people"][0].as_py() for one in (asked, by_rows)]
    assert said == [len(found[1])] * 2, "the count is that of the members"
    return set(found[0]), set(found[1])


def index(shop):
    parts = Parts(shop.workspace.lake)
    for day in DAYS:
        EventIndex(shop.workspace.lake, parts).make(day)
    return parts


@pytest.fixture(scope="module")
def seen(tiny, tmp_path_factory):
    """The tiny shop with events, both of its days built with them."""
    folder = tmp_path_factory.mktemp("seen") / "shop"
    shutil.copytree(tiny.folder, folder)
    with regulars.open(folder) as shop:
        publish_events(shop.workspace, events(1), load_id="one")
        for day in DAYS:
            shop.build(as_of=day)
        yield shop


@st.composite
def leaves(draw):
    name = draw(st.sampled_from((*NAMES, "event")))
    told = [repr(name)]
    least = draw(st.sampled_from((None, 1, 2, 3, 8, 9)))
    most = draw(st.sampled_from((None, None, 0, 1, 3, 8, 12)))
    if most is not None and (least or 0) <= most:
        told.append(f"at_most={most}")
    told += [f"at_least={least}"] if least else []
    told += draw(st.sampled_from([
        [], ["within='1d'"], ["within='30d'"], ["within='90d'"], ["since='2024-12-01'"], ["until=as_of - days(20)"],
        ["since='2024-11-15'", "until='2025-01-31'"], ["where=day >= '2024-12-15'"],
        ["within='60d'", "where=day != as_of - days(3)"],
        *([["where=name == 'Rated'"], ["where=name in ('Rated', 'Product Added')", "within='80d'"]] * (name == "event")),
    ]))  # fmt: skip
    return f"did({', '.join(told)})"


rules = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from((" and ", " or ")), inner).map(lambda three: f"({''.join(three)})"),
        inner.map(lambda one: f"not {one}"),
    ),
    max_leaves=4,
)


@settings(max_examples=40)
@given(rule=rules, day=st.sampled_from(DAYS))
def test_counts_and_rows_tell_of_the_same_people(seen, rule, day):
    asked = evening(seen.workspace, day)
    assert all(is_indexed(deed, asked) for deed in deeds(seen.audience(rule).rule)), "nothing here needs the rows"
    by_counts, by_rows = both_ways(seen, rule, day)
    assert by_counts == by_rows


@settings(max_examples=10)
@given(rule=rules)
def test_counts_and_rows_agree_beside_conditions_on_tags(seen, rule):
    by_counts, by_rows = both_ways(seen, f"(spend_12m >= 100 or {rule}) and {rule}", DAYS[1])
    assert by_counts == by_rows


@pytest.mark.parametrize(
    "rule", ["did('Rated', within='36h')", "did('Rated', where=product_id == 'x')", "did('order')"]
)
def test_what_the_counts_do_not_know_is_asked_of_the_rows(seen, rule):
    asked = evening(seen.workspace, DAYS[1])
    assert asked.counted() is not None
    assert not any(is_indexed(deed, asked) for deed in deeds(seen.audience(rule).rule))


def test_linked_accounts_and_repeated_ids_are_counted_as_the_rows_do(seen):
    known = seen.sql("SELECT sum(times) AS n FROM event_day WHERE name = 'Rated'")["n"][0]
    rows = seen.sql("SELECT count(*) AS n, count(DISTINCT event_id) AS ids FROM event "
                    "WHERE name = 'Rated' AND account_id IS NOT NULL")  # fmt: skip
    assert known == rows["ids"][0] < rows["n"][0]
    last = seen.sql(f"SELECT customer_id FROM event_last WHERE as_of = DATE '{DAYS[1]}'")["customer_id"]
    assert "b_shared_2" in last
    assert "b_shared_1" not in last, "its customer is b_shared_2"
    assert "nobody known" in seen.sql("SELECT customer_id FROM event_last WHERE NOT is_customer")["customer_id"]


def test_why_tells_how_often_however_few_times_the_rule_asks_for(seen):
    row = seen.sql(
        f"SELECT count(DISTINCT event_id) AS n FROM event WHERE account_id = 'b_aov_50' AND day <= '{DAYS[1]}'"
    )
    found = seen.audience("did('event', at_least=2)").why("b_aov_50").reasons
    assert found[0].value == row["n"][0] > 8


@settings(max_examples=4)
@given(seed=st.integers(2, 50), rule=rules, day=st.sampled_from(DAYS))
def test_late_events_leave_the_counts_aside_until_their_months_are_made_again(seen, tmp_path_factory, seed, rule, day):
    folder = tmp_path_factory.mktemp("late") / "shop"
    shutil.copytree(seen.folder, folder)
    with regulars.open(folder) as shop:
        before = {part: note.content for _, part, note in Parts(shop.workspace.lake).listed("event_day")}
        months = publish_events(
            shop.workspace,
            events(seed, first=date(2024, 11, 1) + timedelta(days=seed), days=20, count=12),
            load_id="late",
        )
        assert evening(shop.workspace, DAYS[1]).counted() is None, "what came since is not among the counts"
        found = both_ways(shop, rule, day)
        assert found[0] == found[1]
        parts = index(shop)
        assert parts.lines["event_day"].made == len(months), "only the months of late events are made again"
        assert evening(shop.workspace, DAYS[1]).counted() is not None
        again = both_ways(shop, rule, day)
        assert again[0] == again[1] == found[1]
        after = {part: note.content for _, part, note in Parts(shop.workspace.lake).listed("event_day")}
        assert {part for part in after if after[part] != before.get(part)} == {str(month) for month in months}


def test_a_shop_without_events_has_no_counts(shop):
    assert not shop.workspace.lake.has("event_day")
    assert evening(shop.workspace, DAYS[1]).counted() is None
