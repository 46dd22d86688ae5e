"""The values behind the report page, and the page as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from regulars.app.figures import comparison
from regulars.app.shop import Shop
from regulars.core.errors import InputError, MissingError
from regulars.report import Period, Picture

APRIL = date(2024, 4, 30)
TILL = """\
zone: Europe/London
currency: GBP
tables:
  orders: {order_id: order, ordered_at: at, amount: amount}
  payment: {payment_id: order, order_id: order, paid_at: at, amount: amount}
"""


@pytest.fixture(scope="module")
def seen(cups: Shop) -> Picture:
    return cups.picture()


def test_figures_are_of_the_last_full_month_and_the_one_before(seen: Picture) -> None:
    assert seen.period == Period(date(2024, 4, 1), APRIL)
    assert seen.previous_period == Period(date(2024, 3, 1), date(2024, 3, 31))
    paid = next(figure for figure in seen.figures if figure.name == "gmv_paid")
    assert (paid.value, paid.previous) == (30, 220)


@pytest.mark.parametrize(
    ("first", "day", "period", "previous"),
    [
        ("2011-01-05", "2011-01-20", "2011-01-05 2011-01-20", ""),
        ("2011-01-05", "2011-02-27", "2011-01-05 2011-02-27", ""),
        ("2011-01-05", "2011-02-28", "2011-02-01 2011-02-28", ""),
        ("2011-01-01", "2011-02-28", "2011-02-01 2011-02-28", "2011-01-01 2011-01-31"),
        ("2010-01-01", "2011-01-09", "2010-12-01 2010-12-31", "2010-11-01 2010-11-30"),
    ],
)
def test_a_month_counts_as_full_only_when_the_data_cover_it(first: str, day: str, period: str, previous: str) -> None:
    def days(text: str) -> Period | None:
        return Period(*map(date.fromisoformat, text.split())) if text else None

    assert comparison(date.fromisoformat(first), date.fromisoformat(day)) == (days(period), days(previous))


def test_months_tell_what_they_do_not_cover(seen: Picture) -> None:
    assert [(month.month.month, month.is_partial) for month in seen.months] == [
        (1, True),
        (2, False),
        (3, False),
        (4, False),
    ]
    march = seen.months[2]
    assert (march.gmv_paid, march.refunds, march.net, march.orders, march.buyers) == (220, 100, 120, 2, 1)
    assert march.buyer_orders == 1


def test_sections_agree_with_one_another(seen: Picture) -> None:
    people = sum(group.people for group in seen.groups)
    assert people == sum(stage.people for stage in seen.stages) == sum(tier.people for tier in seen.tiers) == 3
    assert sum(cell.people for cell in seen.crossings) == people == sum(seen.history[-1].people.values())
    assert seen.flows[-1].end == seen.history[-1].day == APRIL
    assert sum(move.people for move in seen.flows[-1].moves) == people
    assert sum(group.people_share or 0 for group in seen.groups) == pytest.approx(1)
    assert not [cell for cell in seen.crossings if (cell.group, cell.stage) in seen.impossible]


def test_money_of_the_groups_is_what_customers_paid_without_guests_and_refunded_days(seen: Picture) -> None:
    paid = sum(group.paid or 0 for group in seen.groups)
    assert sum(month.gmv_paid for month in seen.months) - paid == 110 + 100, (
        "order 4 names nobody; Bob got all of order 2 back"
    )


def test_snapshots_between_month_ends_stay_out_of_the_history(seen: Picture) -> None:
    assert [shot.day for shot in seen.history] == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), APRIL]
    assert all(flow.is_full_month for flow in seen.flows)


def test_thresholds_stand_in_the_units_that_people_set(seen: Picture) -> None:
    assert [(axis.name, axis.best, axis.worst) for axis in seen.axes] == [("R", 30, 90), ("F", 3, 1), ("M", 200, 50)]


def test_refunds_loads_and_reasons_are_counted(seen: Picture) -> None:
    assert seen.refunds is not None
    assert (seen.refunds.matched, seen.refunds.unmatched, seen.refunds.unmatched_amount) == (1, 1, Decimal(5))
    assert [(load.name, load.rows, load.accepted, load.quarantined) for load in seen.loads] == [
        ("orders.csv", 8, 7, 1), ("refunds.csv", 2, 2, 0),
    ]  # fmt: skip
    assert sum(reason.rows for reason in seen.rejected) == 1, "a row with two faults is one row"
    assert all(reason.title for reason in seen.rejected)


def test_a_picture_of_an_earlier_day_knows_nothing_later(cups: Shop) -> None:
    early = cups.picture(as_of=date(2024, 2, 15))
    assert early.refunds is None
    assert sum(month.gmv_paid for month in early.months) == 260
    assert early.flows[-1].end == date(2024, 2, 15)
    assert not early.flows[-1].is_full_month


def test_the_report_is_one_file_in_the_shops_folder(own_cups: Shop) -> None:
    chinese, english = own_cups.report(), own_cups.report(language="en")
    assert chinese == own_cups.folder / "reports" / "2024-04-30-zh.html"
    assert english.name == "2024-04-30-en.html"
    assert "杯子店" in chinese.read_text(encoding="utf-8")
    assert "How it is counted" in english.read_text(encoding="utf-8")
    assert not list(english.parent.glob("*.part")), "no half page may stay"
    assert own_cups.report(english.parent / "again.html").exists()


def test_a_page_that_cannot_be_written_leaves_the_old_one(own_cups: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    page = own_cups.report()
    before = page.read_bytes()

    def full(self: Path, *_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        own_cups.report()
    assert page.read_bytes() == before


def test_the_report_of_an_empty_shop_teaches_how_to_load(new_shop: Callable[[], Shop]) -> None:
    page = new_shop().report()
    assert "regulars load" in page.read_text(encoding="utf-8")


def test_a_report_of_a_shop_that_is_not_built_says_so(
    own_cups: Shop, new_shop: Callable[[], Shop], tmp_path: Path
) -> None:
    shop = new_shop()
    (tmp_path / "one.csv").write_text(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        "1,A,Cup,2,2011-05-31 23:30:00,10.00,7,United Kingdom\n"
    )
    shop.load(tmp_path / "one.csv", mapping="online_retail")
    with pytest.raises(MissingError, match="regulars build"):
        shop.report()
    with pytest.raises(InputError, match="zh or en"):
        own_cups.report(language="fr")  # type: ignore[arg-type]


def test_orders_that_name_nobody_give_no_findings_about_people(new_shop: Callable[[], Shop], tmp_path: Path) -> None:
    shop = new_shop()
    (shop.folder / "mappings" / "till.yaml").write_text(TILL, encoding="utf-8")
    rows = "".join(f"{n},2024-0{month}-10 10:00:00,{10 * n}\n" for n, month in enumerate((1, 1, 2, 2, 3), 1))
    (tmp_path / "till.csv").write_text("order,at,amount\n" + rows, encoding="utf-8")
    shop.load(tmp_path / "till.csv", mapping="till")
    shop.build(as_of=date(2024, 3, 31))
    seen = shop.picture()
    assert seen.names_nobody
    figures = {figure.name: figure for figure in seen.figures}
    assert figures["gmv_paid"].value == 50, "money is told as ever"
    assert figures["buyers"].value is None
    assert figures["buyers"].note is not None
    for language in ("en", "zh"):
        text = shop.report(language=language).read_text(encoding="utf-8")  # type: ignore[arg-type]
        assert ">None<" not in text
        assert text.count({"en": "name no customers", "zh": "没有客户标识，无法判断"}[language]) == 1, "it is said once"
        assert 'id="stages"' not in text


def test_a_report_says_what_was_loaded_since_the_build_and_names_only_what_it_counts(
    own_cups: Shop, tmp_path: Path
) -> None:
    assert not own_cups.picture().is_stale
    known = [load.name for load in own_cups.picture().loads]
    (tmp_path / "late.csv").write_text(
        "refund,order,buyer,at,amount\nr9,1,ann,2024-04-02 10:00:00,1.00\n", encoding="utf-8"
    )
    own_cups.load(tmp_path / "late.csv", mapping="refunds")
    seen = own_cups.picture()
    assert seen.is_stale
    assert [load.name for load in seen.loads] == known
    text = own_cups.report(language="en").read_text(encoding="utf-8")
    assert "run regulars build" in text
    assert "late.csv" not in text


@pytest.mark.realdata
def test_the_picture_of_the_gift_shop_is_consistent(gifts: Shop) -> None:
    seen = gifts.picture()
    assert seen.period == Period(date(2011, 11, 1), date(2011, 11, 30))
    assert sum(month.gmv_paid for month in seen.months) == Decimal("10655622.4840")
    assert sum(month.net for month in seen.months) == Decimal("9758809.9940")
    assert sum(group.people for group in seen.groups) == 4372
    assert sum(cell.people for cell in seen.crossings) == 4372
    assert sum(group.gmv_share or 0 for group in seen.groups) == pytest.approx(1)
    assert sum(reason.rows for reason in seen.rejected) == 1339
    assert seen.refunds is not None
    assert (seen.refunds.matched, seen.refunds.unmatched) == (7668, 1771)
    assert seen.refunds.matched_amount + seen.refunds.unmatched_amount == Decimal("896812.4900")
    assert not [cell for cell in seen.crossings if (cell.group, cell.stage) in seen.impossible]
    assert [cohort.is_entry_unknown for cohort in seen.cohorts] == [True] * 6 + [False] * 7
    assert seen.cohorts[0].shares[0] == 324 / 885
    for language in ("en", "zh"):
        page = gifts.report(language=language)  # type: ignore[arg-type]
        text = page.read_text(encoding="utf-8")
        assert "4,372" in text
        assert "http://" not in text.replace("http://www.w3.org/", "")
