"""Quantiles, hysteresis, erasure, shared keys and pieces of refunds, each on a case computed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from regulars.app.flow import build
from regulars.core.errors import InputError
from regulars.testing.source_rows import Clerk, SourceRows

ZONE = "Asia/Shanghai"
at = Clerk(ZONE)
PHONES = [f"194000000{number:02d}" for number in range(10)]


def bought(buyer, *purchases):
    """An order, paid at once, for each (day, amount)."""
    rows = []
    for place, (day, amount) in enumerate(purchases):
        number, moment = f"{buyer}-{place}", f"{day} 12:00:00"
        rows += [at.order(number, buyer, moment, amount), at.payment(f"pay-{number}", number, moment, amount)]
    return rows


@pytest.fixture
def opened(new_shop, bring):
    """A shop with these rows, loaded and not yet built."""

    def make(rows, **settings):
        shop = new_shop(ZONE, **settings)
        bring(shop, SourceRows(ZONE, tuple(rows)))
        return shop

    return make


def column(shop, name, day):
    """Customer → value in the snapshot of a day."""
    query = f"SELECT customer_id, {name} FROM lake.main.segment_history WHERE as_of = ?"
    return dict(shop.lake.rows(query, [day]))


def flows(shop, end):
    query = (
        "SELECT from_value, to_value, cause, people FROM lake.main.segment_flow "
        "WHERE dimension = 'rfm_group' AND to_day = ?"
    )
    return {(old, new, cause): people for old, new, cause, people in shop.lake.rows(query, [end])}


def test_quantile_thresholds_are_the_discrete_terciles_and_a_value_equal_to_both_is_high(opened):
    """Seven people: a tercile is the 3rd smallest of 7, two are the 5th. 66.6667 stands at both places of money."""
    spent = {"a": 10, "b": 20, "c": 200, "d": 200, "e": 200, "f": 80, "g": 90}
    rows = []
    for place, (buyer, amount) in enumerate(spent.items()):
        day = f"2024-03-{31 - place:02d}"  # recency 0 for a, 1 for b … 6 for g
        rows += bought(buyer, *([(day, 66), (day, 66), (day, 68)] if amount == 200 else [(day, amount)]))
    shop = opened([*rows, at.person("h", "2024-03-05 10:00:00", registers=True)], rfm={"mode": "quantile"})
    day = date(2024, 3, 31)
    build(shop, as_of=day)
    cuts = shop.lake.rows(
        "SELECT active_days, dormant_days, frequent_days, rare_days, valuable, modest FROM lake.main.segment_cut"
    )
    assert cuts == [(2, 4, 1, 1, 66.6667, 66.6667)]
    assert column(shop, "m_level", day) == dict(zip("abcdefgh", ["low", "low", *["high"] * 5, None], strict=True))
    assert column(shop, "f_level", day) == dict(zip("abcdefgh", [*["high"] * 7, None], strict=True))
    assert column(shop, "r_level", day) == dict(
        zip("abcdefgh", [*["active"] * 3, "middle", *["dormant"] * 3, None], strict=True)
    )
    assert column(shop, "rfm_group", day)["d"] == "active_frequent_valuable", "the middle is not dormant"


MARGIN = {"rfm": {"margin": 0.1}}
#: Money per order 210, 190, 170, 205, 230 at the ends of five months: high is left under 180 and reached from 220.
WAVERING = bought(
    "money",
    *[("2024-01-20", 210), ("2024-02-20", 170), ("2024-03-20", 130), ("2024-04-20", 310), ("2024-05-20", 330)],
)
#: Recency 2, 31, 62, 92, 123: active up to 33, dormant from 99 when it was not before.
FADING = bought("time", ("2024-01-29", 100))
ENDS = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31)]


def levels(shop, name, buyer):
    return [column(shop, name, day)[buyer] for day in ENDS]


def assert_levels_by_hand(shop):
    assert levels(shop, "m_level", "money") == ["high", "high", "middle", "middle", "high"]
    assert levels(shop, "r_level", "time") == ["active", "active", "middle", "middle", "dormant"]
    assert levels(shop, "rfm_group", "time")[2:] == ["active_rare_modest"] * 2 + ["dormant_rare_modest"]


def test_with_a_margin_a_level_is_left_only_when_its_threshold_is_passed_by_it(opened, change_settings):
    shop = opened([*WAVERING, *FADING], **MARGIN)
    build(shop, as_of=ENDS[-1])
    assert_levels_by_hand(shop)
    change_settings(shop, rfm={"margin": 0})
    build(shop, as_of=ENDS[-1])
    assert levels(shop, "m_level", "money") == ["high", "middle", "middle", "high", "high"]
    assert levels(shop, "r_level", "time") == ["active", "middle", "middle", "dormant", "dormant"]


def test_with_a_margin_it_does_not_matter_which_day_was_built_first(opened):
    shop = opened([*WAVERING, *FADING], **MARGIN)
    for day in (date(2024, 3, 10), ENDS[-1], date(2024, 2, 14), ENDS[-1]):
        build(shop, as_of=day)
    assert_levels_by_hand(shop)


def test_with_a_margin_a_past_build_keeps_the_later_snapshots(opened):
    shop = opened([*WAVERING, *FADING], **MARGIN)
    build(shop, as_of=ENDS[-1])
    build(shop, as_of=date(2024, 3, 10))
    assert_levels_by_hand(shop)


def test_a_day_that_has_not_come_yet_is_not_built(opened):
    shop = opened(bought("one", ("2024-01-10", 100)))
    with pytest.raises(InputError, match="2999-01-01 has not come yet"):
        build(shop, as_of=date(2999, 1, 1))
    assert not shop.lake.has("segment_history")


def test_an_erased_account_leaves_from_its_day_on_and_the_flow_says_so(opened):
    rows = [
        *bought("gone", ("2024-01-10", 100)), *bought("stays", ("2024-01-11", 100)),
        *bought("one", ("2024-01-12", 100)), *bought("two", ("2024-01-13", 300)),
        at.person("one", "2024-01-14 10:00:00", phone=PHONES[0]), at.person("two", "2024-01-14 10:00:00", phone=PHONES[0]),
        at.erasure("gone", "2024-02-29 23:59:59"), at.erasure("one", "2024-03-01 00:00:00"),
    ]  # fmt: skip
    shop = opened(rows)
    build(shop, as_of=date(2024, 3, 31))
    january, february, march = date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)
    assert column(shop, "orders", january) == {"gone": 1, "stays": 1, "one": 2}
    assert column(shop, "orders", february) == {"stays": 1, "one": 2}
    assert column(shop, "orders", march) == {"stays": 1, "two": 1}, "who named the customer is erased; the other stays"
    modest, valuable = "active_rare_modest", "active_rare_valuable"
    assert flows(shop, february) == {
        (modest, "erased", "erased"): 1,
        (modest, modest, "stayed"): 1,
        (valuable, valuable, "stayed"): 1,
    }
    assert flows(shop, march) == {
        (modest, modest, "stayed"): 1, (valuable, "erased", "erased"): 1, ("not_yet", valuable, "entered"): 1,
    }  # fmt: skip


def test_a_key_that_too_many_accounts_share_links_nobody(opened):
    rows = [at.person(f"desk{n}", f"2024-01-0{n + 1} 10:00:00", phone=PHONES[0]) for n in range(4)]
    rows += [at.person(f"home{n}", f"2024-01-0{n + 1} 10:00:00", phone=PHONES[1]) for n in range(3)]
    shop = opened(rows, identity={"most_accounts_per_key": 3})
    build(shop, as_of=date(2024, 1, 31))
    linked = shop.lake.rows("SELECT account_id, customer_id FROM lake.main.customer_account ORDER BY 1")
    assert linked == [("home0", "home0"), ("home1", "home0"), ("home2", "home0")]
    assert column(shop, "rfm_group", date(2024, 1, 31)).keys() == {"home0", "desk0", "desk1", "desk2", "desk3"}


def test_two_tiers_of_one_day_are_decided_alike_whichever_was_loaded_first(new_shop, bring):
    rows = [at.person(name, "2024-01-02 10:00:00", phone=PHONES[0]) for name in ("a", "b")]
    tiers = [at.tier("a", "2024-01-03 00:00:00", "gold"), at.tier("b", "2024-01-03 00:00:00", "diamond")]
    found = []
    for order in (tiers, tiers[::-1]):
        shop = new_shop(ZONE)
        bring(shop, SourceRows(ZONE, tuple(rows)))
        for tier in order:
            bring(shop, SourceRows(ZONE, (tier,)))
        build(shop, as_of=date(2024, 1, 31))
        found.append(column(shop, "tier", date(2024, 1, 31)))
    assert found[0] == found[1]


def test_the_pieces_of_every_refund_add_up_to_it(opened):
    """Ten given back for three pieces from three sales: a third has no end. And an invoice that names its buyer once."""
    back = at.goods_back("r1", "a", "2024-01-09 10:00:00", "cup", 3, 3)
    named = at.goods_back("r2", "b", "2024-01-09 10:00:00", "jug", 1, 40, order="i9")
    rows = [at.line(f"i{n}", "a", f"2024-01-0{n + 1} 10:00:00", "cup", 1, 4) for n in range(3)]
    rows += [
        at.line("i9", "b", "2024-01-05 10:00:00", "jug", 1, 40),
        at.line("i9", None, "2024-01-05 10:00:00", "cup", 1, 4),
    ]
    rows += [replace(back, values={**back.values, "amount": 10}), named]
    shop = opened(rows)
    build(shop, as_of=date(2024, 1, 31))
    query = "SELECT refund_id, sum(amount), sum(quantity) FROM lake.main.{} GROUP BY 1 ORDER BY 1"
    assert shop.lake.rows(query.format("refund_piece")) == shop.lake.rows(query.format("refund"))
