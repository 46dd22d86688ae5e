"""The language of audiences: what it reads, what it refuses and where, and that nothing else comes of any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.core.audience_file import is_name, read_audience
from regulars.core.errors import InputError
from regulars.core.rule import And, InAudience, Not, Or, conditions, fields, told
from regulars.core.rule_read import read, read_or_faults
from regulars.core.rule_set import filled
from regulars.core.rule_words import CALLS, OPTIONS, Names, Term

ORDER = {
    "amount": Term("money"),
    "hour": Term("count"),
    "category": Term("word"),
    "day": Term("day"),
    "weekday": Term("count", within=(1, 7)),
}
NAMES = Names(
    {
        "spend": Term("money"), "orders": Term("count"), "share": Term("share"), "province": Term("word"), "age_band": Term("word"),
        "group": Term("word", lambda: ("active", "lost")), "last_day": Term("day"), "is_late": Term("yes_no"),
    },
    lambda: {"order": ORDER, "refund": {"amount": Term("money")}},
    ("category", "brand"),
    ("big", "calm"),
)  # fmt: skip
GOOD = (
    "spend >= 1000",
    "100 <= spend < 500",
    "spend > orders",
    "spend >= -5.25 and orders != 0",
    "province in ('330000', '310000') and not is_late",
    "province not in ('330000',)",
    "group in ('lost') and orders not in (3)",
    "orders in (1,200,300) and did('order', at_least=2, where=(amount > 100))",
    "group == 'lost' or group in ['active']",
    "is_late == true",
    "last_day >= as_of - days(30)",
    "'2025-01-01' <= last_day < '2025-02-01'",
    "last_day in ('2025-01-01', '2025-01-02')",
    "contains(province, '33') and starts_with(province, '3') or ends_with(province, '0')",
    "known(spend) and unknown(province)",
    "affinity('category', 'kitchen') >= 0.3 and known(affinity('brand', 'x'))",
    "did('order')",
    "did('order', at_least=3, within='90d', where=amount > 100 and hour >= 20)",
    "did('order', at_most=0, since='2025-01-01', until=as_of - days(1))",
    "not did('refund', within='365d')",
    "followed('order', by='refund', within='72h', last='30d', by_where=amount > 5)",
    "not_followed('order', by='order', within='8w', where=category == 'tea')",
    "audience('big') and not audience('calm')",
    "(spend > 1\n and orders > 2) # a remark\n or is_late",
)
BAD = (
    ("", "is empty"),
    ("   ", "is empty"),
    ("spned > 1", "character 1: no tag named 'spned'. Did you mean 'spend'?"),
    ("spend = 1", "Two things are compared with =="),
    ("spend > 1 && is_late", "Write: and"),
    ("spend > 1 AND is_late", "Write: and"),
    ("province == ‘33’", "character 13: full-width signs stand here: ‘ ’. Write the plain ones: ' '"),
    ("province in ('a'，'b')", "full-width signs stand here: ，. Write the plain ones: ,"),
    ("spend ≥ 30", "character 7: ≥ has no meaning here. Write: >="), ("spend ＝＝ 30", "Write the plain ones: ="),
    ("spend => 30", "character 7: => has no meaning here. Write: >="), ("spend ≤ 3", "Write: <="),
    ("spend > 1 & is_late", "Write: and"), ("spend > 1 || is_late", "Write: or"), ("!is_late", "Write: not"),
    ("spend > 1 | is_late", "Write: or"), ("spend > 1,000", "character 9: numbers stand without commas: 1000"),
    ("share > 50%", "character 9: 50% is written as a share: 0.5"), ("spend > 1万", "1万 is no number"),
    ("spend is null", "Write: unknown(tag)"), ("province like '3%'", "Write: contains(tag, 'text')"),
    ("last_day >= 2011-01-01", "character 13: days stand between quotes: '2011-01-01'"),
    ("group == lost", "character 10: lost stands without quotes. Words stand between them: 'lost'"),
    ("group in (lost, 'active')", "character 11: lost stands without quotes"),
    ("province == zhejiang", "Words stand between them: 'zhejiang'"),
    ("band > 30", "no tag named 'band'. Did you mean 'age_band'?"), ("province > 30", "Words have no order"),
    ("spend >= 3 and <= 9", "Each comparison names its tag"), ("province == 013", "between quotes: '013'"),
    ("share >= 50", "share goes from 0 to 1, 50 is nobody's: 50 % is 0.5"),
    ("affinity('brand', 'x') > 30", "goes from 0 to 1"), ("did('order', where=weekday == 9)", "goes from 1 to 7"),
    ("a) or (b", "a bracket is closed that was not opened"),
    ("spend", "spend alone is no condition"),
    ("spend > '3'", "Numbers stand without quotes"),
    ("province == 330000", "Words stand between quotes: '330000'"),
    ("province > 'a'", "has no order"),
    ("is_late > true", "has no order"),
    ("group == 'lots'", "character 10: no word of group named 'lots'. Did you mean 'lost'? Known: active, lost"),
    ("group in ('lost', 'x')", "character 19: no word of group named 'x'"),
    ("province in '33'", "after in comes a list"),
    ("province in ()", "after in comes a list"),
    ("province in ('a', spend)", "lists hold words, numbers or days"),
    ("last_day > '2024-02-30'", "'2024-02-30' is no day"),
    ("last_day > 30", "Compare it with a day"),
    ("last_day > today", "Write as_of"),
    ("last_day > as_of - 30", "days are added"),
    ("last_day > as_of - days(99999999999999999999)", "days are added"),
    ("1 < 2", "both constants"),
    ("spend > 1e400", "more digits than can be compared"),
    ("spend > 0.00000001", "more digits than can be compared"),
    ("spend + 1 > 2", "no value of the rule language"),
    ("spend is None", "known(…)"),
    ("spend == None", "known(…)"),
    ("contains(spend, 'x')", "contains looks into words"),
    ("contains(province)", "takes 2 values, 1 given"),
    ("eval('1')", "no function named 'eval'"),
    ("__import__('os').system('x')", "is no condition"),
    ("[x for x in (1,)]", "is no condition"),
    ("(lambda: 1)()", "is no condition"),
    ("spend > 1 if is_late else is_late", "is no condition"),
    ("province == f'{spend}'", "no value of the rule language"),
    ("province == b'x'", "no value"),
    ("province == 'a\\x00b'", "holds the sign"),
    ("province == '\\ud800'", "holds the sign"),
    ("affinity('colour', 'red') > 1", "no dimension named 'colour'. Known: brand, category"),
    ("did('ordre')", "no behaviour named 'ordre'. Did you mean 'order'?"),
    ("did('order', atleast=3)", "no setting of did named 'atleast'. Did you mean 'at_least'?"),
    ("did('order', **{'at_least': 3})", "no setting of did"),
    ("did('order', at_least=1, at_least=2)", "given twice"),
    ("did('order', at_least=1.5)", "is no count"),
    ("did('order', at_least=0)", "is everyone"),
    ("did('order', at_least=3, at_most=2)", "nobody can be meant"),
    ("did('order', within='90')", "is no length of time"),
    ("did('order', within='0d')", "is no length of time"),
    ("did('order', within='9d', since='2025-01-01')", "not both"),
    ("did('order', where=spend > 1)", "no field of 'order' named 'spend'. Known: amount, as_of, category, day, hour, weekday"),
    ("did('order', where=did('order'))", "cannot stand within where"),
    ("did('order', since='2025-02-01', until='2025-01-01')", "until='2025-01-01' is before since='2025-02-01'"),
    ("did('order', since=as_of - days(3), until=as_of - days(9))", "no day can be meant"),
    ("last_day > '20250101'", "'20250101' is no day"), ("last_day > '2025-W01-1'", "is no day"),
    ("spend > province", "does not compare with province (a word). Compare"),
    ("last_day", "last_day alone is no condition. Compare it with a day"),
    ("followed('order')", "followed needs by and within"),
    ("audience('bgi')", "no audience named 'bgi'. Did you mean 'big'?"),
    ("not " * 500 + "is_late", "goes beyond"),
    ("(" * 500 + "is_late" + ")" * 500, "cannot be read"),
    ("spend > " + "9" * 5000, ""),
    ("spend > 1 or " * 3000 + "is_late", "longer than"),
)  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_a_rule_is_the_same_when_it_is_told_and_read_again(text):
    rule = read(text, NAMES)
    assert read(told(rule), NAMES) == rule


@pytest.mark.parametrize(("text", "expected"), BAD)
def test_what_is_no_rule_is_refused_with_a_reason(text, expected):
    with pytest.raises(InputError) as error:
        read(text, NAMES)
    assert expected in str(error.value)


@pytest.mark.parametrize(("text", "place", "said"), [
    ("spend > 1 is_late", "character 11", "an and between two conditions"),
    ("spend > 1 and", "character 14", "ends too soon"),
    ("  spend > 1 and (is_late or", "character 17", "opened here is not closed"),
    ("did('order', at_least=2 and spend > 1", "character 4", "opened here is not closed"),
    ("spend > 1 and province == '33", "character 27", "The quote that is opened here"),
    ("spend > 1 and is_late)", "character 22", "closed here was not opened"),
    ("is_late\n and spend > 2 is_late\n", "line 2, character 16", "an and between two conditions"),
    ("spend = 1", "character 7", "=="), ("spend > 1 && is_late", "character 11", "Write: and"),
    ("spend > 1e400", "character 9", "1e400 has more digits"),
])  # fmt: skip
def test_a_fault_of_the_grammar_is_told_where_it_stands(text, place, said):
    (fault,) = read_or_faults(text, NAMES)[1]
    assert fault.where == place
    assert said in fault.message


def test_all_faults_are_told_at_once_in_their_order_with_their_places():
    with pytest.raises(InputError) as error:
        read("spned > 1 and province > 3\n and did('ordre', at_leas=2) and group == 'c'", NAMES)
    places = [fault.where for fault in error.value.faults]
    assert places == ["line 1, character 1", "line 1, character 15", "line 2, character 10", "line 2, character 19",
                      "line 2, character 43"]  # fmt: skip


def test_signs_of_other_languages_do_not_hide_the_other_faults():
    faults = read_or_faults("spend ≥ 1,000 && group = lost and spned > 1 and province == '＝&%'", NAMES)[1]
    assert [fault.where for fault in faults] == [f"character {at}" for at in (7, 9, 15, 24, 26, 35)]
    assert not any(",." in fault.message for fault in faults)


def test_places_count_characters_and_not_bytes():
    with pytest.raises(InputError) as error:
        read("province == '浙江省' and spned > 1", NAMES)
    assert error.value.faults[0].where == "character 23"


@pytest.mark.parametrize("name", sorted(CALLS))
def test_every_function_stands_in_its_own_example(name):
    assert f"{name}(" in CALLS[name][0]
    assert all(option in ("at_least", "at_most", "where", "within", "since", "until", "by", "by_where", "last")
               for option in OPTIONS.get(name, ()))  # fmt: skip


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_a_fault(text):
    _read_or_refused(text)


PIECES = (
    "spend", "province", "is_late", "last_day", "group", "as_of", "days(3)", "did(", "followed(", "'order'", ")", "(",
    "and", "or", "not", "in", "==", "<", ">=", "!=", "1", "-2.5", "'x'", "\"'; DROP TABLE t; --\"", "['a']", ",", "=",
    "at_least", "within", "'90d'", "where", "by", "affinity(", "audience('big')", "lambda", ":", "{", "}", "*", "**",
    ":=", "if", "else", "for", "await", "yield", "f'{spend}'", "\\", "\n", "#", ".", "__class__", "is", "None", "‘",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))
def test_any_row_of_the_words_of_the_language_is_a_rule_or_a_fault(text):
    _read_or_refused(text)


@given(st.text(max_size=30))
def test_a_word_between_quotes_is_that_word_or_refused(word):
    rule, faults = read_or_faults(f"province == {word!r}", NAMES)
    if rule is None:
        assert "holds the sign" in faults[0].message
    else:
        assert [test.right.value for test in conditions(rule)] == [word]


def _read_or_refused(text):
    rule, faults = read_or_faults(text, NAMES)
    if rule is None:
        assert faults
        assert all(fault.message for fault in faults)
    else:
        assert read(told(rule), NAMES) == rule, "what is read can be told"


# Other audiences, and files ------------------------------------------------------------------------------------------


def test_audiences_are_put_into_each_other():
    rules = {"big": read("spend > 1000", NAMES), "calm": read("audience('big') and not is_late", NAMES)}
    rule = filled(read("audience('calm') or is_late", NAMES), rules.__getitem__)
    assert fields(rule) == ("spend", "is_late")


def test_an_audience_that_is_made_of_itself_is_refused_with_the_way():
    rules = {"big": read("audience('calm')", NAMES), "calm": read("is_late or audience('big')", NAMES)}
    with pytest.raises(InputError, match="'big' is made of itself: big → calm → big"):
        filled(rules["big"], rules.__getitem__, name="big")


def test_audiences_that_double_one_another_are_refused():
    names = Names(NAMES.fields, audiences=[f"a{n}" for n in range(30)])
    rules = {f"a{n}": read(f"audience('a{n - 1}') or audience('a{n - 1}')", names) for n in range(1, 14)}
    rules["a0"] = read("is_late", names)
    with pytest.raises(InputError, match="8,192 conditions"):
        filled(rules["a13"], rules.__getitem__)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" or ".join(f"did('order', within='{days}d')" for days in range(1, 60)), "looks for 59 different deeds; 40"),
        (" or ".join(f"spend > {n}" for n in range(1200)), "has 1,200 conditions"),
    ],
)
def test_what_no_engine_can_be_asked_at_once_is_refused(text, expected):
    with pytest.raises(InputError, match=expected):
        filled(read(text, NAMES), {}.__getitem__)


def test_audiences_that_nest_too_deep_are_refused():
    names = Names(NAMES.fields, audiences=[f"a{n}" for n in range(4)])
    rules = {f"a{n}": read("not " * 50 + (f"audience('a{n - 1}')" if n else "is_late"), names) for n in range(3)}
    with pytest.raises(InputError, match="goes beyond 80 levels with all its audiences"):
        filled(rules["a2"], rules.__getitem__)


def test_lists_mean_what_the_text_means():
    data = {"all": ["spend > 1", {"any": ["is_late", "group == 'lost'"]}], "none": ["orders > 3", "audience('big')"]}
    rule = read_audience("x", data, NAMES).rule
    assert rule == And((
        And((read("spend > 1", NAMES), Or((read("is_late", NAMES), read("group == 'lost'", NAMES))))),
        Not(Or((read("orders > 3", NAMES), InAudience("big")))),
    ))  # fmt: skip
    assert read(told(rule), NAMES) == rule


def test_every_fault_of_a_file_is_told_with_its_place():
    data = {"title": 3, "rules": 1, "all": ["spned > 1", {"any": [], "some": ["x"]}, {"none": ["orders > 'x'"]}]}
    with pytest.raises(InputError) as error:
        read_audience("x", data, NAMES)
    assert {fault.where for fault in error.value.faults} == {
        "rules", "title", "all[1], character 1", "all[2]", "all[3].none[1], character 1",
    }  # fmt: skip


@pytest.mark.parametrize("data", [None, [], "spend > 1", {}, {"rule": None}, {"all": "spend > 1"}, {"any": [None]}])
def test_what_is_no_audience_is_refused(data):
    with pytest.raises(InputError, match="audience 'x' cannot be used"):
        read_audience("x", data, NAMES)


@pytest.mark.parametrize(("name", "expected"), [("big spenders", True), ("大客户", True), ("a-b_1", True), ("", False),
                                                ("../x", False), ("a'b", False), ("a.b", False), (" a", False)])  # fmt: skip
def test_names_of_audiences_are_names_of_files(name, expected):
    assert is_name(name) is expected
