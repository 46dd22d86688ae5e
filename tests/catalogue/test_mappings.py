"""The shipped mappings: each can be read, and the small shops of the tests load by theirs, in any order of files."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from regulars.app.load import load
from regulars.app.workspace import Workspace
from regulars.catalogue.shelf import mapping_texts, tables
from regulars.core.errors import DataError, InputError
from regulars.core.mapping import read_mapping
from regulars.testing import tiny_shop
from regulars.testing.generated_shop import write_members, write_shop

FACTS = ("order_item", "orders", "payment", "refund", "account", "account_attribute", "contact_key", "loyalty_account",
         "product", "coupon_issue", "coupon_use", "store")  # fmt: skip


@pytest.fixture
def new_shop(tmp_path: Path) -> Callable[[], Workspace]:
    made: list[Workspace] = []

    def make() -> Workspace:
        folder = tmp_path / f"shop{len(made)}"
        made.append(Workspace.create(folder, {"name": "made", "zone": "Asia/Shanghai", "currency": "CNY"}))
        return made[-1]

    return make


@pytest.mark.parametrize("name", sorted(mapping_texts()))
def test_shipped_mapping_can_be_read_and_says_what_it_is_in_both_languages(name: str) -> None:
    data = yaml.safe_load(mapping_texts()[name])
    mapping = read_mapping(name, data, tables=tables())
    assert mapping.title.keys() == {"en", "zh"}
    assert data["about"], "a mapping says what a row is and what was decided"
    assert mapping.file, "a mapping says which files it is for"


def test_tiny_shop_loads_whole_and_in_any_order_of_files(new_shop: Callable[[], Workspace], tmp_path: Path) -> None:
    files = tiny_shop.write(tmp_path / "exports")
    one, other = new_shop(), new_shop()
    loaded = load(one, [str(tmp_path / "exports")], mapping="tiny_shop")
    assert len(loaded) == len(tiny_shop.NAMES), "every file has its mapping"
    assert {name: found.quarantined for found in loaded if (name := found.name) and found.quarantined} == {}
    load(other, [str(path) for path in reversed(list(files.values()))], mapping="tiny_shop")
    for name in FACTS:
        # Each shop hashes contacts with a key of its own.
        left, right = (shop.lake.fingerprint(name, without=["token"]) for shop in (one, other))
        assert left == right, f"{name} depends on the order of the files"


def test_tiny_shop_lines_know_buyer_and_time_from_the_orders_beside_them(
    new_shop: Callable[[], Workspace], tmp_path: Path
) -> None:
    files, shop = tiny_shop.write(tmp_path / "exports"), new_shop()
    load(shop, [str(files["items"]), str(files["items_late"])], mapping="tiny_shop")
    ask = shop.lake.rows
    assert ask("SELECT account_id, ordered_at::VARCHAR FROM lake.main.order_item WHERE order_id = '20240612-001'") == [
        ("b_late", "2024-06-12 01:48:00")
    ]
    assert ask("SELECT count(*) FROM lake.main.order_item WHERE account_id IS NULL") == [(1,)], "the guest"
    off = "SELECT count(*) FROM lake.main.order_item WHERE abs(quantity * unit_price - coalesce(discount_shop, 0) "
    assert ask(off + "- coalesce(discount_platform, 0) - amount) > 0.001") == [(0,)], "surcharges belong to the price"


def test_changed_word_list_loads_a_known_file_again(new_shop: Callable[[], Workspace], tmp_path: Path) -> None:
    files, shop = tiny_shop.write(tmp_path / "exports"), new_shop()
    load(shop, [str(files["items_late"])], mapping="tiny_shop")
    assert load(shop, [str(files["items_late"])], mapping="tiny_shop")[0].is_known
    text = files["orders_late"].read_text(encoding="utf-8")
    files["orders_late"].write_text(text.replace("b_late,", "b_later_1,"), encoding="utf-8")
    assert load(shop, [str(files["items_late"])], mapping="tiny_shop")[0].changed == {"order_item": 1}


def test_word_list_without_its_column_says_which_columns_there_are(
    new_shop: Callable[[], Workspace], tmp_path: Path
) -> None:
    files, shop = tiny_shop.write(tmp_path / "exports"), new_shop()
    for name in ("orders", "orders_late"):
        text = files[name].read_text(encoding="utf-8")
        files[name].write_text(text.replace("created_at", "made_at", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"'created'.*no column named 'created_at'.*made_at"):
        load(shop, [str(files["items"])], mapping="tiny_shop")


def test_word_list_may_not_bring_personal_data_in(new_shop: Callable[[], Workspace], tmp_path: Path) -> None:
    shop = new_shop()
    (tmp_path / "people.csv").write_text("no,phone\n1,13800138001\n2,13800138002\n", encoding="utf-8")
    (tmp_path / "orders.csv").write_text("order,buyer,at\n7,1,2024-01-01\n", encoding="utf-8")
    (shop.folder / "mappings" / "sly.yaml").write_text(
        "words: {who: {file: people.csv, key: no, value: phone}}\n"
        "tables: {orders: {order_id: order, account_id: \"word(buyer, 'who')\", ordered_at: at}}\n", encoding="utf-8"
    )  # fmt: skip
    with pytest.raises(DataError, match="looks like phone"):
        load(shop, [str(tmp_path / "orders.csv")], mapping="sly")


def test_guests_and_blanks_are_no_faults_of_attributes_and_contacts(
    new_shop: Callable[[], Workspace], tmp_path: Path
) -> None:
    shop = new_shop()
    rows = "order,Buyer No,at,phone,province\n1,a,2024-01-01,13800138001,\n2,,2024-01-02,13800138002,浙江省\n"
    (tmp_path / "orders.csv").write_text(rows, encoding="utf-8")
    (shop.folder / "mappings" / "mine.yaml").write_text(
        "tables: {orders: {order_id: order, account_id: Buyer No, ordered_at: at}}\n"
        "contacts: {of: Buyer No, seen_at: at, values: {phone: phone}}\n"
        "attributes: {of: Buyer No, valid_from: at, values: {province: region(province)}, when: order != '9'}\n",
        encoding="utf-8",
    )
    (loaded,) = load(shop, [str(tmp_path / "orders.csv")], mapping="mine")
    assert (loaded.accepted, loaded.reasons) == (2, {})
    assert shop.lake.rows("SELECT account_id FROM lake.main.contact_key") == [("a",)]
    assert shop.lake.rows("SELECT count(*) FROM lake.main.account_attribute") == [(0,)]


def test_generated_shop_loads_with_its_returns_and_members(new_shop: Callable[[], Workspace], tmp_path: Path) -> None:
    shop = new_shop()
    paths = write_shop(tmp_path, customers=60, lines=1_500, months=3, products=40)
    loaded = load(shop, [str(path) for path in paths], mapping="generated")
    assert sum(found.rows for found in loaded) == 1_500
    assert sum(found.quarantined for found in loaded) == 0
    ask = shop.lake.rows
    assert (
        ask("SELECT count(*) FROM lake.main.order_item")[0][0] + ask("SELECT count(*) FROM lake.main.refund")[0][0]
        == 1_500
    )
    assert ask("SELECT DISTINCT kind FROM lake.main.refund") == [("return",)]
    assert ask("SELECT count(*) FROM lake.main.orders WHERE NOT regexp_full_match(region_code, '[1-8][0-9]0000')") == [
        (0,)
    ]
    assert ask("SELECT min(amount) FROM lake.main.refund")[0][0] > Decimal(0)
    (members,) = load(shop, [str(write_members(tmp_path, customers=60, months=3))], mapping="generated_members")
    assert members.quarantined == 0
    assert ask("SELECT count(*) FROM lake.main.account WHERE registered_at IS NULL") == [(0,)], "all buyers registered"
    assert not shop.lake.has("loyalty_account") or ask("SELECT count(*) FROM lake.main.loyalty_account") == [(0,)]
