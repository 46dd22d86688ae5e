"""One spelling per value, by example and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.core.errors import InputError
from regulars.vault import KINDS, normalise

MOBILE = "+8613812345678"
PHONES = [
    ("13812345678", MOBILE),
    ("１３８１２３４５６７８", MOBILE),
    ("138 1234 5678", MOBILE),
    ("138-1234-5678", MOBILE),
    ("138－1234－5678", MOBILE),
    ("138\u20131234\u20135678", MOBILE),
    ("138\u30001234\u30005678", MOBILE),
    ("+86 138 1234 5678", MOBILE),
    ("＋８６ 13812345678", MOBILE),
    ("(+86) 138-1234-5678", MOBILE),
    ("0086-138-1234-5678", MOBILE),
    ("86 13812345678", MOBILE),
    ("013812345678", MOBILE),
    ("\u202d13812345678\u202c", MOBILE),
    ("\ufeff13812345678\t", MOBILE),
    ("'13812345678", MOBILE),
    ("13812345678.0", MOBILE),
    ("١٣٨١٢٣٤٥٦٧٨", MOBILE),
    ("12812345678", "12812345678"),
    ("010-6234 5678", "01062345678"),
    ("+44 20 7946 0958", "+442079460958"),
    ("0044 20 7946 0958", "+442079460958"),
    ("+1 (381) 234-5678", "+13812345678"),
    ("12345", "12345"),
    ("1234", None),
    ("", None),
    ("   ", None),
    ("none", None),
    ("138****5678", None),
    ("138＊＊＊＊5678", None),
    ("1.38123E+10", None),
    ("13812345678/13912345678", None),
    ("13812345678转801", None),
    ("00000000000", None),
    ("+861381234567890123", None),
    ("138+12345678", None),
    ("\ud800", None),
]


@pytest.mark.parametrize(("value", "expected"), PHONES)
def test_a_phone_has_one_spelling(value, expected):
    assert normalise("phone", value) == expected


@pytest.mark.parametrize(
    ("value", "country", "expected"),
    [
        ("020 7946 0958", "44", "+442079460958"),
        ("020 7946 0958", "+44", "+442079460958"),
        ("(415) 555-2671", "1", "+14155552671"),
        ("1 415 555 2671", "1", "+14155552671"),
        ("8 916 123-45-67", "7", "+79161234567"),
        ("800 555 35 35", "7", "+78005553535"),
        ("06 1234 5678", "39", "+390612345678"),
        ("010-62345678", "86", "+861062345678"),
        ("13812345678", "86", MOBILE),
        ("+86 13812345678", "1", MOBILE),
    ],
)
def test_a_country_completes_national_numbers(value, country, expected):
    assert normalise("phone", value, country=country) == expected


def test_a_country_that_is_no_calling_code_is_refused():
    with pytest.raises(InputError, match="'CN' is no calling code"):
        normalise("phone", "13812345678", country="CN")


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("email", " Ann.Lee@Example.COM ", "ann.lee@example.com"),
        ("email", "ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ann@example.com"),
        ("email", "用户@例子.中国", "用户@例子.中国"),
        ("email", "ann.example.com", None),
        ("email", "ann@localhost", None),
        ("email", "a@b@c.com", None),
        ("email", "a***@x.com", None),
        ("email", "a b@x.com", None),
        ("email", "a@x.com;b@y.com", None),
        ("id_number", "11010519491231002x", "11010519491231002X"),
        ("id_number", "110105 19491231 002X", "11010519491231002X"),
        ("id_number", "'１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("id_number", "440524188001010014", "440524188001010014"),
        ("id_number", "110105194912310021", None),
        ("id_number", "110105194913310021", None),
        ("id_number", "110105491231002", "110105491231002"),
        ("id_number", "110***********002X", None),
        ("birthday", "1990-2-9", "1990-02-09"),
        ("birthday", "1990/02/09 00:00:00", "1990-02-09"),
        ("birthday", "1990年2月9日", "1990-02-09"),
        ("birthday", "19900209", "1990-02-09"),
        ("birthday", "2000.02.29", "2000-02-29"),
        ("birthday", "2001-02-29", None),
        ("birthday", "02/09/1990", None),
        ("birthday", "199029", None),
        ("birthday", "1990029", None),
        ("name", "  王　 小明 ", "王 小明"),
        ("name", "ＡＮＮ\u200b Lee", "ANN Lee"),
        ("name", "\u200b", None),
        ("address", "北京市\n朝阳区　１号", "北京市 朝阳区 1号"),
        ("text", "a \t b", "a b"),
        ("card", " Ab０1 ", "Ab０1"),
        ("openid", "oX-y_Z", "oX-y_Z"),
        ("unionid", " ", None),
    ],
)
def test_a_value_has_one_spelling(kind, value, expected):
    assert normalise(kind, value) == expected


def test_an_unknown_kind_lists_the_known_ones():
    with pytest.raises(InputError, match=r"'phon'\. Did you mean 'phone'\?"):
        normalise("phon", "1")


@given(kind=st.sampled_from(KINDS), value=st.text())
def test_normalising_twice_changes_nothing(kind, value):
    once = normalise(kind, value)
    assert once is None or normalise(kind, once) == once


@given(
    value=st.text(alphabet="+0123456789 -()./'", max_size=20),
    country=st.sampled_from([None, "1", "7", "39", "44", "86"]),
)
def test_a_normalised_phone_stays_as_it_is_without_its_country(value, country):
    once = normalise("phone", value, country=country)
    assert once is None or normalise("phone", once) == once


@given(value=st.from_regex(r"[A-Za-z0-9.]{1,8}@[A-Za-z0-9]{1,8}\.[A-Za-z]{2,5}", fullmatch=True))
def test_case_of_an_email_does_not_matter(value):
    assert normalise("email", value.upper()) == normalise("email", value.lower()) is not None


@pytest.mark.parametrize(
    ("kind", "value"),
    [("phone", "13800138000"), ("phone", "+86 138-0013-8000"), ("phone", "00000000000"), ("email", "test@test.com"),
     ("email", "TEST@qq.com"), ("email", "noreply@shop.example")],
)  # fmt: skip
def test_what_is_typed_instead_of_a_contact_is_none(kind, value):
    assert normalise(kind, value) is None
