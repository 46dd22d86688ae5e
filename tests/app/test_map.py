"""Mappings proposed for exports that nobody described, checked against the files and loaded as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

import regulars
from regulars import sources
from regulars.app.load import load
from regulars.app.map import propose
from regulars.app.workspace import Workspace
from regulars.catalogue.shelf import tables
from regulars.core.errors import DataError, InputError
from regulars.core.mapping import SourceMapping, read_mapping
from regulars.core.proposal import Proposal
from regulars.core.proposal_words import REMARKS

TAOBAO = """\
订单编号,买家会员名,收货人手机,收货人姓名,省份,商品ID,宝贝标题,购买数量,单价(元),实付金额,订单状态,下单时间,付款时间,备注
6001,小鱼儿,13800138001,张三,浙江省,A1,白瓷杯,2,30.00,55.00,交易成功,2024-03-01 10:00:00,2024-03-01 10:01:00,
6001,小鱼儿,13800138001,张三,浙江省,B2,茶叶,1,80.00,80.00,交易成功,2024-03-01 10:00:00,2024-03-01 10:01:00,快
6002,大海,13800138002,李四,广东省,A1,白瓷杯,1,30.00,30.00,交易关闭,2024-03-02 11:00:00,,
6003,大海,13800138002,李四,广东省,A1,白瓷杯,1,30.00,30.00,等待买家付款,2024-03-03 12:00:00,,
6004,山雨,13800138003,王五,北京市,B2,茶叶,3,80.00,240.00,退款中,2024-03-04 13:00:00,2024-03-04 13:05:00,
6004,山雨,13800138003,王五,北京市,C3,茶盘,1,99.00,99.00,退款中,2024-03-04 13:00:00,2024-03-04 13:05:00,
6005,小鱼儿,13800138001,张三,浙江省,C3,茶盘,1,99.00,90.00,卖家已发货，等待买家确认,2024-03-05 14:00:00,2024-03-05 14:00:30,
"""
SHOPIFY = """\
Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Total,Discount Code,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Phone,Shipping Province,Shipping Country,Vendor,Refunded Amount,Notes
#1001,ann@example.com,paid,2024-05-01 10:01:00 -0400,fulfilled,USD,70.00,5.00,75.00,,2024-05-01 10:00:00 -0400,2,Mug,20.00,MUG,Ann Lee,+1 212 555 0101,NY,US,Acme,0.00,
#1001,ann@example.com,,,,,,,,,2024-05-01 10:00:00 -0400,1,Lamp,30.00,LAMP,,,,,Acme,,
#1002,bob@example.com,refunded,2024-05-02 09:31:00 -0400,,USD,20.00,5.00,25.00,,2024-05-02 09:30:00 -0400,1,Mug,20.00,MUG,Bob Ray,+1 212 555 0102,CA,US,Acme,25.00,
#1003,ann@example.com,pending,,,USD,30.00,0.00,30.00,SPRING,2024-05-03 08:00:00 -0400,1,Lamp,30.00,LAMP,Ann Lee,+1 212 555 0101,NY,US,Acme,0.00,
"""
DAILY = "customer_id,date,quantity,amount\n1,1997-01-01,1,11.77\n2,1997-01-12,1,12.00\n2,1997-01-12,5,77.00\n"
MEMBERS = (
    "会员ID,注册时间,手机,省份\nu1,2024-01-01 08:00:00,13800138001,浙江省\nu2,2024-01-02 08:00:00,13800138002,江苏省\n"
)
ROOMS = Path(regulars.__file__).parent
WRITERS = [path.read_text("utf-8") for path in (*ROOMS.glob("app/map*.py"), ROOMS / "core" / "proposal.py")]


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", {"name": "new", "zone": "Asia/Shanghai", "currency": "CNY"})


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return write


def checked(proposal: Proposal, path: Path) -> SourceMapping:
    """The proposal read as the mapping of its file; faults of it fail the test."""
    columns = next(iter(sources.feeds(path))).columns
    return read_mapping("proposed", yaml.safe_load(proposal.yaml), tables=tables(), columns=columns)


def loaded(shop: Workspace, proposal: Proposal, path: Path) -> Any:
    (shop.folder / "mappings" / "proposed.yaml").write_text(proposal.yaml, encoding="utf-8")
    (one,) = load(shop, [str(path)], mapping="proposed")
    return one


def roles(proposal: Proposal) -> dict[str, str | None]:
    return {guess.column: guess.role for guess in proposal.guesses}


def test_taobao_lines_in_gbk_are_understood(shop: Workspace, file: Callable[..., Path]) -> None:
    path = file(TAOBAO, encoding="gbk")
    proposal = propose(None, str(path))
    mapping = checked(proposal, path)
    assert roles(proposal)["买家会员名"] == "account_id"
    assert (mapping.zone, mapping.currency) == ("Asia/Shanghai", "CNY")
    assert mapping.personal == {"收货人手机": "phone"}, "name and notes are left out"
    assert "not mapped: 收货人姓名: personal" in proposal.yaml
    assert "not mapped: 备注" in proposal.yaml
    one = loaded(shop, proposal, path)
    assert (one.accepted, one.reasons) == (7, {})
    paid = shop.lake.rows("SELECT order_id, sum(amount) FROM lake.main.order_item WHERE is_paid GROUP BY 1 ORDER BY 1")
    assert paid == [("6001", Decimal(135)), ("6004", Decimal(339)), ("6005", Decimal(90))]
    assert shop.lake.rows("SELECT DISTINCT region_code FROM lake.main.orders ORDER BY 1") == [
        ("110000",), ("330000",), ("440000",),
    ]  # fmt: skip


def test_status_words_are_listed_for_translation(file: Callable[..., Path]) -> None:
    without_times = "\n".join(",".join(line.split(",")[:12]) for line in TAOBAO.splitlines())
    path = file(without_times)
    proposal = propose(None, str(path))
    words = checked(proposal, path).words["paid"]
    assert isinstance(words, dict)
    assert {word: words[word] for word in ("交易成功", "交易关闭", "等待买家付款", "退款中")} == {
        "交易成功": "yes", "交易关闭": "no", "等待买家付款": "no", "退款中": "yes",
    }  # fmt: skip
    assert "待发货" in words, "words of the same language that may come later are listed too"
    assert "word(订单状态, 'paid') == 'yes'" in proposal.yaml
    asked = " ".join(question.text for question in proposal.questions if question.about == "status")
    assert "'交易关闭'" in asked, "closed orders may have been paid before: a person must say"
    assert "'交易成功'" not in asked
    assert "等待买家确认" not in asked, "a comma of another width does not make a known word unknown"


def test_status_that_nobody_knows_is_not_paid_until_someone_says_so(file: Callable[..., Path]) -> None:
    path = file("order no,customer,date,total,status\n1,a,2024-01-01,5.00,blorp\n2,b,2024-01-02,6.00,paid\n")
    proposal = propose(None, str(path))
    words = checked(proposal, path).words["paid"]
    assert isinstance(words, dict)
    assert (words["blorp"], words["paid"]) == ("no", "yes")
    assert any("'blorp'" in question.text for question in proposal.questions)


def test_shopify_export_has_payments_refunds_and_people(shop: Workspace, file: Callable[..., Path]) -> None:
    path = file(SHOPIFY)
    proposal = propose(None, str(path))
    mapping = checked(proposal, path)
    assert mapping.currency == "USD"
    assert "zone" not in yaml.safe_load(proposal.yaml), "its times carry their zone"
    assert mapping.personal["Email"] == "email"
    assert "region_code: country(`Shipping Country`)" in proposal.yaml, "NY is no code of China"
    text = proposal.yaml.replace("currency: USD", "currency: CNY")
    one = loaded(shop, Proposal(text, (), (), 0), path)
    assert (one.accepted, one.reasons) == (4, {})
    ask = shop.lake.rows
    assert ask("SELECT order_id, amount, paid_at::VARCHAR FROM lake.main.payment ORDER BY 1") == [
        ("#1001", Decimal(75), "2024-05-01 14:01:00"), ("#1002", Decimal(25), "2024-05-02 13:31:00"),
    ]  # fmt: skip
    assert ask("SELECT order_id, amount FROM lake.main.refund") == [("#1002", Decimal(25))]
    assert ask("SELECT count(*), sum(amount), count(DISTINCT account_id) FROM lake.main.order_item") == [
        (4, Decimal(120), 2)
    ]
    assert ask("SELECT count(*) FROM lake.main.account WHERE account_id LIKE '%@%'") == [(0,)], "e-mails are hashed"


def test_purchases_without_order_numbers_are_orders_of_a_day(file: Callable[..., Path]) -> None:
    path = file(DAILY)
    proposal = propose(None, str(path))
    mapping = checked(proposal, path)
    assert {emit.table for emit in mapping.emits} >= {"order_item", "orders"}
    assert any(question.about == "order_id" for question in proposal.questions)


def test_list_of_members_becomes_accounts_with_contacts(shop: Workspace, file: Callable[..., Path]) -> None:
    path = file(MEMBERS, name="members.csv")
    proposal = propose(None, str(path))
    assert checked(proposal, path).personal == {"手机": "phone"}
    loaded(shop, proposal, path)
    assert shop.lake.rows("SELECT count(registered_at) FROM lake.main.account") == [(2,)]
    assert shop.lake.rows("SELECT kind, count(*) FROM lake.main.contact_key GROUP BY 1") == [("phone", 2)]
    assert shop.lake.rows("SELECT value FROM lake.main.account_attribute ORDER BY 1") == [("320000",), ("330000",)]


def test_phones_under_a_header_that_says_nothing_are_recognised(file: Callable[..., Path]) -> None:
    path = file(
        "order no,customer,date,total,extra\n1,a,2024-01-01,5.00,13800138001\n2,b,2024-01-02,6.00,13800138002\n"
    )
    proposal = propose(None, str(path))
    assert roles(proposal)["extra"] == "phone"
    assert checked(proposal, path).personal == {"extra": "phone"}


def test_addresses_are_personal_but_bare_provinces_are_regions(file: Callable[..., Path]) -> None:
    head = "订单编号,订单创建时间,总金额,收货地址\n"
    full = file(head + "1,2024-01-01,5.00,西湖区文三路一百号二单元\n", name="full.csv")
    bare = file(head + "1,2024-01-01,5.00,浙江省\n2,2024-01-02,6.00,北京\n", name="bare.csv")
    assert roles(propose(None, str(full)))["收货地址"] == "address"
    assert "收货地址" not in checked(propose(None, str(full)), full).columns
    assert "region_code: region(收货地址)" in propose(None, str(bare)).yaml


def test_of_addresses_that_begin_with_a_province_the_province_is_kept(
    shop: Workspace, file: Callable[..., Path]
) -> None:
    places = (
        "浙江省杭州市西湖区文三路一百号",
        "广东省深圳市科技园三栋",
        "北京市朝阳区建国路八十八号",
        "江苏省南京市鼓楼区",
        "中山路二十号",
    )
    head = "订单编号,买家会员名,订单创建时间,付款时间,总金额,收货地址\n"
    path = file(head + "".join(f"{n},u{n},2024-01-0{n},2024-01-0{n},5.00,{text}\n" for n, text in enumerate(places, 1)))
    proposal = propose(shop, str(path))
    assert checked(proposal, path).places == {"收货地址"}, "nothing but the region is read"
    assert sum("nothing but the province is kept" in line for _, line in proposal.marked) == 2
    assert loaded(shop, proposal, path).accepted == 5
    ask = "SELECT order_id, region_code FROM lake.main.orders WHERE order_id IN ('1', '3', '5') ORDER BY 1"
    assert shop.lake.rows(ask) == [("1", "330000"), ("3", "110000"), ("5", None)]
    assert shop.lake.rows("SELECT count(DISTINCT value) FROM lake.main.account_attribute") == [(4,)]


def test_dates_that_read_both_ways_and_amounts_with_signs_are_marked(file: Callable[..., Path]) -> None:
    path = file("invoice,customer,order date,total\n1,a,03/04/2024,£5.00\n2,b,05/06/2024,£6.50\n")
    proposal = propose(None, str(path))
    mapping = checked(proposal, path)
    assert (mapping.day_first, mapping.currency) == (True, "GBP")
    assert proposal.yaml.count("# unsure") >= 2
    assert {question.about for question in proposal.questions} >= {"dates", "zone"}


@pytest.mark.parametrize(("first", "written"), [("13/04/2024", True), ("04/13/2024", False)])
def test_the_order_of_dates_that_the_sample_tells_is_written_down(
    first: str, written: bool, file: Callable[..., Path]
) -> None:
    path = file(f"invoice,customer,order date,total\n1,a,{first},5.00\n2,b,05/06/2024,6.50\n")
    proposal = propose(None, str(path))
    assert checked(proposal, path).day_first is written
    assert not any("day_first" in line for _, line in proposal.marked), "the sample is sure of it"
    assert "dates" not in {question.about for question in proposal.questions}


def test_dates_of_two_orders_in_one_file_are_left_to_their_columns(file: Callable[..., Path]) -> None:
    path = file("invoice,customer,order date,paid at,total\n1,a,13/04/2024,04/14/2024,5.00\n")
    assert checked(propose(None, str(path)), path).day_first is None


BOTH = "订单编号,买家会员名,商品编码,数量,单价,总金额,实付金额,订单创建时间,付款时间\n"


def formulas(proposal: Proposal, table: str) -> dict[str, Any]:
    return dict(yaml.safe_load(proposal.yaml)["tables"].get(table, {}))


def test_what_was_paid_is_the_payment_and_the_total_that_of_the_order(file: Callable[..., Path]) -> None:
    path = file(
        BOTH + "1,a,A,1,50.00,130.00,￥120.00,2024-01-01,2024-01-01\n1,a,B,1,80.00,130.00,120,2024-01-01,2024-01-01\n"
        "2,b,A,2,50.00,100.00,95.00,2024-01-02,2024-01-02\n"
    )
    proposal = propose(None, str(path))
    checked(proposal, path)
    assert formulas(proposal, "payment")["amount"] == "实付金额"
    assert formulas(proposal, "orders")["amount"] == "总金额"
    assert "amount" not in formulas(proposal, "order_item"), "both are of the whole order"
    assert not any("no order tells" in line for _, line in proposal.marked)


def test_lines_that_say_what_was_paid_for_each_are_the_payment(file: Callable[..., Path]) -> None:
    path = file(
        BOTH + "1,a,A,1,50.00,130.00,46.00,2024-01-01,2024-01-01\n1,a,B,1,80.00,130.00,74.00,2024-01-01,2024-01-01\n"
    )
    proposal = propose(None, str(path))
    checked(proposal, path)
    assert formulas(proposal, "payment") == {}
    assert formulas(proposal, "order_item")["amount"] == "实付金额"
    assert formulas(proposal, "order_item")["is_paid"] == "not missing(付款时间)"
    assert formulas(proposal, "orders")["amount"] == "总金额"


REPEATED = "订单编号,买家会员名,商品编码,数量{},实付金额,订单创建时间,付款时间\n"


@pytest.mark.parametrize("second", ["100.00", "￥100.00", "100"])
def test_an_amount_that_equal_lines_repeat_beyond_their_price_is_of_the_order(
    second: str, file: Callable[..., Path]
) -> None:
    rows = f"1,a,A,1,50.00,100.00,2024-01-01,2024-01-01\n1,a,B,1,50.00,{second},2024-01-01,2024-01-01\n"
    path = file(REPEATED.format(",单价") + rows)
    proposal = propose(None, str(path))
    checked(proposal, path)
    assert "amount" not in formulas(proposal, "order_item")
    assert formulas(proposal, "payment")["amount"] == "实付金额"


def test_where_no_order_tells_whose_amount_it_is_it_is_marked(file: Callable[..., Path]) -> None:
    path = file(REPEATED.format(",单价") + "1,a,A,1,50.00,50.00,2024-01-01,2024-01-01\n")
    proposal = propose(None, str(path))
    checked(proposal, path)
    told = [line for _, line in proposal.marked if "no order tells" in line]
    assert {line.split(":")[0] for line in told} == {"amount"}
    assert told


def test_an_amount_of_the_order_is_never_that_of_lines_without_a_price(
    shop: Workspace, file: Callable[..., Path]
) -> None:
    rows = "".join(f"{n},a,{sku},1,90.00,2024-01-0{n},2024-01-0{n}\n" for n in (1, 2, 3) for sku in "AB")
    path = file(REPEATED.format("") + rows)
    proposal = propose(shop, str(path))
    checked(proposal, path)
    assert any("nothing tells what a line costs: 实付金额" in question.text for question in proposal.questions)
    loaded(shop, proposal, path)
    assert shop.lake.rows("SELECT count(*), sum(amount) FROM lake.main.payment") == [(3, Decimal(270))]
    assert not shop.lake.has("order_item") or shop.lake.rows("SELECT count(*) FROM lake.main.order_item") == [(0,)]


def test_times_with_offsets_ask_for_the_zone_of_days_that_nobody_said(
    tmp_path: Path, file: Callable[..., Path]
) -> None:
    path = file(SHOPIFY)
    with regulars.create(tmp_path / "unsaid") as unsaid, regulars.create(tmp_path / "said", zone="Asia/Tokyo") as said:
        (asked,) = [one.text for one in propose(unsaid.workspace, str(path)).questions if one.about == "zone"]
        assert "zone" not in {one.about for one in propose(said.workspace, str(path)).questions}
        for word in ("-0400", "Asia/Shanghai", "zone: America/New_York"):
            assert word in asked
        text = propose(unsaid.workspace, str(path)).yaml.replace("currency: USD", "currency: CNY")
        noted = loaded(unsaid.workspace, Proposal(text, (), (), 0), path).notes
        assert sum("days are counted in Asia/Shanghai, since nobody said the zone" in note for note in noted) == 1
        path.write_text(SHOPIFY.replace("#1003", "#1004"), encoding="utf-8")
        again = loaded(unsaid.workspace, Proposal(text, (), (), 0), path).notes
        assert not any("nobody said the zone" in note for note in again), "told once, with the first load"


def test_days_written_as_numbers_become_times(shop: Workspace, file: Callable[..., Path]) -> None:
    path = file("订单号,会员ID,下单日期,金额\n1,a,20240101,5.00\n2,b,20240115,6.00\n")
    proposal = propose(shop, str(path))
    checked(proposal, path)
    assert loaded(shop, proposal, path).reasons == {}
    assert shop.lake.rows("SELECT max(day)::VARCHAR FROM lake.main.orders") == [("2024-01-15",)]


def test_refunds_repeated_on_every_line_are_not_taken_twice(file: Callable[..., Path]) -> None:
    path = file("order no,customer,date,sku,quantity,price,refund amount\n"
                "1,a,2024-01-01,A,1,5.00,3.00\n1,a,2024-01-01,B,1,6.00,3.00\n")  # fmt: skip
    proposal = propose(None, str(path))
    assert "refund" not in {emit.table for emit in checked(proposal, path).emits}
    assert any(question.about == "refund" for question in proposal.questions)


def test_file_without_orders_or_people_is_refused_with_what_was_seen(file: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match=r"no order number.*colour"):
        propose(None, str(file("colour,weight\nred,5\n")))
    with pytest.raises(DataError, match="no rows"):
        propose(None, str(file("order no,date\n", name="empty.csv")))


def test_online_retail_gives_the_right_sales_without_edits(shop: Workspace, realdata: Path) -> None:
    path = realdata / "online_retail" / "online_retail.parquet"
    proposal = propose(shop, str(path))
    checked(proposal, path)
    assert "starts_with(InvoiceNo, 'C')" in proposal.yaml
    loaded(shop, proposal, path)
    found = shop.lake.rows("SELECT count(DISTINCT account_id), sum(amount) FROM lake.main.order_item "
                           "WHERE account_id IS NOT NULL AND amount > 0")  # fmt: skip
    assert found[0][0] == 4_338
    assert round(found[0][1], 2) == Decimal("8911407.90")
    assert shop.lake.rows("SELECT count(*), sum(amount) FROM lake.main.refund") == [(9_288, Decimal("896812.4900"))]


def test_tmall_report_is_seen_to_be_net_of_refunds(shop: Workspace, realdata: Path) -> None:
    path = realdata / "tmall_orders_cn" / "tmall_order_report.parquet"
    proposal = propose(shop, str(path))
    checked(proposal, path)
    assert any("net of refunds" in question.text for question in proposal.questions)
    loaded(shop, proposal, path)
    assert shop.lake.rows("SELECT count(*) FROM lake.main.payment") == [(24_087,)]
    assert shop.lake.rows("SELECT count(*), sum(amount) FROM lake.main.refund") == [(5_646, Decimal("572335.9200"))]


def test_yes_and_no_without_quotes_are_words_of_a_list() -> None:
    data = yaml.safe_load("words: {paid: {交易成功: yes, 交易关闭: no}}\ntables: {store: {store_id: s}}")
    assert read_mapping("bare", data, tables=tables()).words == {"paid": {"交易成功": "yes", "交易关闭": "no"}}


REFUNDED = "订单编号,买家会员名,商品ID,购买数量,单价,下单时间,付款时间,订单状态,退款金额\n"


def test_refund_amounts_are_taken_beside_lines_of_negative_quantity(shop: Workspace, file: Callable[..., Path]) -> None:
    rows = [f"{n},u{n},A,1,10.00,2024-03-01 10:00:00,2024-03-01 10:01:00,交易关闭,{n}.00\n" for n in range(1, 6)]
    rows.append("9,u9,A,-1,10.00,2024-03-02 10:00:00,2024-03-02 10:01:00,交易成功,\n")
    path = file(REFUNDED + "".join(rows))
    proposal = propose(shop, str(path))
    checked(proposal, path)
    assert any("see that none is told twice" in line for _, line in proposal.marked)
    assert any("交易关闭" in line for _, line in proposal.marked), "it usually means unpaid, here it was paid"
    assert proposal.to_check >= len(proposal.marked) >= 3
    loaded(shop, proposal, path)
    assert shop.lake.rows("SELECT kind, count(*), sum(amount) FROM lake.main.refund GROUP BY 1 ORDER BY 1") == [
        ("refund_only", 5, Decimal(15)), ("return", 1, Decimal(10)),
    ]  # fmt: skip


def test_refund_amounts_that_cannot_be_used_are_told_aloud(file: Callable[..., Path]) -> None:
    path = file(
        REFUNDED + "1,u1,A,2,10.00,2024-03-01 10:00:00,2024-03-01 10:01:00,交易成功,10.00\n"
        "1,u1,A,-1,10.00,2024-03-01 10:00:00,2024-03-01 10:01:00,交易成功,\n"
    )
    proposal = propose(None, str(path))
    checked(proposal, path)
    (question,) = [question for question in proposal.questions if question.about == "refund_amount"]
    assert "退款金额 is filled in 1 row and not used" in question.text


def test_a_blank_column_of_refunds_does_not_stop_the_proposal(file: Callable[..., Path]) -> None:
    path = file(REFUNDED + 2 * "1,u1,A,2,10.00,2024-03-01 10:00:00,2024-03-01 10:01:00,交易成功,\n")
    proposal = propose(None, str(path))
    checked(proposal, path)
    assert not any(question.about == "refund_amount" for question in proposal.questions)


RETURNED = "order no,customer,date,sku,quantity,price\n"


@pytest.mark.parametrize(("negatives", "said"), [(1, "1 row has a negative"), (1200, "1,200 rows have a negative")])
def test_one_negative_row_is_told_as_one(negatives: int, said: str, file: Callable[..., Path]) -> None:
    sold = "1,a,2024-01-01,A,2,5.00\n"
    path = file(RETURNED + sold + "".join(f"{n},a,2024-01-02,A,-1,5.00\n" for n in range(2, negatives + 2)))
    (told,) = [question.text for question in propose(None, str(path)).questions if question.about == "refunds"]
    assert told.startswith(said)


@pytest.mark.parametrize("text", [TAOBAO, SHOPIFY, DAILY, MEMBERS, REFUNDED + "1,u1,A,-2,1.00,2024-03-01,,x,3.00\n"])
def test_remarks_are_in_the_language_asked_for_and_the_mapping_is_the_same(
    text: str, file: Callable[..., Path]
) -> None:
    path = file(text)
    english, chinese = propose(None, str(path)), propose(None, str(path), language="zh")
    assert yaml.safe_load(chinese.yaml) == yaml.safe_load(english.yaml), "remarks are comments, the mapping is one"
    said = [*(guess.reason for guess in chinese.guesses), *(question.text for question in chinese.questions)]
    said += [line for line in chinese.yaml.splitlines() if line.startswith("# ")]
    assert not [line for line in said if not re.search("[\u4e00-\u9fff]", line)]
    assert not re.search("[a-z]{3,} [a-z]{2,} [a-z]{2,}", " ".join(said)), "no English sentence is left"
    assert len(chinese.marked) == len(english.marked)
    assert chinese.to_check == english.to_check


def test_a_file_that_cannot_be_mapped_is_refused_in_english(file: Callable[..., Path]) -> None:
    with pytest.raises(InputError) as refused:
        propose(None, str(file("colour,weight\nred,5\n")), language="zh")
    assert str(refused.value).isascii()
    assert "colour: unknown, text values; weight: unknown, whole values" in str(refused.value)


@pytest.mark.parametrize("key", REMARKS)
def test_a_remark_has_both_languages_and_is_used(key: str) -> None:
    english, chinese = REMARKS[key]
    fields = [{field for _, field, _, _ in Formatter().parse(said) if field} for said in (english, chinese)]
    assert fields[0] == fields[1]
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert any(f'"{key}"' in text or f"'{key}'" in text for text in WRITERS), "a remark that nobody makes is dead"


@pytest.mark.parametrize(
    ("bad", "column", "table"),
    [
        ("2,a,2024-01-02,A,two,5.00", "quantity", "order_item"),
        ("2,a,2024-01-02,A,1,five", "price", "order_item"),
        ("2,a,soon,A,1,5.00", "date", "orders"),
    ],
)
def test_a_bad_cell_does_not_cost_the_column_and_is_told(
    bad: str, column: str, table: str, shop: Workspace, file: Callable[..., Path]
) -> None:
    rows = "".join(f"{number},a,2024-01-0{number},A,2,5.00\n" for number in (1, 3, 4))
    path = file(RETURNED + rows.replace("3,a", f"{bad}\n3,a", 1))
    proposal = propose(shop, str(path))
    told = yaml.safe_load(proposal.yaml)["tables"][table]
    assert column in told.values()
    (guess,) = [guess for guess in proposal.guesses if guess.column == column]
    assert not guess.is_sure
    assert "1 of 4 values does not fit" in guess.reason
    assert "in row 2" in guess.reason
    assert any("does not fit" in line for _, line in proposal.marked)
    (shop.folder / "mappings" / "mine.yaml").write_text(proposal.yaml, encoding="utf-8")
    (loaded,) = load(shop, [str(path)], mapping="mine")
    assert (loaded.accepted, loaded.quarantined) == (3, 1)


def test_remarks_are_in_order() -> None:
    assert list(REMARKS) == sorted(REMARKS)


def test_a_phone_among_the_words_of_a_status_does_not_get_into_the_mapping(file: Callable[..., Path]) -> None:
    lines = "".join(f"{number},a{number},2024-01-0{number % 9 + 1},5.00,交易成功\n" for number in range(20))
    path = file(
        "订单编号,买家会员名,订单创建时间,总金额,订单状态\n" + lines + "21,b,2024-01-01,5.00,张三丰 13812345678\n"
    )
    proposal = propose(None, str(path))
    assert "交易成功" in proposal.yaml
    assert "13812345678" not in proposal.yaml
