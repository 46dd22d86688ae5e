"""Every remark of a proposed mapping in English and Chinese, by key; the Chinese is written by meaning, not by word."""

from __future__ import annotations

from typing import Literal

from regulars.core.text import PLURAL

Language = Literal["en", "zh"]

#: key: (English, Chinese)
REMARKS: dict[str, tuple[str, str]] = {
    "account_is_contact": (
        "no customer number: the {kind} {column!r} is taken for it, as a keyed hash",
        "没有客户编号，以「{column}」（{kind}）的带密钥哈希代替",
    ),
    "account_missing": (
        "no column tells who bought: the orders count for the shop, but not for any customer",
        "没有一列说明买家是谁：订单计入店铺，但不属于任何客户",
    ),
    "amount_level_unclear": (
        "no order tells whether it is of the line or of the whole order",
        "没有订单能说明这是单行金额还是整单金额",
    ),
    "cancellations": (
        "orders that begin with {prefix} have negative quantities: taken for cancellations",
        "以 {prefix} 开头的订单数量为负，视为取消",
    ),
    "checked_from": (
        "Proposed from the first {rows:,} {rows:row|rows} of {name}. Check every line marked 'unsure'.",
        "根据 {name} 的前 {rows:,} 行自动建议。请核对每一处标有「待确认」的行。",
    ),
    "currencies_mixed": (
        "several currencies in one file ({currencies}): export one file for each",
        "同一文件中有多个币种（{currencies}）：请每个币种导出一个文件",
    ),
    "currency_chinese": (
        "amounts carry none; taken as CNY because the headers are Chinese",
        "金额未注明币种；表头为中文，按人民币（CNY）处理",
    ),
    "currency_chinese_mark": ("amounts carry none, the headers are Chinese", "金额未注明币种，表头为中文"),
    "currency_none": (
        "amounts carry none; add one such as currency: GBP, or that of the shop is meant",
        "金额未注明币种；请补上一行，例如 currency: CNY，否则按店铺的币种处理",
    ),
    "currency_of_shop": (
        "amounts carry none; without a line here they are in the shop's, {currency}",
        "金额未注明币种；此处不写则按店铺的 {currency} 处理",
    ),
    "currency_sign": ("told by the sign before amounts only", "仅凭金额前的货币符号判断"),
    "dates_unclear": (
        "03/04/2024 can be read both ways in all rows looked at; day_first: false is month first",
        "所看各行的日期都像 03/04/2024 那样有两种读法；day_first: false 表示月在前",
    ),
    "dates_unclear_mark": ("every date looked at can be read both ways", "所看的每个日期都有两种读法"),
    "header_and_most": (
        "the header says {word!r}, but {odd:,} of {filled:,} values {odd:does|do} not fit, first {text!r} in row "
        "{row:,}: such rows go to quarantine",
        "列名像「{word}」，但 {filled:,} 个值中有 {odd:,} 个不符，最先是第 {row:,} 行的 {text!r}：这些行会进入隔离区",
    ),
    "header_and_values": ("the header says {word!r} and the values fit", "列名像「{word}」，取值也相符"),
    "header_blank": (
        "the header says {word!r}, but all values looked at are blank",
        "列名像「{word}」，但所看的值全为空",
    ),
    "header_not_values": (
        "the header sounds known, but the values ({kind}) do not fit it",
        "列名看似认识，但取值（{kind}）不相符",
    ),
    "lines_unpriced": (
        "nothing tells what a line costs: {column} is of the whole order, so there are orders without their lines. "
        "Export a price or an amount for each line to have them",
        "没有一列说明每行的价格：{column} 是整单金额，因此只有订单，没有明细。如需明细，请导出每行的单价或金额",
    ),
    "lines_without_money": (
        "lines of negative quantity have neither price nor amount: they are left out",
        "数量为负的行既无单价也无金额，未采用",
    ),
    "money_elsewhere": (
        "{column} is filled in {filled:,} {filled:row|rows} and not used: it is taken for {role}, which this mapping "
        "takes from elsewhere",
        "{column} 有 {filled:,} 行有值但未使用：它被看作 {role}，而本映射从别处取得",
    ),
    "neither_header_nor_values": ("neither header nor values say what it is", "列名与取值都看不出含义"),
    "not_mapped": ("not mapped: {column}: {why}", "未映射：{column}：{why}"),
    "not_needed": ("taken for {role}, which this mapping does not need", "被看作 {role}，本映射用不到"),
    "only_moment": ("the only column of times that is not something else", "唯一一列没有其他含义的时间"),
    "order_of_day": (
        "no order number: what a customer bought on one day is taken for one order",
        "没有订单编号：同一客户同一天的购买视为一个订单",
    ),
    "paid_lines_unknown": (
        "neither a payment time nor a status: every line counts as paid",
        "既无付款时间也无状态：所有明细都算已支付",
    ),
    "paid_orders_unknown": (
        "neither a payment time nor a status: every order counts as paid",
        "既无付款时间也无状态：所有订单都算已支付",
    ),
    "paid_time_missing": ("no payment time: the time of the order is taken", "没有付款时间，取下单时间"),
    "payment_net_of_refunds": (
        "{paid} + refund = {total} in every refunded row: it is net of refunds, so the payment is the total",
        "每个有退款的行都满足 {paid} + 退款 = {total}：前者已扣退款，支付额取后者",
    ),
    "personal": ("personal ({role}), left out", "个人信息（{role}），未采用"),
    "product_is_name": ("no product number: the name is taken for it", "没有商品编号，以商品名称代替"),
    "province_of_address": (
        "nothing but the province is kept of an address; take the line out if not even that is wanted",
        "地址只保留省份，其余不存储；如不需要，请删去此行",
    ),
    "quantity_missing": ("no column tells how many", "没有一列说明数量"),
    "refund_repeated": (
        "{column} is repeated on each line of an order, so it cannot be taken as it is: export refunds by line, or in "
        "a file of their own",
        "{column} 在同一订单的每一行重复出现，不能直接采用：请按明细导出退款，或单独导出一份退款文件",
    ),
    "refund_time_missing": (
        "no refund time: the earliest possible time is taken",
        "没有退款时间，取可能的最早时间",
    ),
    "refund_unused": (
        "{column} is filled in {filled:,} {filled:row|rows} and not used: what it tells of refunds is not in the "
        "figures",
        "{column} 有 {filled:,} 行有值但未使用：其中的退款不会计入数字",
    ),
    "refunds_beside_lines": (
        "lines of negative quantity are refunds too: see that none is told twice",
        "数量为负的行也是退款：请确认没有一笔被记了两次",
    ),
    "reject_neither": ("neither a sale nor a cancellation", "既非销售也非取消"),
    "returns": ("{rows:,} rows have a negative {column}: taken for returns", "{rows:,} 行的 {column} 为负，视为退货"),
    "returns_one": ("1 row has a negative {column}: taken for returns", "1 行的 {column} 为负，视为退货"),
    "rival": (
        "it could be {role} too, for which {column!r} fits better",
        "也可能是 {role}，但「{column}」更合适",
    ),
    "status_is_paid": ("{word!r} is taken for paid: {why}", "「{word}」视为已支付：{why}"),
    "status_is_unpaid": ("{word!r} is taken for not paid: {why}", "「{word}」视为未支付：{why}"),
    "status_too_many": (
        "{column!r} has too many different words to be a status; it is not used",
        "「{column}」的不同取值太多，不像状态，未使用",
    ),
    "values_look_like": ("the values look like {kind}", "取值看起来是 {kind}"),
    "word_either": (
        "it may mean either, and {share:.0%} of its rows have a payment time",
        "两种意思都有可能，其中 {share:.0%} 的行有付款时间",
    ),
    "word_maybe_paid": (
        "it may have been paid before, and no payment time tells",
        "可能曾经支付过，但没有付款时间可以说明",
    ),
    "word_unknown": ("an unknown word, and no payment time tells", "不认识的词，也没有付款时间可以说明"),
    "word_unknown_share": (
        "an unknown word; {share:.0%} of its rows have a payment time",
        "不认识的词；其中 {share:.0%} 的行有付款时间",
    ),
    "zone_chinese": (
        "times carry no zone; taken as Chinese time because the headers are Chinese",
        "时间未注明时区；表头为中文，按北京时间处理",
    ),
    "zone_chinese_mark": ("times carry no zone, the headers are Chinese", "时间未注明时区，表头为中文"),
    "zone_none": (
        "times carry no zone; add one such as zone: Europe/London, or those of the shop are meant",
        "时间未注明时区；请补上一行，例如 zone: Asia/Shanghai，否则按店铺的时区处理",
    ),
    "zone_of_offsets": (
        "times carry their own offset ({offsets}), but days are counted in {zone} as long as shop.yaml says nothing "
        "else; add the shop's zone here or there, such as zone: {example}",
        "时间自带偏移（{offsets}），但只要 shop.yaml 没有写明时区，日期就按 {zone} 计算；"
        "请在此处或 shop.yaml 写上店铺时区，例如 zone: {example}",
    ),
    "zone_of_shop": (
        "times carry no zone; without a line here they are those of the shop, {zone}",
        "时间未注明时区；此处不写则按店铺的 {zone} 处理",
    ),
}
#: What stands before a doubt in the YAML, in either language.
MARKS: dict[Language, str] = {"en": "  # unsure: ", "zh": "  # 待确认："}


class Remarks:
    """The remarks of one language: ``say("only_moment")``."""

    def __init__(self, language: Language = "en") -> None:
        self._place = 0 if language == "en" else 1
        self.mark = MARKS[language]

    def __call__(self, key: str, /, **values: object) -> str:
        return PLURAL.format(REMARKS[key][self._place], **values)
