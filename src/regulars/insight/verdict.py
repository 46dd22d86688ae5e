"""What is said of a pair of items, and when it must be said that nothing can be said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from regulars.core.text import counted

Verdict = Literal["more", "as_big_baskets", "less", "none", "not_enough"]
#: Below this many together, seen and expected, every lift fits the data (Cochran 1954, Biometrics 10, 417–451).
ENOUGH = 5
#: Each side of a 95 % interval.
SIDE = 0.025


def verdict(row: Mapping[str, Any]) -> Verdict:
    """The answer for a row of pairs, from its counts and tests alone; for one question, so without regard to others."""
    if max(row["together"], row["expected"], row["expected_alike"]) < ENOUGH:
        return "not_enough"
    if row["p_less"] <= SIDE and row["lift"] < 1 and row["together"] < row["expected_alike"]:
        return "less"
    if row["p"] <= SIDE and row["lift_alike"] > 1:
        return "more"
    return "as_big_baskets" if row["p_fisher"] <= SIDE else "none"


_BASKETS = {"order": ("orders", "笔订单"), "day": ("days of customers", "个客户购买日")}
_ONE = {"order": "order", "day": "day of a customer"}
_EN: dict[Verdict, str] = {
    "more": (
        "{a} and {b} are bought together more often than chance explains: in {together:,} of {of}, where "
        "{expected_alike:,.1f} would be expected among {unit} of the same size (lift {lift:.2f}{interval}). "
        "{ab:.1%} of those with {a} hold {b}; {ba:.1%} of those with {b} hold {a}."
    ),
    "as_big_baskets": (
        "{a} and {b} are together in {together:,} of {of}: more than the {expected:,.1f} of independent "
        "items (lift {lift:.2f}{interval}), but no more than {unit} of that size hold anyway ({expected_alike:,.1f})."
    ),
    "less": (
        "{a} and {b} are bought together less often than chance explains: in {together:,} of {of}, where "
        "{expected:,.1f} would be expected (lift {lift:.2f}{interval})."
    ),
    "none": (
        "Whether {a} and {b} have to do with one another cannot be told: together in {together:,} of {of}, "
        "by chance in {expected:,.1f} (lift {lift:.2f}{interval})."
    ),
    "not_enough": (
        "Not enough data: {a} is in {count_a:,} and {b} in {count_b:,} of {of}, together in "
        "{together:,}, by chance in {expected:,.1f}. From 5 on something could be told."
    ),
}
_ZH: dict[Verdict, str] = {
    "more": (
        "{a}与{b}同购的次数超出偶然：{baskets:,} {unit}中同购 {together:,}，同样大小的购物篮预期为 "
        "{expected_alike:,.1f}（提升度 {lift:.2f}{interval}）。含{a}者 {ab:.1%} 同购{b}，含{b}者 {ba:.1%} 同购{a}。"
    ),
    "as_big_baskets": (
        "{a}与{b}在 {baskets:,} {unit}中同购 {together:,}：高于相互独立时的 {expected:,.1f}"
        "（提升度 {lift:.2f}{interval}），但同样大小的购物篮本来就有 {expected_alike:,.1f}，不能说明两者相关。"
    ),
    "less": (
        "{a}与{b}同购的次数少于偶然：{baskets:,} {unit}中同购 {together:,}，预期为 {expected:,.1f}"
        "（提升度 {lift:.2f}{interval}）。"
    ),
    "none": (
        "无法判断{a}与{b}是否有关：{baskets:,} {unit}中同购 {together:,}，偶然预期 {expected:,.1f}"
        "（提升度 {lift:.2f}{interval}）。"
    ),
    "not_enough": (
        "数据不足：{baskets:,} {unit}中含{a} {count_a:,}、含{b} {count_b:,}，同购 {together:,}，"
        "偶然预期 {expected:,.1f}。至少达到 5 才能判断。"
    ),
}


def sentence(row: Mapping[str, Any], language: str) -> str:
    """The answer in words, with its counts and interval."""
    words, place = (_ZH, 1) if language == "zh" else (_EN, 0)
    unit = _BASKETS[row["by"]][place]
    interval = ""
    if row["low"] is not None:
        start, end = (", 95 % interval ", "") if place == 0 else ("，95% 区间 ", "")
        interval = f"{start}{row['low']:.2f}–{row['high']:.2f}{end}"
    return words[verdict(row)].format(
        **row, a=row["name_a"], b=row["name_b"], unit=unit, interval=interval,
        of=counted(row["baskets"], _ONE[row["by"]], unit),
        ab=row["confidence_ab"], ba=row["confidence_ba"],
    )  # fmt: skip
