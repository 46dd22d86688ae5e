"""The pages: whole in both languages, well formed, closed to the network and to hostile names."""

from __future__ import annotations

import html
import re
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from regulars.report import Crossing, Flow, Move, Product, Rejected, render, render_customer
from regulars.report.numbers import Numbers
from regulars.report.sankey import direction

sys.path.insert(0, str(Path(__file__).parent))
import lantern

LANGUAGES = ("en", "zh")
VOID = {"meta", "br", "img", "link", "input", "hr"}
PICTURES = {"rich": lantern.rich, "empty": lantern.empty}


class Balance(HTMLParser):
    """Every element that opens closes, in order; ids stand once; links inside the page lead somewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"][1:]] if given.get("href", "").startswith("#") else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)


def read(page: str) -> Balance:
    parser = Balance()
    parser.feed(page)
    parser.close()
    return parser


def pages(language):
    yield from (render(make(), language=language) for make in PICTURES.values())
    yield render_customer(lantern.card(), language=language)
    yield render_customer(replace(lantern.card(), **NOTHING_KNOWN), language=language)


NOTHING_KNOWN = {
    "name": None, "group": None, "level_r": None, "level_f": None, "level_m": None, "stage": None, "tier": None,
    "next_tier": None, "to_next": None, "spend_12m": None, "spend": None, "refunds": None, "orders": 0,
    "first_day": None, "last_day": None, "recency": None, "usual_gap": None, "timeline": (), "months": (),
    "products": (), "accounts": (), "notes": (), "tags": (),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_well_formed(language):
    for page in pages(language):
        seen = read(page)
        assert not seen.faults
        assert not seen.open
        assert len(seen.ids) == len(set(seen.ids)), "an id stands once"
        assert set(seen.links) <= set(seen.ids), "every link inside the page leads somewhere"


@pytest.mark.parametrize(("language", "said"), [("en", "2 of each number of dimensions: 2 of 8"),
                                                ("zh", "共 8 项中的 2 项")])  # fmt: skip
def test_a_part_of_the_crossings_that_stand_out_is_told_as_a_part(language, said):
    whole = lantern.rich()
    first, *others = whole.crossed.runs
    part = replace(whole, crossed=replace(whole.crossed, runs=(replace(first, found=8), *others)))
    assert said in render(part, language=language)
    assert said[-8:] not in render(whole, language=language), "where all are told nothing is said"


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_load_nothing_and_run_nothing(language):
    for page in pages(language):
        assert not re.search(r"https?://|//[a-z]|@import|<script|<link|\bsrc=", page)
        assert set(re.findall(r"url\(([^)]*)\)", page)) == {"#hatch"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_picture_stands_on_the_page(language):
    picture = lantern.rich()
    write = Numbers(language, currency=picture.currency, zone=picture.zone)
    page = " ".join(read(render(picture, language=language)).words)
    money = [value for m in picture.months for value in (m.gmv_ordered, m.gmv_paid, m.refunds, m.net)]
    money += [group.aov for group in picture.groups] + [tier.spend for tier in picture.tiers]
    money += [picture.refunds.matched_amount, picture.refunds.unmatched_amount]
    counts = [value for m in picture.months for value in (m.orders, m.buyers)]
    counts += [row.people for rows in (picture.groups, picture.stages, picture.tiers) for row in rows]
    counts += [level.people for axis in picture.axes for level in axis.levels]
    counts += [n for shot in picture.history for n in shot.people.values()]
    counts += [cohort.size for cohort in picture.cohorts] + [row.rows for row in picture.rejected]
    counts += [cell.people for cell in picture.crossings] + [row.rows for row in picture.quality]
    counts += [value for load in picture.loads for value in (load.rows, load.accepted, load.quarantined)]
    counts += [move.people for flow in picture.flows for move in flow.moves if move.cause in ("stayed", "entered")]
    counts += [value for one in picture.tags.spreads for value in (one.yes, one.known) if value is not None]
    counts += [word.people for one in picture.tags.spreads for word in one.words]
    counts += [value for run in picture.crossed.runs for value in (run.crossed, run.judged, run.tests, run.found)]
    counts += [one.size for run in picture.crossed.runs for one in run.top]
    counts += [one.together for one in picture.together.top] + [picture.together.tests, picture.together.found]
    counts += [value for one in picture.audiences for day in one.days
               for value in (day.people, day.entered, day.left) if value is not None]  # fmt: skip
    shares = [group.people_share for group in picture.groups] + [group.gmv_share for group in picture.groups]
    shares += [share for cohort in picture.cohorts for share in cohort.shares]
    shares += [measure.share for table in picture.quality for measure in table.measures]
    wanted = [write.money(value) for value in money if value is not None]
    wanted += [write.count(value) for value in counts] + [write.share(value) for value in shares if value is not None]
    wanted += [write.value(figure.value, figure.unit) for figure in picture.figures]
    wanted += [write.value(figure.value, figure.unit, brief=False) for figure in picture.figures if figure.value]
    missing = sorted({words for words in wanted if words not in page})
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stay_text(language):
    bad = '<script>alert("1")</script>'
    picture = replace(
        lantern.rich(),
        shop=bad,
        loads=(replace(lantern.rich().loads[0], name=bad),),
        rejected=(Rejected(bad, 3),),
        quality=tuple(replace(table, source=bad, table=bad) for table in lantern.rich().quality),
    )
    card = replace(lantern.card(), name=bad, shop=bad, products=(Product(bad, 1, 1),))
    for page in (render(picture, language=language), render_customer(card, language=language)):
        assert "<script" not in page
        assert html.escape(bad, quote=False).replace('"', "&#34;") in page
        assert not read(page).faults


def test_an_unknown_value_says_so_with_its_reason():
    page = render(lantern.rich(), language="zh")
    assert "暂不能判断" in page
    assert "历史只有 373 天，还差 365 天。" in page
    page = render(lantern.rich(), language="en")
    assert "cannot tell yet" in page
    assert "The history covers 373 days; 365 more are needed." in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_shop_is_told_what_to_run(language):
    page = render(lantern.empty(), language=language)
    assert "regulars load " in page
    assert 'id="groups"' not in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "section",
    ["figures", "groups", "axes", "stages", "crossings", "tiers", "flows", "history", "cohorts", "quality", "loads",
     "rejected", "proposals"],
)  # fmt: skip
def test_each_section_can_be_missing(section, language):
    seen = read(render(replace(lantern.rich(), **{section: ()}), language=language))
    assert not seen.faults
    assert set(seen.links) <= set(seen.ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shop_of_one_partial_month_renders(language):
    month = replace(lantern.months()[0], is_partial=True)
    assert not read(render(replace(lantern.empty(), months=(month,)), language=language)).faults


def test_people_in_an_impossible_cell_are_called_a_fault():
    picture = lantern.rich()
    wrong = replace(picture, crossings=(*picture.crossings, Crossing(lantern.AFV, "visitor", 7)))
    assert "! 7" in render(wrong, language="en")
    assert "! 7" not in render(picture, language="en")


def test_rows_and_columns_of_the_flow_have_their_sums():
    moves = (Move(lantern.ARV, lantern.DRV, "aged", 1234), Move("not_yet", lantern.ARV, "entered", 4321))
    flow = Flow(date(2011, 1, 31), date(2011, 2, 28), moves)
    page = render(replace(lantern.rich(), flows=(flow,)), language="en")
    assert page.count("5,555") == 1
    assert "Not yet a customer" in page
    assert "Erased" in page


def test_titles_state_what_the_values_say():
    page = " ".join(read(render(lantern.rich(), language="en")).words)
    assert "Dormant groups hold 33.4% of people and 11.6% of GMV" in page
    assert "6.3% of people are Gold and Diamond and made 53.9% of the spend of 12 months" in page
    assert "From 31 Oct 2011 to 30 Nov 2011, 229 people fell dormant and 285 people woke up" in page
    page = " ".join(read(render(lantern.rich(), language="zh")).words)
    assert "沉睡人群占人数 33.4%，占 GMV 11.6%" in page


def test_tokens_of_accounts_are_masked():
    page = render_customer(lantern.card(), language="en")
    assert "9f86d081884c7d65" not in page
    assert "9f86…15" in page


def test_a_change_inside_the_interval_is_not_called_better():
    figure = replace(lantern.figures()[5], previous=Decimal(2000), low=Decimal(1900), high=Decimal(2200))
    page = render(replace(lantern.rich(), figures=(figure,)), language="en")
    assert "within the noise" in page
    assert "better" not in page.split("</style>")[1]


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("not_yet", lantern.ARV, "entered"), ("no_purchase", lantern.ARM, "first"), (lantern.DRV, lantern.ARV, "woke"),
        (lantern.ARV, lantern.DRM, "slept"), (lantern.DRV, "erased", "left"), (lantern.ARV, lantern.ARM, "other"),
        (lantern.ARV, lantern.ARV, "stayed"), (lantern.ARV, "refunded", "other"),
    ],
)  # fmt: skip
def test_a_move_has_one_meaning(source, target, kind):
    assert direction(source, target) == kind


def test_groups_say_whose_money_they_share_and_why_it_is_not_the_gmv():
    picture = lantern.rich()
    page = " ".join(read(render(picture, language="en")).words)
    assert "Money of the groups: £8.91M, all that customers paid up to 9 Dec 2011; refunds are not deducted" in page
    assert "The shop's paid GMV up to then is £10.7M: orders without a customer, such days and erased" in page
    page = " ".join(read(render(picture, language="zh")).words)
    assert "人群金额共 £891万：客户截至2011年12月9日累计支付的金额，不扣退款" in page
    assert "店铺同期支付金额（GMV）为 £1,066万，差额来自无客户标识的订单" in page


def test_groups_that_hold_all_the_money_have_no_difference_to_explain():
    groups = (replace(lantern.groups()[0], paid=sum(month.gmv_paid for month in lantern.months())),)
    page = render(replace(lantern.rich(), groups=groups), language="en")
    assert "Money of the groups: £10.7M" in page
    assert "The shop's paid GMV" not in page.replace("&#39;", "'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_is_not_broken_before_its_dot(language):
    page = render(lantern.rich(), language=language)
    named = {said for said in re.findall(r"</i>([^<]+)</th>", page) if "·" in said}
    assert len(named) == 8
    breaks = "\u00a0· " if language == "en" else "\u2060·\u200b"
    assert all(said.count("·") == said.count(breaks) == 2 for said in named)


def test_chinese_pages_have_no_english_marks_between_chinese_words():
    for page in pages("zh"):
        said = "\n".join(read(page).words)
        assert not re.search(r"[\u4e00-\u9fff）][,:;] |[\u4e00-\u9fff][,:;][\u4e00-\u9fff]", said)


def test_groups_without_any_money_render():
    groups = tuple(replace(group, gmv_share=None, people=0, people_share=None) for group in lantern.groups())
    assert not read(render(replace(lantern.rich(), groups=groups), language="zh")).faults


def test_the_page_of_an_empty_shop_gives_three_commands_that_work() -> None:
    for language, mapping in (("en", "NAME"), ("zh", "映射名")):
        page = render(lantern.empty(), language=language)
        assert f"regulars load orders.csv --mapping {mapping}\nregulars build\nregulars report<" in page


def test_a_formula_is_in_the_language_of_the_page() -> None:
    assert "支付金额之和" in render(lantern.rich(), language="zh")
    assert "sum(paid)" in render(lantern.rich(), language="en")
    assert "sum(paid)" not in render(lantern.rich(), language="zh")


def test_tiers_say_that_their_spend_is_of_twelve_months() -> None:
    tiers = render(lantern.rich(), language="zh").partition('<section id="tiers">')[2].partition("</section>")[0]
    assert "近 12 个月消费" in tiers
    assert "累计消费" not in tiers


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shop_whose_orders_name_nobody_says_so_once(language):
    nobody = replace(
        lantern.rich(),
        groups=tuple(replace(group, people=0, people_share=None, gmv_share=None) for group in lantern.groups()),
        stages=tuple(replace(stage, people=0, share=0) for stage in lantern.rich().stages),
        months=tuple(replace(month, buyers=0, buyer_orders=0) for month in lantern.months()),
        crossings=(), flows=(), history=(), cohorts=(),
    )  # fmt: skip
    page = render(nobody, language=language)
    seen = read(page)
    assert not seen.faults
    assert not set(seen.links) - set(seen.ids), "no link leads to a section that is not there"
    assert "None" not in seen.words
    assert page.count({"en": "name no customers", "zh": "没有客户标识，无法判断"}[language]) == 1
    assert not {"stages", "tiers", "flow", "retention"} & set(seen.ids)
