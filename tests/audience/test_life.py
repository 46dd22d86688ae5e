"""The life of an audience: saved, replaced, taken back; why somebody is in it; who came and went; what it shares."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from regulars.core.errors import ConflictError, InputError, MissingError
from regulars.lake import Change

BEFORE, DAY = date(2024, 12, 31), date(2025, 3, 31)
TAG = """
from regulars.core.tag import Tag

TAG = Tag(name="thrice", reads="tag", unit="number", title={"en": "Thrice", "zh": "三倍"},
          about={"en": "Three times the orders.", "zh": "订单数的三倍。"}, value=lambda t, as_of: t.order_count * 3)
"""


def _members(shop, rule, day=None):
    return set(shop.audience(rule).members(day, columns=[])["customer_id"])


# Why -----------------------------------------------------------------------------------------------------------------


def test_why_shows_what_each_side_of_the_rule_met(shop):
    rule = "(audience('big') or did('order', at_least=3)) and not stage == 'lost' and known(age)"
    found = shop.audience(rule).why("b_aov_200")
    assert not found.is_member
    assert [(one.level, one.kind, one.is_met) for one in found.reasons] == [
        (0, "all", False), (1, "any", False), (2, "audience", False), (3, "condition", False), (2, "condition", False),
        (1, "not", True), (2, "condition", False), (1, "condition", False),
    ]  # fmt: skip
    values = {one.text: one.value for one in found.reasons if one.kind == "condition"}
    assert values["did('order', at_least=3)"] == 2
    assert values["known(age)"] is None


@pytest.mark.parametrize("rule", ["big", "lost", "not_followed('order', by='order', within='30d') and is_repeat_buyer"])
def test_why_and_members_agree_on_everyone(shop, rule):
    audience = shop.audience(rule)
    inside = _members(shop, rule)
    for who in sorted(_members(shop, "known(stage)"))[::6]:
        assert audience.why(who).is_member == (who in inside)


def test_an_account_that_was_merged_leads_to_its_customer(shop):
    assert shop.audience("big").why("b_shared_1").customer_id == "b_shared_2"


def test_why_of_nobody_names_the_nearest(shop):
    with pytest.raises(MissingError, match="The nearest ids: b_aov_200"):
        shop.audience("big").why("b_aov_20")


# Between days --------------------------------------------------------------------------------------------------------


def test_drift_says_who_came_and_went_and_which_condition_turned(shop):
    audience = shop.audience("recency_days <= 30 and spend_12m >= 100")
    drift, moved = audience.drift(), audience.moved().rows()
    before, after = _members(shop, audience.text, BEFORE), _members(shop, audience.text, DAY)
    assert (drift.start, drift.end) == (BEFORE, DAY)
    assert {row["customer_id"] for row in moved if row["change"] == "entered"} == after - before
    assert {row["customer_id"] for row in moved if row["change"] == "left"} == before - after
    counts = (drift.before, drift.after, drift.stayed, drift.entered, drift.left)
    assert counts == (len(before), len(after), len(before & after), len(after - before), len(before - after))
    turns = {turn.condition: turn for turn in drift.turns}
    assert turns["recency_days <= 30"].left_off > 0, "people left because time passed"
    assert sum(turn.entered_on for turn in drift.turns) >= drift.entered - drift.entered_new


def test_drift_needs_two_days(shop):
    with pytest.raises(MissingError, match="no tags are kept of a day before 2024-12-31"):
        shop.audience("big").drift(end=BEFORE)
    with pytest.raises(InputError, match="is not before"):
        shop.audience("big").drift(start=DAY, end=BEFORE)


def test_where_tags_changed_the_days_before_are_told_as_dropped_and_not_taken_for_others(own_shop):
    (own_shop.folder / "tags").mkdir(exist_ok=True)
    (own_shop.folder / "tags" / "thrice.py").write_text(TAG, encoding="utf-8")
    built = own_shop.build(as_of=DAY)
    assert any(f"the tags of {BEFORE} are dropped" in note for note in built.notes)
    for ask in (own_shop.audience("big").drift, own_shop.audience("big").moved):
        with pytest.raises(MissingError, match=f"the tags of {BEFORE} are not kept.*regulars build --as-of {BEFORE}"):
            ask()
    with pytest.raises(MissingError, match=f"the tags of {BEFORE} are not kept"):
        own_shop.audience("big").count(BEFORE)
    own_shop.build(as_of=BEFORE)
    assert own_shop.audience("thrice > 0").drift(BEFORE, DAY).start == BEFORE


def test_each_build_records_who_is_in_saved_audiences(shop):
    before, after = _members(shop, "big", BEFORE), _members(shop, "big", DAY)
    rows = shop.table("audience_member").rows()
    assert {row["customer_id"] for row in rows if (row["audience"], row["as_of"]) == ("big", DAY)} == after
    assert [tuple(row.values()) for row in shop.audience("big").sizes()] == [
        (BEFORE, len(before), None, None, True), (DAY, len(after), len(after - before), len(before - after), True),
    ]  # fmt: skip
    assert len(shop.audience("spend_12m > 1").sizes()) == 0, "what was not saved was not recorded"


def test_an_audience_that_cannot_be_used_does_not_stop_the_build(shop, tiny):
    (note,) = tiny.built.notes
    assert "'broken' is not recorded" in note
    assert "no tag named 'spned'" in note
    faults = {row["name"]: row["fault"] for row in shop.audiences()}
    assert "no tag named 'spned'" in faults["broken"]
    assert faults["big"] is None


def test_building_again_records_nothing_again(own_shop):
    (line,) = [made for made in own_shop.build(as_of=DAY).tables if made.table == "audience_member"]
    assert (line.made, line.kept) == (0, 2)
    own_shop.save_audience("big", "spend_12m >= 5000", replace=True)
    erased = {"account_id": "b_spend_20001", "erased_at": datetime(2025, 3, 31), "day": DAY}
    own_shop.workspace.lake.publish([Change("erasure", values=(erased,))], message="erased")
    built = own_shop.build(as_of=DAY)
    (line,) = [made for made in built.tables if made.table == "audience_member"]
    assert (line.made, line.kept) == (2, 0), "lost is made of big, so both are recorded anew"
    assert list(own_shop.audience("big").sizes()["is_same_rule"]) == [False, True], "the first by the rule before"
    assert "b_spend_20001" not in own_shop.table("audience_member")["customer_id"], "erased on every recorded day"


@pytest.mark.parametrize("is_built", [False, True], ids=["before a build", "after a build"])
def test_who_was_erased_is_in_no_answer_of_any_day(own_shop, is_built, tmp_path):
    gone, still = "b_spend_20001", "b_gap_180"
    assert gone in _members(own_shop, "big") & _members(own_shop, "big", BEFORE)
    erased = {"account_id": gone, "erased_at": datetime(2025, 3, 31, 4), "day": DAY}
    own_shop.workspace.lake.publish([Change("erasure", values=(erased,))], message="erased")
    if is_built:
        own_shop.build(as_of=DAY)
    for day in (BEFORE, DAY):
        audience, everyone = own_shop.audience("big"), own_shop.audience("known(stage)")
        assert gone not in _members(own_shop, "big", day) | _members(own_shop, "known(stage)", day)
        assert audience.count(day) == len(_members(own_shop, "big", day)) == audience.estimate(day).people
        everyone.export(tmp_path / "list.csv", day, columns=["spend_12m"])
        assert gone not in (tmp_path / "list.csv").read_text()
        for ask in (audience.why, own_shop.customer):
            with pytest.raises(MissingError) as told:
                ask(gone, day)
            assert str(told.value).count(gone) == 1, "it is not among the nearest ids"
        assert gone not in own_shop.customers(day)["customer_id"]
        assert own_shop.customer(still, day).customer_id == still
    drift = audience.drift()
    assert (drift.before, drift.after) == (len(_members(own_shop, "big", BEFORE)), len(_members(own_shop, "big", DAY)))
    assert gone not in audience.moved()["customer_id"]


# Together ------------------------------------------------------------------------------------------------------------


def test_overlap_counts_what_sets_have_in_common(shop):
    rules = ("big", "stage == 'mature'", "did('refund')")
    sets = [_members(shop, rule) for rule in rules]
    found = shop.overlap(*rules)
    assert [(pair.one, pair.other) for pair in found] == [rules[:2], (rules[0], rules[2]), rules[1:]]
    for pair, (one, other) in zip(found, [(0, 1), (0, 2), (1, 2)], strict=True):
        both, either = sets[one] & sets[other], sets[one] | sets[other]
        assert (pair.people_one, pair.people_other, pair.both) == (len(sets[one]), len(sets[other]), len(both))
        assert pair.jaccard == pytest.approx(len(both) / len(either))


def test_nothing_in_common_with_nobody_is_unknown(shop):
    (pair,) = shop.overlap("spend_12m > 900000", "spend_12m > 800000")
    assert (pair.both, pair.jaccard, pair.share_of_one) == (0, None, None)
    with pytest.raises(InputError, match="two audiences or more"):
        shop.overlap("big")


# Files ---------------------------------------------------------------------------------------------------------------


def test_what_was_saved_can_be_replaced_removed_and_taken_back(own_shop):
    with pytest.raises(ConflictError, match="--replace"):
        own_shop.save_audience("big", "spend_12m > 5")
    own_shop.save_audience("big", "spend_12m > 5", replace=True)
    own_shop.undo_audience("big")
    assert own_shop.audience("big").text == "spend_12m >= 1000"
    own_shop.undo_audience("big")
    assert own_shop.audience("big").text == "spend_12m > 5"
    own_shop.remove_audience("lost")
    with pytest.raises(MissingError, match="no audience named 'lost'"):
        own_shop.audience("lost")
    own_shop.undo_audience("lost")
    assert own_shop.audience("lost").text == "stage == 'lost' and not audience('big')"
    with pytest.raises(MissingError, match="nothing of audience 'never'"):
        own_shop.undo_audience("never")


def test_what_cannot_be_used_any_more_is_not_taken_back(own_shop):
    own_shop.save_audience("calm", "audience('lost')")
    own_shop.save_audience("calm", "is_late", replace=True)
    own_shop.save_audience("lost", "audience('calm')", replace=True)
    with pytest.raises(InputError, match="calm → lost → calm"):
        own_shop.undo_audience("calm")
    own_shop.save_audience("own", "audience('calm')")
    own_shop.remove_audience("own")
    own_shop.undo_audience("lost")
    own_shop.remove_audience("calm")
    with pytest.raises(InputError, match="no audience named 'calm'"):
        own_shop.undo_audience("own")
    assert own_shop.audiences()["name"] == ["big", "broken", "lost"]


def test_an_audience_that_others_are_made_of_stays(own_shop):
    with pytest.raises(ConflictError, match="'big' is part of lost"):
        own_shop.remove_audience("big")


def test_an_audience_cannot_be_made_of_itself(own_shop):
    with pytest.raises(InputError, match="big → lost → big"):
        own_shop.save_audience("big", "audience('lost') or is_late", replace=True)
    assert own_shop.audience("big").text == "spend_12m >= 1000", "what is refused changes nothing"


@pytest.mark.parametrize("name", ["../out", "a/b", "a'b", "", "a.b"])
def test_a_name_cannot_lead_out_of_the_folder(own_shop, name):
    with pytest.raises(InputError, match="cannot be the name of an audience"):
        own_shop.save_audience(name, "spend_12m > 5")


def test_an_audience_cannot_have_the_name_of_a_tag(own_shop):
    with pytest.raises(InputError, match="'is_late' is a tag"):
        own_shop.save_audience("is_late", "spend_12m > 5")


def test_a_mistyped_name_is_told_as_a_name(shop):
    with pytest.raises(MissingError, match=r"no audience named 'bgi'\. Did you mean 'big'"):
        shop.audience("bgi")


# Tags ----------------------------------------------------------------------------------------------------------------


def test_every_tag_says_of_how_many_it_is_known(shop):
    tags = {row["name"]: row for row in shop.tags()}
    assert tags["stage"]["known_share"] == 1
    assert tags["age"]["known_share"] == 0
    assert 0 < tags["province"]["known_share"] < 1


def test_words_are_told_with_their_people_and_numbers_with_their_quantiles(shop):
    stages = shop.tag("stage")
    assert sum(row["people"] for row in stages.rows) == stages.known == stages.people
    assert len(_members(shop, "stage == 'mature'")) == {row["value"]: row["people"] for row in stages.rows}["mature"]
    spends = sorted(row["spend_12m"] for row in shop.table("customer_tag").rows() if row["as_of"] == DAY)
    told = {row["quantile"]: row["value"] for row in shop.tag("spend_12m").rows}
    assert (told[0.0], told[0.5], told[1.0]) == (spends[0], spends[int((len(spends) - 1) * 0.5)], spends[-1])
    assert shop.tag("age").rows == ()
    with pytest.raises(MissingError, match="no tag named 'spend'"):
        shop.tag("spend")
