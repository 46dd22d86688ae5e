"""Numbers as an operator writes them, in both languages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from regulars.report.chart import spread
from regulars.report.findings import threshold
from regulars.report.numbers import Numbers, mask

EN = Numbers("en", currency="GBP", zone="Europe/London")
ZH = Numbers("zh", currency="CNY", zone="Asia/Shanghai")


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0, "£0", "¥0"), (481.25, "£481", "¥481"), (9_999, "£9,999", "¥9,999"), (12_345, "£12.3k", "¥1.23万"),
        (824_000, "£824k", "¥82.4万"), (999_999, "£1.00M", "¥100万"), (8_911_407, "£8.91M", "¥891万"),
        (99_999_999, "£100M", "¥1.00亿"), (1_234_567_890, "£1.23B", "¥12.3亿"), (-25_000, "−£25.0k", "−¥2.50万"),
    ],
)  # fmt: skip
def test_money_is_shortened_as_its_readers_do(value, english, chinese):
    assert EN.brief_money(value) == english
    assert ZH.brief_money(value) == chinese


def test_changes_of_shares_are_points():
    assert EN.change(0.448, 0.471, "share") == "−2.3 pp"
    assert ZH.change(0.448, 0.471, "share") == "−2.3 个百分点"
    assert EN.change(Decimal(110), Decimal(100), "money") == "+10.0%"
    assert EN.change(3, 0, "count") == "+3"


def test_a_change_of_shares_is_that_of_the_shares_as_they_are_shown():
    before, after = 0.46749, 0.53949
    assert (EN.share(before), EN.share(after)) == ("46.7%", "53.9%")
    assert EN.change(after, before, "share") == "+7.2 pp"
    assert EN.change(0.46701, 0.46699, "share") == "±0.0 pp"


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (Decimal(1), "1 day a month", "每月 1 天"),
        (Decimal(2), "2 days a month", "每月 2 天"),
        (Decimal("0.34"), "1 day in 3 months", "每 3 个月 1 天"),
        (Decimal("0.67"), "2 days in 3 months", "每 3 个月 2 天"),
        (Decimal("1.33"), "4 days in 3 months", "每 3 个月 4 天"),
    ],
)
def test_a_threshold_of_frequency_is_told_in_whole_days(days, english, chinese):
    assert (threshold("F", days, EN), threshold("F", days, ZH)) == (english, chinese)


def test_days_and_moments_are_on_the_shops_clock():
    assert EN.day(date(2011, 12, 9)) == "9 Dec 2011"
    assert ZH.day(date(2011, 12, 9)) == "2011年12月9日"
    assert ZH.moment(datetime(2026, 11, 20, 22)) == "2026年11月21日 06:00"


def test_one_person_is_one_person():
    assert EN.people(1) == "1 person"
    assert EN.people(4338) == "4,338 people"


@pytest.mark.parametrize(
    ("token", "shown"), [("9f86d081884c7d65", "9f86…65"), ("14911", "1…"), ("138****1234", "138****1234")]
)
def test_tokens_are_hidden(token, shown):
    assert mask(token) == shown


def test_labels_that_would_collide_are_moved_apart():
    places = spread([10, 11, 12, 90], gap=15, low=0, high=100)
    assert all(later - earlier >= 15 for earlier, later in pairwise(places))
    assert max(places) <= 100
