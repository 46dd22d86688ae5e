"""Numbers of mappings and settings keep all their digits on the way into the facts."""

from __future__ import annotations

from decimal import Decimal

from regulars.app.flow import build
from regulars.app.load import load

MAPPING = """
currency: USD
tables:
  payment: {payment_id: number, order_id: number, paid_at: at, amount: amount, kind: "'full'"}
"""
ORDERS = """
  orders: {order_id: number, account_id: "'one'", ordered_at: at}
"""
SHARE = """
tables:
  payment: {payment_id: number, order_id: number, paid_at: at, amount: amount * 0.1234, kind: "'full'"}
"""


def loaded(shop, tmp_path, mapping):
    (shop.folder / "mappings" / "money.yaml").write_text(mapping, encoding="utf-8")
    file = tmp_path / "money.csv"
    file.write_text("number,at,amount\n1,2024-01-02 10:00:00,10000\n", encoding="utf-8")
    load(shop, [str(file)], mapping="money")
    return shop.lake.rows("SELECT amount FROM lake.main.payment")[0][0]


def test_a_rate_of_exchange_keeps_all_its_digits(new_shop, tmp_path):
    assert loaded(new_shop(rates={"USD": "7.1234"}), tmp_path, MAPPING) == Decimal(71234)


def test_a_constant_of_a_formula_keeps_all_its_digits(new_shop, tmp_path):
    assert loaded(new_shop(), tmp_path, SHARE) == Decimal(1234)


def test_the_largest_amounts_that_are_taken_can_be_added_up(new_shop, tmp_path):
    shop = new_shop()
    (shop.folder / "mappings" / "money.yaml").write_text(MAPPING.replace("USD", "CNY") + ORDERS, encoding="utf-8")
    file = tmp_path / "money.csv"
    rows = "".join(f"{number},2024-01-02 10:00:00,100000000000\n" for number in range(900))
    file.write_text(f"number,at,amount\n{rows}900,2024-01-02 10:00:00,100000000000.01\n", encoding="utf-8")
    (loaded,) = load(shop, [str(file)], mapping="money")
    assert (loaded.accepted, loaded.quarantined) == (900, 1)
    build(shop)
    assert shop.lake.rows("SELECT spend, orders, monetary FROM lake.main.customer") == [(9 * 10**13, 900, 10**11)]
