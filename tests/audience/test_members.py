"""Who is in an audience: hand-made cases of the tiny shop, and every rule against Python's own reckoning."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.app.evening import evening
from regulars.audience import members as room
from regulars.core.errors import InputError, MissingError
from regulars.lake import Change

DAY = date(2025, 3, 31)
END = datetime(2025, 4, 1)


def ids(shop, rule, **how):
    return set(shop.audience(rule).members(columns=[], **how)["customer_id"])


@pytest.fixture(scope="session")
def everyone(shop):
    """Customer → tags at the end of the day."""
    rows = shop.table("customer_tag").rows()
    return {row["customer_id"]: row for row in rows if row["as_of"] == DAY}


# Tags ----------------------------------------------------------------------------------------------------------------

NUMBERS = {"spend_12m": (0, 100, 400, 1000, 5000), "order_count": (0, 1, 2, 5), "recency_days": (0, 29, 30, 31, 90),
           "discount_share": (0, 0.1, 0.3, 0.5), "average_order_value": (50, 100, 200), "mean_gap_days": (10, 30.5)}  # fmt: skip
WORDS = {
    "stage": ("lost", "mature", "new"),
    "province": ("330000", "110000"),
    "top_category": ("kitchen", "tea", "Tea"),
}
FLAGS = ("is_repeat_buyer", "is_discount_dependent", "is_late")
DAYS = {"last_purchase_day": (date(2025, 3, 31), date(2025, 3, 1), date(2024, 12, 31)),
        "first_purchase_day": (date(2024, 6, 1), date(2025, 1, 1))}  # fmt: skip
SIGNS = {"==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
         ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}  # fmt: skip


def _of(name, holds):
    """A condition is false of whoever has nothing there."""
    return lambda row: row[name] is not None and bool(holds(row[name]))


@st.composite
def conditions(draw):
    """A condition as text, and the same as a function of a row."""
    kind = draw(st.sampled_from(("number", "word", "flag", "day", "known", "list", "part", "range")))
    sign = draw(st.sampled_from(sorted(SIGNS)))
    if kind in ("number", "range"):
        name = draw(st.sampled_from(sorted(NUMBERS)))
        value = draw(st.sampled_from(NUMBERS[name]))
        if kind == "range":
            end = 1 if name.endswith("_share") else 400  # a share goes no further
            return f"{value} <= {name} < {end}", _of(name, lambda x: value <= float(x) < end)
        return f"{name} {sign} {value}", _of(name, lambda x: SIGNS[sign](Decimal(str(x)), Decimal(str(value))))
    if kind == "day":
        name = draw(st.sampled_from(sorted(DAYS)))
        value = draw(st.sampled_from(DAYS[name]))
        text = draw(st.sampled_from([f"'{value}'", f"as_of - days({(DAY - value).days})"]))
        return f"{name} {sign} {text}", _of(name, lambda x: SIGNS[sign](x, value))
    if kind == "flag":
        name = draw(st.sampled_from(FLAGS))
        return name, _of(name, lambda x: x)
    name = draw(st.sampled_from(sorted(WORDS)))
    if kind == "known":
        return f"known({name})", lambda row: row[name] is not None
    if kind == "list":
        chosen = draw(st.lists(st.sampled_from(WORDS[name]), min_size=1, max_size=3))
        sign = draw(st.sampled_from(("in", "not in")))
        return f"{name} {sign} {chosen!r}", _of(name, lambda x: (x in chosen) == (sign == "in"))
    if kind == "part":
        return f"contains({name}, 'TE')", _of(name, lambda x: "te" in x.lower())
    sign, value = draw(st.sampled_from(("==", "!="))), draw(st.sampled_from(WORDS[name]))
    return f"{name} {sign} '{value}'", _of(name, lambda x: SIGNS[sign](x, value))


rules = st.recursive(
    conditions(),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: (f"({two[0][0]} and {two[1][0]})", lambda r: two[0][1](r) and two[1][1](r))),
        st.tuples(inner, inner).map(lambda two: (f"({two[0][0]} or {two[1][0]})", lambda r: two[0][1](r) or two[1][1](r))),
        inner.map(lambda one: (f"not ({one[0]})", lambda r: not one[1](r))),
    ),
    max_leaves=5,
)  # fmt: skip


@settings(max_examples=20)
@given(rule=rules)
def test_a_rule_means_whom_python_finds_by_it(shop, everyone, rule):
    text, holds = rule
    assert ids(shop, text) == {who for who, row in everyone.items() if holds(row)}


@settings(max_examples=10)
@given(rule=rules)
def test_a_rule_and_its_negation_cover_everyone_once(shop, everyone, rule):
    one, other = shop.audience(rule[0]).count(), shop.audience(f"not ({rule[0]})").count()
    assert one + other == len(everyone)


def test_not_and_unlike_differ_for_those_of_whom_nothing_is_known(shop, everyone):
    unknown = {who for who, row in everyone.items() if row["province"] is None}
    assert unknown, "the tiny shop has people without a province"
    assert ids(shop, "unknown(province)") == unknown
    assert not unknown & ids(shop, "province != '330000'")
    assert not unknown & ids(shop, "province not in ('330000',)")
    assert unknown <= ids(shop, "not province == '330000'")


@pytest.mark.parametrize("name", ["浙江省", "浙江", "Zhejiang", "zhejiang"])
def test_a_province_is_told_by_its_name_as_by_its_code(shop, name):
    assert ids(shop, f"province == '{name}'") == ids(shop, "province in ('330000')") != set()


def test_a_place_that_is_none_is_refused_with_what_was_meant(shop):
    with pytest.raises(InputError, match=r"no province named '浙江生'\. Did you mean '浙江省'"):
        shop.audience("province == '浙江生'")
    with pytest.raises(InputError, match=r"no country named 'Germny'\. Did you mean 'Germany'"):
        shop.audience("country in ('Germny', 'Germany', '德国', 'DE')")


def test_a_rule_of_tags_is_one_look_at_the_tags(shop):
    audience = shop.audience("spend_12m >= 1000 and (stage == 'mature' or known(province))")
    rows = room.members(audience.rule, evening(shop.workspace, DAY))
    query = shop.workspace.lake.sql(rows.aggregate(people=rows.count()))
    assert query.count("customer_tag") == 1
    assert "JOIN" not in query


def test_what_was_done_is_counted_once_however_often_it_is_asked(shop):
    audience = shop.audience("did('order', at_least=3) and not did('order', at_least=9) or did('order', at_most=0)")
    assert len(room.needs([audience.rule])) == 1


# Deeds ---------------------------------------------------------------------------------------------------------------


def _did(deeds, holds, *, least=1, most=10**9):
    times: dict[str, set[str]] = {}
    for one in deeds:
        if holds(one):
            times.setdefault(one.customer, set()).add(one.number)
    return lambda who: least <= len(times.get(who, ())) <= most


@pytest.mark.parametrize("days", [1, 30, 90, 365])
@pytest.mark.parametrize("least", [1, 2, 3])
def test_deeds_are_counted_as_the_export_tells_them(shop, tiny, everyone, days, least):
    did = _did(tiny.orders, lambda one: one.at.date() > DAY - timedelta(days=days), least=least)
    assert ids(shop, f"did('order', at_least={least}, within='{days}d')") == {who for who in everyone if did(who)}


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("where=amount > 100 and hour >= 20", lambda one: one.amount > 100 and one.at.hour >= 20),
        ("where=weekday in (6, 7)", lambda one: one.at.isoweekday() in (6, 7)),
        ("where=day == '2025-03-31'", lambda one: one.at.date() == DAY),
        ("since='2024-12-01', until='2024-12-31'", lambda one: one.at.year == 2024 and one.at.month == 12),
        ("within='36h'", lambda one: one.at > END - timedelta(hours=36)),
    ],
)
def test_only_such_deeds_are_counted_for_which_the_condition_holds(shop, tiny, everyone, rule, holds):
    did = _did(tiny.orders, holds)
    assert any(map(did, everyone)), "the case is about somebody"
    assert ids(shop, f"did('order', {rule})") == {who for who in everyone if did(who)}


def test_never_is_at_most_no_times(shop, tiny, everyone):
    did = _did(tiny.refunds, lambda one: True)
    assert (
        ids(shop, "did('refund', at_most=0)")
        == {who for who in everyone if not did(who)}
        == ids(shop, "not did('refund')")
    )


def test_a_condition_on_products_holds_for_one_of_the_lines(shop):
    assert "b_aov_50" in ids(shop, "did('order', where=category == 'tea' and brand == 'Qingyun')")
    assert ids(shop, "did('order', where=category == 'tea')") < ids(shop, "did('order')")


def test_an_unpaid_order_is_no_purchase(shop):
    assert {"b_unpaid", "b_deposit_only"} <= ids(shop, "did('order') and not did('purchase')")
    assert "b_presale" in ids(shop, "did('purchase', where=day >= '2024-11-01')")


def _followed(first, by, hours, *, is_one, is_not=False):
    def holds(who):
        for one in (one for one in first if one.customer == who):
            later = [
                other.at
                for other in by
                if other.customer == who and (other.at > one.at if is_one else other.at >= one.at)
            ]
            in_time = bool(later) and min(later) <= one.at + timedelta(hours=hours)
            if in_time != is_not and not (is_not and one.at + timedelta(hours=hours) > END):
                return True
        return False

    return holds


@pytest.mark.parametrize("hours", [24, 72, 720])
@pytest.mark.parametrize("by", ["order", "refund"])
@pytest.mark.parametrize("name", ["followed", "not_followed"])
def test_what_followed_in_time_is_what_the_export_tells(shop, tiny, everyone, hours, by, name):
    deeds = {"order": tiny.orders, "refund": tiny.refunds}
    holds = _followed(tiny.orders, deeds[by], hours, is_one=by == "order", is_not=name == "not_followed")
    assert ids(shop, f"{name}('order', by='{by}', within='{hours}h')") == {who for who in everyone if holds(who)}


def test_events_are_behaviours_by_their_names(own_shop):
    at = datetime(2025, 3, 10, 4, 30)  # half past twelve in Shanghai
    rows = [
        ("e1", "Product Added", at, "b_aov_50", "TEA-01"),
        ("e2", "Product Added", at, "b_aov_50", "CUP-02"),
        ("e3", "Product Viewed", at + timedelta(hours=2), "b_aov_50", "TEA-01"),
        ("e4", "Product Viewed", at, "b_shared_1", "TEA-01"),
        ("e5", "Product Added", datetime(2025, 4, 1, 4), "b_quote", "TEA-01"),
    ]
    names = ("event_id", "name", "happened_at", "account_id", "product_id")
    values = tuple(dict(zip(names, row, strict=True)) | {"day": row[2].date()} for row in rows)
    own_shop.workspace.lake.publish([Change("event", values=values)], message="events")
    assert ids(own_shop, "did('Product Added')") == {"b_aov_50"}, "what comes after the day is not known"
    assert ids(own_shop, "did('Product Added', at_least=2, where=hour == 12)") == {"b_aov_50"}
    assert ids(own_shop, "did('event', at_least=2, where=category == 'tea')") == {"b_aov_50"}
    assert ids(own_shop, "did('Product Viewed', where=category == 'tea')") == {"b_aov_50", "b_shared_2"}
    assert ids(own_shop, "followed('Product Added', by='Product Viewed', within='2h')") == {"b_aov_50"}
    assert ids(own_shop, "followed('Product Viewed', by='Product Added', within='2h')") == set()
    assert ids(own_shop, "followed('event', by='Product Viewed', within='2h')") == {"b_aov_50"}, "not by itself"
    assert ids(own_shop, "followed('Product Added', by='event', within='2h')") == {"b_aov_50"}
    assert ids(own_shop, "not_followed('Product Viewed', by='event', within='2h')") == {"b_aov_50", "b_shared_2"}
    with pytest.raises(InputError, match=r"no behaviour named 'Product Aded'\. Did you mean 'Product Added'"):
        own_shop.audience("did('Product Aded')")


def test_a_taste_is_its_share_and_none_of_whom_nothing_was_bought(shop, everyone):
    shares = {
        row["customer_id"]: row["share"] for row in shop.table("customer_affinity").rows()
        if row["as_of"] == DAY and row["dimension"] == "category" and row["value"] == "kitchen"
    }  # fmt: skip
    buyers = {row["customer_id"] for row in shop.table("customer_affinity").rows()
              if row["as_of"] == DAY and row["dimension"] == "category"}  # fmt: skip
    assert ids(shop, "affinity('category', 'kitchen') >= 0.3") == {who for who, share in shares.items() if share >= 0.3}
    assert ids(shop, "affinity('category', 'kitchen') < 0.3") == {who for who in buyers if shares.get(who, 0) < 0.3}
    assert ids(shop, "unknown(affinity('category', 'kitchen'))") == everyone.keys() - buyers


# Other audiences, other days, and what cannot be asked ---------------------------------------------------------------


def test_audiences_join_meet_and_differ_as_sets_do(shop):
    big, late = ids(shop, "big"), ids(shop, "recency_days > 60")
    assert ids(shop, "audience('big') or recency_days > 60") == big | late
    assert ids(shop, "audience('big') and recency_days > 60") == big & late
    assert ids(shop, "audience('big') and not recency_days > 60") == big - late
    assert ids(shop, "lost") == ids(shop, "stage == 'lost'") - big


def test_a_past_day_is_answered_as_it_was(shop):
    assert ids(shop, "did('order', within='30d')", as_of="2024-12-31") == ids(
        shop, "did('order', since='2024-12-02', until='2024-12-31')", as_of="2024-12-31"
    )
    with pytest.raises(MissingError, match="no snapshot of 2024-11-05"):
        shop.audience("big").count("2024-11-05")


@settings(max_examples=40)
@given(word=st.one_of(st.text(max_size=20), st.sampled_from(["' OR 1=1 --", "'; DROP TABLE lake.main.customer_tag; --",
                                                            "\\' OR ''='", "%", "_", "a\nb", '"', "𝕏'"])))  # fmt: skip
def test_no_word_of_a_rule_reaches_the_engine_as_anything_but_a_word(shop, everyone, word):
    rule = f"top_category == {word!r} or contains(top_brand, {word!r}) and unknown(stage)"
    if not all(sign.isprintable() or (sign.isspace() and sign >= " ") for sign in word):
        with pytest.raises(InputError, match="holds the sign"):
            shop.audience(rule)
        return
    assert ids(shop, rule) == {who for who, row in everyone.items() if row["top_category"] == word}


@pytest.mark.parametrize(
    "rule",
    [
        " or ".join(f"recency_days == {number}" for number in range(30, 630)),
        f"recency_days in {list(range(30, 630))}",
        "not " * 50 + "(30 <= recency_days < 630)",
    ],
)
def test_long_and_deep_rules_are_answered(shop, everyone, rule):
    days = {who: row["recency_days"] for who, row in everyone.items()}
    assert ids(shop, rule) == {who for who, ago in days.items() if ago is not None and 30 <= ago < 630}


def test_people_are_also_named_by_their_id(shop):
    assert ids(shop, "customer_id in ('b_quote', 'nobody')") == {"b_quote"}


def test_a_tag_that_is_not_built_yet_says_so(own_shop):
    folder = own_shop.folder / "tags"
    folder.mkdir()
    text = (
        "from regulars.core.tag import Tag\nTAG = Tag(name='is_rich', reads='tag', unit='yes_no', title={'en': 'Rich', "
        "'zh': '富'}, about={'en': 'Rich', 'zh': '富'}, value=lambda t, as_of: t.spend_12m > 900)\n"
    )
    (folder / "is_rich.py").write_text(text, encoding="utf-8")
    with pytest.raises(MissingError, match=r"not built yet: is_rich. Run: regulars build"):
        own_shop.audience("is_rich")
