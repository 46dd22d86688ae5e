"""Tags, crossed groups, pairs and audiences on the report page: what it says is what the shop answers."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from statistics import median_low

import pytest

from regulars.app.shop import Shop
from regulars.report import Picture, render

SECTIONS = ("tags", "crossed", "together", "audiences")
LANGUAGES = ("en", "zh")


def section(picture: Picture, key: str, language: str) -> str:
    """The words of one section of the page."""
    page = render(picture, language=language)  # type: ignore[arg-type]
    found = re.search(rf'<section id="{key}">(.*?)</section>', page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", found[1])) if found else ""


@pytest.fixture(scope="module")
def seen(needy: Shop) -> Picture:
    return needy.picture()


@pytest.fixture(scope="module")
def nothing(needless: Shop) -> Picture:
    return needless.picture()


# Tags ----------------------------------------------------------------------------------------------------------------


def test_tags_are_counted_over_the_customers_of_the_day(needy: Shop, seen: Picture) -> None:
    assert seen.tags is not None
    rows = needy.table("customer_tag").rows()
    spreads = {one.name: one for one in seen.tags.spreads}
    assert {one.people for one in seen.tags.spreads} == {len(rows)}
    assert spreads["is_repeat_buyer"].yes == sum(row["is_repeat_buyer"] is True for row in rows)
    spend = spreads["spend_12m"]
    assert spend.quartiles is not None
    assert spend.quartiles[1] == median_low(row["spend_12m"] for row in rows)
    gaps = [row["mean_gap_days"] for row in rows if row["mean_gap_days"] is not None]
    assert spreads["mean_gap_days"].known == len(gaps) < len(rows), "of who bought once no gap is known"
    provinces = {word.title["zh"]: word.people for word in spreads["province"].words}
    home = sum(row["province"] == "440000" for row in rows)
    assert provinces == {"广东省": home, "浙江省": len(rows) - home}
    assert seen.tags.told < seen.tags.declared


@pytest.mark.parametrize(("language", "words"), [("en", ("Repeat buyer", "Median", "Unknown")),
                                                 ("zh", ("复购客户", "中位数", "未知占比"))])  # fmt: skip
def test_tags_stand_on_the_page_with_how_many_are_unknown(seen: Picture, language: str, words: tuple[str, ...]) -> None:
    text = section(seen, "tags", language)
    assert all(word in text for word in words)
    assert seen.tags is not None
    assert all(one.title[language] in text for one in seen.tags.spreads)
    gap = next(one for one in seen.tags.spreads if one.name == "mean_gap_days")
    assert f"{(gap.people - gap.known) / gap.people:.1%}" in text


def test_a_day_without_tags_says_what_would_make_them(cups: Shop) -> None:
    month_end = cups.picture(as_of=date(2024, 3, 31))
    assert month_end.tags is None
    assert "regulars build" in section(month_end, "tags", "en")


# Crossed groups ------------------------------------------------------------------------------------------------------


def test_the_page_tells_the_first_findings_of_each_number_of_ways(needy: Shop, seen: Picture) -> None:
    assert seen.crossed is not None
    assert (seen.crossed.cut, [run.ways for run in seen.crossed.runs]) == (date(2024, 6, 30), [2, 3, 4])
    english, chinese = section(seen, "crossed", "en"), section(seen, "crossed", "zh")
    for run in seen.crossed.runs:
        rows = needy.crossings(ways=run.ways).rows()
        found = [row for row in rows if row["dimension"]]
        assert (run.tests, run.found) == (rows[0]["tests"], len(found))
        assert [one.sentence["en"] for one in run.top] == [row["sentence_en"] for row in found[:5]]
        assert run.top, "the need was planted in all four dimensions"
        assert run.top[0].sentence["en"] in english
        assert run.top[0].sentence["zh"] in chinese
        best = run.top[0]
        assert f"{best.size:,}" in english
        assert f"{best.low:.2f}–{best.high:.2f}" in english


@pytest.mark.parametrize(("language", "words"), [("en", "nothing stands out"), ("zh", "均不突出")])
def test_where_nothing_stands_out_the_page_says_so(nothing: Picture, language: str, words: str) -> None:
    assert nothing.crossed is not None
    four = nothing.crossed.runs[-1]
    assert four.tests > 0
    assert (four.found, four.top) == (0, ())
    assert words in section(nothing, "crossed", language)


def test_too_few_buyers_are_told_as_too_few(cups: Shop) -> None:
    seen = cups.picture()
    assert seen.crossed is None or not any(run.tests for run in seen.crossed.runs)
    for language, crossed, pairs in (("en", "Not enough data", "Not enough data"), ("zh", "数据不足", "数据不足")):
        assert crossed in section(seen, "crossed", language)
        assert pairs in section(seen, "together", language)


# Pairs ---------------------------------------------------------------------------------------------------------------


def test_pairs_are_those_of_basket_with_lift_interval_and_support(needy: Shop, seen: Picture) -> None:
    assert seen.together is not None
    rows = needy.basket(level=seen.together.level, min_support=seen.together.support).rows()
    found = [row for row in rows if row["is_finding"]]
    assert (seen.together.found, seen.together.tests) == (len(found), rows[0]["tests"])
    assert [(one.one, one.other, one.lift) for one in seen.together.top] == [
        (row["name_a"], row["name_b"], row["lift"]) for row in found[:10]
    ]
    assert (seen.together.top[0].one, seen.together.top[0].other) == ("The cup", "The saucer")
    best = seen.together.top[0]
    for language in LANGUAGES:
        text = section(seen, "together", language)
        assert ("titles", "品名")[LANGUAGES.index(language)] in text
        assert f"--min-support {seen.together.support:g} --limit 0" in text
        assert best.sentence[language] in text
        assert f"{best.low:.2f}–{best.high:.2f}" in text
        assert f"{best.support:.1%}" in text


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing stands out of"), ("zh", "均不突出")])
def test_pairs_by_chance_are_no_findings(nothing: Picture, language: str, words: str) -> None:
    assert nothing.together is not None
    assert nothing.together.tests > 0
    assert nothing.together.top == ()
    assert words in section(nothing, "together", language)


# Audiences -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shop_without_audiences_learns_how_to_save_one(cups: Shop, language: str) -> None:
    assert "regulars audience save" in section(cups.picture(), "audiences", language)


def test_sizes_over_the_recorded_days_stand_on_the_page(own_cups: Shop) -> None:
    own_cups.save_audience("big", "spend_12m >= 100", title={"en": "Big spenders", "zh": "大客户"})
    waiting = own_cups.picture()
    assert waiting.audiences[0].days == ()
    assert "next build" in section(waiting, "audiences", "en")
    for day in (date(2024, 3, 31), date(2024, 4, 30)):
        own_cups.build(as_of=day)
    (own_cups.folder / "audiences" / "broken.yaml").write_text("rule: no_such_tag > 1\n", encoding="utf-8")
    seen = own_cups.picture()
    told = {one.name: one for one in seen.audiences}
    assert "cannot be used" in told["broken"].fault
    rows = own_cups.audience("big").sizes().rows()
    assert [(one.day, one.people, one.entered, one.left) for one in told["big"].days] == [
        (row["as_of"], row["people"], row["entered"], row["left"]) for row in rows
    ]
    assert len(rows) == 2
    for language, title, fault in (("en", "Big spenders", "cannot be used"), ("zh", "大客户", "无法使用")):
        text = section(seen, "audiences", language)
        assert title in text
        assert fault in text
        assert "spend_12m >= 100" in text
    early = {one.name: one for one in own_cups.picture(as_of=date(2024, 3, 31)).audiences}
    assert [one.day for one in early["big"].days] == [date(2024, 3, 31)], "nothing later is on an earlier page"


@pytest.mark.parametrize("language", LANGUAGES)
def test_audiences_that_are_made_of_each_other_say_so(own_cups: Shop, language: str) -> None:
    own_cups.save_audience("one", "spend_12m >= 100")
    own_cups.save_audience("other", "audience('one')")
    (own_cups.folder / "audiences" / "one.yaml").write_text("rule: audience('other')\n", encoding="utf-8")
    text = section(own_cups.picture(), "audiences", language)
    assert "one → other → one" in text
    assert "next build" not in text
    assert "下次构建" not in text


def test_an_empty_shop_has_none_of_these_sections(new_shop: Callable[[], Shop]) -> None:
    seen = new_shop().picture()
    assert (seen.tags, seen.crossed, seen.together, seen.audiences) == (None, None, None, ())
    assert not [key for key in SECTIONS if section(seen, key, "en")]
