"""A plausible gift shop, made up, with every section of the page filled."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from regulars.report import (
    Account,
    AudienceDay,
    AudienceSizes,
    Axis,
    Cohort,
    Crossed,
    Crossing,
    CrossingRun,
    CustomerCard,
    Figure,
    Flow,
    Group,
    Happening,
    Level,
    Load,
    Measure,
    Month,
    Move,
    Pair,
    Period,
    Picture,
    Product,
    Proposal,
    Quality,
    Refunds,
    Rejected,
    Snapshot,
    Spent,
    Stage,
    Standout,
    Tag,
    Tags,
    TagSpread,
    TagWord,
    Tier,
    Together,
)

AFV, AFM, ARV, ARM = (
    "active_frequent_valuable",
    "active_frequent_modest",
    "active_rare_valuable",
    "active_rare_modest",
)
DFV, DFM, DRV, DRM = (
    "dormant_frequent_valuable",
    "dormant_frequent_modest",
    "dormant_rare_valuable",
    "dormant_rare_modest",
)
EIGHT = (AFV, AFM, ARV, ARM, DFV, DFM, DRV, DRM)


def said(english: str, chinese: str) -> dict[str, str]:
    return {"en": english, "zh": chinese}


def first_days() -> list[date]:
    return [date(2010, 12, 1), *(date(2011, month, 1) for month in range(1, 13))]


PAID = (823, 691, 523, 717, 537, 770, 761, 719, 759, 1058, 1154, 1509, 638)
REFUNDED = (74, 131, 25, 34, 44, 47, 70, 37, 76, 38, 84, 47, 205)
ORDERS = (1559, 1086, 1101, 1454, 1246, 1681, 1533, 1475, 1361, 1837, 2040, 2769, 819)
BUYERS = (885, 741, 758, 974, 856, 1056, 991, 949, 935, 1266, 1364, 1664, 615)
SIZES = (885, 417, 380, 452, 300, 284, 242, 188, 169, 299, 358, 323, 41)


def months() -> tuple[Month, ...]:
    made = []
    for place, day in enumerate(first_days()):
        paid, back = Decimal(PAID[place] * 1000) + Decimal("417.31"), Decimal(REFUNDED[place] * 1000) + Decimal("9.05")
        made.append(
            Month(day, paid + Decimal(12_345), paid, back, paid - back, ORDERS[place], BUYERS[place], place == 12)
        )
    return tuple(made)


def figures() -> tuple[Figure, ...]:
    def figure(name, unit, english, chinese, value, **more):
        meaning = said(f"What {english.lower()} means, in a sentence.", f"{chinese}的口径，一句话说清。")
        return Figure(name, unit, said(english, chinese), value, meaning, **more)

    short = said("The history covers 373 days; 365 more are needed.", "历史只有 373 天，还差 365 天。")
    return (
        figure("gmv_ordered", "money", "Ordered (GMV)", "下单金额", Decimal("10822141.70"), family="gmv"),
        figure(
            "gmv_paid",
            "money",
            "Paid (GMV)",
            "支付金额",
            Decimal("10666684.54"),
            family="gmv",
            formula=said("sum(paid)", "支付金额之和"),
            previous=Decimal("9120400.10"),
        ),
        figure("gmv_net", "money", "Net sales", "净销售额", Decimal("9747747.93"), family="gmv"),
        figure("orders", "count", "Orders", "订单数", 19_960, previous=18_020),
        figure("buyers", "people", "Buyers", "买家数", 4_338, previous=4_112),
        figure(
            "spend_per_buyer",
            "money",
            "Spend per buyer",
            "客单价",
            Decimal("2054.27"),
            low=Decimal("1790.40"),
            high=Decimal("2318.10"),
            n=4_338,
            previous=Decimal("2101.00"),
            better="up",
        ),
        figure(
            "spend_per_order",
            "money",
            "Spend per order",
            "笔单价",
            Decimal("480.87"),
            low=Decimal("451.20"),
            high=Decimal("510.50"),
            n=18_532,
            previous=Decimal("440.15"),
            better="up",
        ),
        figure(
            "repurchase_90d",
            "share",
            "Bought again within 90 days",
            "90 天复购率",
            0.448,
            family="return",
            low=0.4311,
            high=0.4652,
            n=3_214,
            previous=0.471,
            better="up",
        ),
        figure(
            "repurchase_365d",
            "share",
            "Bought again within 365 days",
            "365 天复购率",
            None,
            family="return",
            note=short,
        ),
        figure(
            "days_between", "days", "Median days between purchases", "购买间隔中位数", 31, family="return", previous=34
        ),
        figure(
            "refund_rate",
            "share",
            "Refund rate",
            "退款率",
            0.0862,
            family="trust",
            previous=0.0781,
            low=0.0801,
            high=0.0925,
            better="down",
            n=19_960,
        ),
        figure("unmatched_refunds", "count", "Refunds without an order", "未匹配退款", 1_310, family="trust"),
        figure("guest_share", "share", "Orders without a customer", "匿名订单占比", 0.2493, family="trust"),
    )


def groups() -> tuple[Group, ...]:
    rows = (
        (AFV, 30, 0.0069, 0.1749, "1061.20"),
        (AFM, 9, 0.0021, 0.0095, "148.86"),
        (ARV, 2100, 0.4841, 0.6529, "526.60"),
        (ARM, 750, 0.1729, 0.0465, "150.22"),
        (DFV, 1, 0.0002, 0.0004, "323.13"),
        (DFM, 0, 0.0, 0.0, None),
        (DRV, 881, 0.2031, 0.1008, "545.32"),
        (DRM, 567, 0.1307, 0.0150, "129.50"),
    )
    made = [
        Group(code, n, share, gmv, Decimal(aov) if aov else None, round(Decimal("8911407.90") * Decimal(str(gmv)), 2))
        for code, n, share, gmv, aov in rows
    ]
    return (*made, Group("refunded", 14, None, None, None), Group("no_purchase", 20, None, None, None))


def axes() -> tuple[Axis, ...]:
    def levels(*rows):
        return tuple(Level(name, n, n / 4338) for name, n in rows)

    return (
        Axis("R", 30, 90, levels(("active", 1667), ("middle", 1222), ("dormant", 1449))),
        Axis("F", 3, 1, levels(("high", 40), ("middle", 434), ("low", 3864))),
        Axis("M", 200, 50, levels(("high", 3012), ("middle", 1267), ("low", 59))),
    )


CROSSED = (
    (AFV, "growing", 1), (AFV, "mature", 29), (AFM, "mature", 9), (ARV, "new", 18), (ARV, "growing", 642),
    (ARV, "mature", 1440), (ARM, "new", 13), (ARM, "growing", 294), (ARM, "mature", 443), (DFV, "mature", 1),
    (DRV, "mature", 247), (DRV, "one_time", 134), (DRV, "lost", 500), (DRM, "mature", 112), (DRM, "one_time", 94),
    (DRM, "lost", 361), ("no_purchase", "registered", 20), ("refunded", "lost", 14),
)  # fmt: skip
BUYING = ("new", "growing", "mature", "one_time", "returned", "lost")
BEFORE = ("visitor", "registered", "activated")
IMPOSSIBLE = (
    *((group, stage) for group in (*EIGHT, "refunded") for stage in BEFORE),
    *(("no_purchase", stage) for stage in BUYING),
    *((group, "lost") for group in EIGHT[:4]),
    *((group, stage) for group in EIGHT[4:] for stage in ("new", "growing", "returned")),
)

MOVES = (
    (AFM, AFM, "stayed", 7), (AFM, AFV, "bought", 1), (AFM, ARM, "aged", 3), (AFV, AFV, "stayed", 15),
    (AFV, ARV, "aged", 2), (AFV, DFV, "aged", 1), (ARM, AFM, "bought", 1), (ARM, ARM, "stayed", 465),
    (ARM, ARV, "bought", 31), (ARM, DRM, "aged", 73), (ARV, AFV, "bought", 10), (ARV, ARM, "refunded", 4),
    (ARV, ARM, "bought", 28), (ARV, ARV, "stayed", 1665), (ARV, DRV, "aged", 155), (DRM, ARM, "bought", 72),
    (DRM, ARV, "bought", 27), (DRM, DRM, "stayed", 503), (DRV, ARM, "bought", 18), (DRV, ARV, "bought", 168),
    (DRV, DRV, "stayed", 721), (DRV, "erased", "erased", 3), (DRV, "merged", "merged", 1),
    ("not_yet", ARM, "entered", 128), ("not_yet", ARV, "entered", 195), ("no_purchase", "no_purchase", "stayed", 9120),
)  # fmt: skip
LATER = ((ARV, ARV, "stayed", 2071), (ARV, DRV, "aged", 17), ("not_yet", ARM, "entered", 41))
HISTORY = (
    (2, 1, 586, 296, 0, 0, 0, 0), (4, 4, 880, 414, 0, 0, 0, 0), (11, 4, 1132, 535, 0, 0, 0, 0),
    (14, 7, 1240, 515, 0, 0, 208, 150), (18, 7, 1334, 532, 0, 0, 327, 216), (23, 7, 1398, 531, 0, 0, 453, 306),
    (23, 8, 1387, 551, 0, 0, 604, 387), (25, 7, 1431, 562, 0, 0, 684, 439), (21, 6, 1360, 536, 0, 0, 859, 535),
    (19, 8, 1610, 514, 0, 0, 873, 592), (18, 11, 1862, 570, 0, 0, 911, 602), (26, 8, 2088, 718, 1, 0, 880, 576),
    (30, 9, 2100, 750, 1, 0, 881, 567),
)  # fmt: skip
ENDS = (31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 9)


def flow(start: date, end: date, moves, *, is_full_month=True) -> Flow:
    return Flow(start, end, tuple(Move(*move) for move in moves), is_full_month)


def cohorts() -> tuple[Cohort, ...]:
    made = []
    for place, (day, size) in enumerate(zip(first_days(), SIZES, strict=True)):
        base = 0.36 if place == 0 else 0.21
        shares = [round(base + ((place * 7 + step * 5) % 11 - 5) / 100, 4) for step in range(11 - place)]
        made.append(Cohort(day, size, (*shares, *([None] * (12 - len(shares)))), place == 0))
    return tuple(made)


def quality() -> tuple[Quality, ...]:
    def measures(*shares):
        names = ("completeness", "uniqueness", "validity", "consistency", "timeliness")
        texts = (
            said("24.9% of lines name no customer.", "24.9% 的明细没有客户标识。"),
            said("Identical lines are told apart by their place.", "相同明细按出现次序区分。"),
            said("All amounts are numbers above zero.", "金额均为大于零的数字。"),
            said("1.3% of refunds point to no order.", "1.3% 的退款找不到原订单。"),
            said("The last line is of the as-of day.", "最后一行就在截止日当天。"),
        )
        return tuple(Measure(name, share, text) for name, share, text in zip(names, shares, texts, strict=True))

    return (
        Quality("online_retail", "order_lines", 531_283, measures(0.7507, 1.0, 0.9952, 0.9871, 1.0)),
        Quality("online_retail", "refunds", 9_288, measures(0.9583, 0.9989, 1.0, 0.9412, None)),
    )


def tags() -> Tags:
    repeat = TagSpread("is_repeat_buyer", "yes_no", said("Repeat buyer", "复购客户"), 4372, 4372, yes=2783)
    spend = TagSpread(
        "spend_12m", "money", said("Spend, 12 months", "近 12 个月消费"), 4372, 4338,
        quartiles=(Decimal("271.40"), Decimal("627.15"), Decimal("1550.14")),
    )  # fmt: skip
    late = TagSpread("last_purchase_day", "day", said("Last purchase", "最近购买日"), 4372, 4338,
                     quartiles=(date(2011, 7, 2), date(2011, 10, 20), date(2011, 11, 22)))  # fmt: skip
    hours = TagSpread(
        "favourite_hours", "word", said("Favourite part of the day", "常购时段"), 4372, 2010,
        words=(TagWord(said("Afternoon <b>", "下午"), 1356), TagWord(said("Morning", "上午"), 646)), values=3,
    )  # fmt: skip
    return Tags((repeat, spend, late, hours), 64, 82)


def crossed() -> Crossed:
    best = Standout(
        said("Big spenders × Evening buyers", "高消费 × 晚间购买"),
        said("Big spenders × Evening buyers: 31 of 125 bought TEA.", "高消费 × 晚间购买：125 人中有 31 人购买了TEA。"),
        193, 0.0583, 125, 31, 10.28, 4.05, 2.8, 5.86, 1.1e-6,
    )  # fmt: skip
    alone = Standout(
        said("A × B", "甲 × 乙"),
        said("Nobody else did.", "其他人均无。"),
        77,
        0.02,
        61,
        12,
        5.1,
        None,
        None,
        None,
        0.02,
    )
    return Crossed(
        date(2011, 8, 31), date(2011, 12, 9),
        (CrossingRun(2, 10, 10, 120, 2, (best, alone)), CrossingRun(3, 4, 4, 33, 0), CrossingRun(4, 0, 0, 0, 0)),
    )  # fmt: skip


def together() -> Together:
    told = said("Cup and saucer go together.", "杯与碟常一起购买。")
    return Together(
        "title", 0.005, 20_725, 1_101_870, 3_267,
        (Pair("Cup", "Saucer & spoon", 131, 0.0063, 0.604, 0.615, 58.74, 51.93, 66.44, 35.4, 1e-99, told),
         Pair("Jar", "Lid", 5, 0.0002, 1.0, 1.0, 4145.0, None, None, None, 0.04, told)),
    )  # fmt: skip


def audiences() -> tuple[AudienceSizes, ...]:
    days = tuple(
        AudienceDay(date(2011, 12, day), 700 + 7 * day, None if day == 1 else 20, None if day == 1 else 13)
        for day in range(1, 10)
    )
    return (
        AudienceSizes("big", said("Big spenders", "大客户"), "spend_12m >= 1000", days),
        AudienceSizes("late", said("Late", "逾期"), "is_late", days[:1]),
        AudienceSizes("new", said("New", "新客"), "is_newcomer"),
        AudienceSizes("broken", said("broken", "broken"), "", fault="no tag named 'brokn'"),
    )


def rich() -> Picture:
    ends = [day.replace(day=last) for day, last in zip(first_days(), ENDS, strict=True)]
    return Picture(
        shop="The Paper Lantern", currency="GBP", zone="Europe/London", as_of=date(2011, 12, 9),
        built_at=datetime(2011, 12, 10, 6, 30, tzinfo=UTC),
        data=Period(date(2010, 12, 1), date(2011, 12, 9)),
        period=Period(date(2010, 12, 10), date(2011, 12, 9)),
        previous_period=Period(date(2009, 12, 10), date(2010, 12, 9)),
        loads=(Load("online_retail.xlsx", 541_909, 540_571, 1_338, datetime(2011, 12, 10, 6, 12)),),
        figures=figures(), months=months(), groups=groups(), axes=axes(),
        proposals=(Proposal("F", "low", 0.8907, 1, Decimal("0.67")), Proposal("M", "high", 0.6943, 200, 371)),
        stages=tuple(
            Stage(name, n, n / 4372)
            for name, n in (("visitor", 0), ("registered", 20), ("activated", 0), ("new", 31), ("growing", 937),
                            ("mature", 2281), ("one_time", 228), ("returned", 0), ("lost", 875))
        ),
        crossings=tuple(Crossing(*cell) for cell in CROSSED), impossible=IMPOSSIBLE,
        tiers=(Tier("silver", 4063, Decimal("4109636.38"), 0), Tier("gold", 232, Decimal("1970137.39"), 5000),
               Tier("diamond", 43, Decimal("2831634.13"), 20_000, is_exclusive=True)),
        flows=(flow(date(2011, 10, 31), date(2011, 11, 30), MOVES),
               flow(date(2011, 11, 30), date(2011, 12, 9), LATER, is_full_month=False)),
        history=tuple(
            Snapshot(day, {**dict(zip(EIGHT, counts, strict=True)), "refunded": 14})
            for day, counts in zip(ends, HISTORY, strict=True)
        ),
        cohorts=cohorts(), quality=quality(),
        rejected=(Rejected("amount_is_zero", 1_174, said("The amount is zero", "金额为零")),
                  Rejected("unreadable_date", 162, said("The date cannot be read", "日期无法识别")),
                  Rejected("adjust_bad_debt", 2)),
        refunds=Refunds(7_978, 1_310, Decimal("512204.18"), Decimal("406732.43")),
        tags=tags(), crossed=crossed(), together=together(), audiences=audiences(),
    )  # fmt: skip


def empty() -> Picture:
    return Picture(
        shop="新店", currency="CNY", zone="Asia/Shanghai", as_of=date(2026, 11, 20), built_at=datetime(2026, 11, 20, 22)
    )


def card() -> CustomerCard:
    bought = [(date(2011, month, 4 + month), Decimal(180 + 31 * month)) for month in (1, 2, 4, 5, 7, 8, 10, 11)]
    orders = [Happening(day, "order", f"Order 5{place}6{place}: 12 kinds of goods", amount)
              for place, (day, amount) in enumerate(bought)]  # fmt: skip
    refund = Happening(date(2011, 8, 20), "refund", "Order 5565: 6 × Ceramic storage jar", Decimal("25.50"))
    registered = Happening(date(2011, 1, 2), "registered", "Newsletter form", None)
    spent = {day.month: amount for day, amount in bought}
    return CustomerCard(
        shop="The Paper Lantern", currency="GBP", zone="Europe/London", as_of=date(2011, 12, 9),
        built_at=datetime(2011, 12, 10, 6, 30, tzinfo=UTC), customer_id="c_7f3a91d2", name="Customer 14911",
        group=ARV, level_r="active", level_f="middle", level_m="high", stage="mature", tier="gold",
        next_tier="diamond", to_next=Decimal("13412.50"), spend_12m=Decimal("6587.50"),
        tags=(Tag(said("Wednesday evenings", "常在周三晚上下单"), said("6 of 8 orders", "8 单中有 6 单")),),
        spend=Decimal("6613.00"), refunds=Decimal("25.50"), orders=8, first_day=bought[0][0], last_day=bought[-1][0],
        recency=24, usual_gap=36, timeline=tuple(sorted([*orders, refund, registered], key=lambda e: e.day)[::-1]),
        months=tuple(
            Spent(date(2011, month, 1), spent.get(month, Decimal(0)), Decimal("25.50") if month == 8 else Decimal(0))
            for month in range(1, 13)
        ),
        products=(Product("Regency cakestand 3 tier", 14, Decimal("178.50"), date(2011, 11, 15)),
                  Product("Party bunting", 20, Decimal("93.00")), Product("Ceramic storage jar", 6, Decimal("25.50"))),
        accounts=(Account("online_retail", "14911", "account", "14911", date(2011, 1, 5)),
                  Account("newsletter", "n-220", "email", "9f86d081884c7d659a2feaa0c55ad015", date(2011, 1, 2))),
        notes=(said("The refund of 20 August is partial.", "8 月 20 日为部分退款。"),),
    )  # fmt: skip
