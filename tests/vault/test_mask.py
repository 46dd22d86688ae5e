"""What screens show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.core.errors import InputError
from regulars.vault import KINDS, mask


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "13812341234", "138****1234"),
        ("phone", "+8613812341234", "138****1234"),
        ("phone", "+442079460958", "+44****0958"),
        ("phone", "62345678", "****78"),
        ("phone", "no phone", "****"),
        ("email", "Ann@x.com", "a***@x.com"),
        ("email", "a@x.com", "***@x.com"),
        ("email", "not an email", "****"),
        ("name", "王小明", "王**"),
        ("name", "王", "**"),
        ("id_number", "11010519491231002X", "110****2X"),
        ("birthday", "1990/2/9", "1990-**-**"),
        ("address", "北京市朝阳区1号", "****"),
        ("text", "secret", "****"),
        ("card", "VIP00012345", "****2345"),
        ("card", "123", "****"),
        ("openid", "oABCdefgh", "****efgh"),
    ],
)
def test_a_mask_shows_enough_to_recognise(kind, value, shown):
    assert mask(kind, value) == shown


@given(kind=st.sampled_from(KINDS), value=st.text(min_size=1))
def test_a_mask_never_shows_the_whole_value(kind, value):
    shown = mask(kind, value)
    assert shown != value or set(value) <= {"*"}


def test_an_unknown_kind_has_no_mask():
    with pytest.raises(InputError, match="Known: address"):
        mask("shoe_size", "43")
