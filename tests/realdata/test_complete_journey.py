"""The Complete Journey by its shipped mappings: a folder of files that tell of one another."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from regulars.app.load import load
from regulars.app.workspace import Workspace
from regulars.core.errors import MissingError

#: What coupons were worth beyond the lines on which they were scanned.
BEYOND_THE_LINE = Decimal("3332.94")


@pytest.fixture(scope="module")
def groceries(new_shop: Callable[..., Workspace], realdata: Path) -> tuple[Workspace, dict[str, Any]]:
    workspace = new_shop("America/New_York", "USD")
    loaded = load(workspace, [str(realdata / "complete_journey")], mapping="complete_journey")
    return workspace, {one.name.removesuffix(".parquet"): one for one in loaded}


def test_each_file_of_the_folder_finds_its_mapping(groceries: tuple[Workspace, dict[str, Any]]) -> None:
    told = {name: (one.mapping.removeprefix("complete_journey/"), one.rows, one.quarantined)
            for name, one in groceries[1].items()}  # fmt: skip
    assert told == {
        "campaigns": ("campaigns", 3_367, 0), "coupon_redemptions": ("coupon_redemptions", 954, 0),
        "coupons": ("coupons", 116_204, 0), "demographics": ("demographics", 419, 0),
        "products": ("products", 92_331, 0), "transactions": ("transactions", 742_567, 0),
    }  # fmt: skip


def test_baskets_and_households_are_complete(groceries: tuple[Workspace, dict[str, Any]], row: Any) -> None:
    found = row(groceries[0], "SELECT count(*), count(DISTINCT account_id), count(DISTINCT order_id), "
                "min(day)::VARCHAR, max(day)::VARCHAR FROM lake.main.order_item")  # fmt: skip
    assert found == (742_567, 1_238, 78_536, "2017-01-01", "2017-12-31"), "UTC times, so the year ends in New York"
    assert row(groceries[0], "SELECT count(*) FROM lake.main.orders WHERE store_id IS NOT NULL") == (78_536,)


def test_discounts_are_told_apart_by_who_bears_them(groceries: tuple[Workspace, dict[str, Any]], row: Any) -> None:
    amount, maker, shop = row(
        groceries[0], "SELECT sum(amount), sum(discount_maker), sum(discount_shop) FROM lake.main.order_item"
    )
    assert maker == Decimal("13074.21")
    assert shop == Decimal("393758.41") + Decimal("2239.69"), "loyalty discounts and matched coupons"
    assert amount + maker - BEYOND_THE_LINE == Decimal("2303052.72"), "what buyers and makers paid is the sales value"


def test_price_before_discounts_agrees_with_amount_and_discounts(
    groceries: tuple[Workspace, dict[str, Any]], row: Any
) -> None:
    off = row(
        groceries[0],
        "SELECT count(*) FROM lake.main.order_item WHERE amount > 0 AND quantity > 0 "
        "AND abs(unit_price * quantity - discount_shop - discount_maker - amount) > 0.0001 * (quantity + 1)",
    )
    assert off == (0,)


def test_campaigns_start_on_the_day_that_their_description_tells(
    groceries: tuple[Workspace, dict[str, Any]], row: Any
) -> None:
    found = row(
        groceries[0], "SELECT count(*), count(DISTINCT campaign_id), min(day)::VARCHAR FROM lake.main.coupon_issue"
    )
    assert found == (3_367, 27, "2016-11-14")
    third = row(groceries[0], "SELECT DISTINCT day::VARCHAR, (expires_at - INTERVAL 4 HOUR)::DATE::VARCHAR "
                "FROM lake.main.coupon_issue WHERE campaign_id = '3'")  # fmt: skip
    assert third == ("2017-03-13", "2017-05-08")


def test_coupons_products_and_households_are_loaded(groceries: tuple[Workspace, dict[str, Any]], row: Any) -> None:
    shop = groceries[0]
    assert row(shop, "SELECT count(*) FROM lake.main.coupon_use") == (954,)
    assert row(shop, "SELECT count(*) FROM lake.main.coupon_product") == (111_332,)
    assert row(shop, "SELECT count(DISTINCT account_id) FROM lake.main.account_attribute") == (419,)
    assert row(shop, "SELECT count(*), count(brand) FROM lake.main.product") == (92_331, 92_331)
    assert row(shop, "SELECT category FROM lake.main.product WHERE product_id = '26190'") == (
        "GROCERY/FRUIT - SHELF STABLE/APPLE SAUCE",
    )
    assert row(shop, "SELECT category FROM lake.main.product WHERE product_id = '26081'") == ("MISCELLANEOUS",)


def test_loading_the_folder_again_changes_nothing(
    groceries: tuple[Workspace, dict[str, Any]], facts: Any, realdata: Path
) -> None:
    before = facts(groceries[0])
    again = load(groceries[0], [str(realdata / "complete_journey")], mapping="complete_journey")
    assert all(one.is_known for one in again)
    assert facts(groceries[0]) == before


def test_campaigns_without_their_descriptions_say_which_file_is_wanted(
    new_shop: Callable[..., Workspace], realdata: Path, tmp_path: Path
) -> None:
    shutil.copy(realdata / "complete_journey" / "campaigns.parquet", tmp_path)
    with pytest.raises(MissingError, match=r"campaign_descriptions\*.*beside 'campaigns.parquet'"):
        load(new_shop("America/New_York", "USD"), [str(tmp_path)], mapping="complete_journey")
