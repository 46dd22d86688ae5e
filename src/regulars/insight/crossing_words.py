"""A finding about a crossed group in a sentence, with its counts and interval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from regulars.insight.over import LEAST_PEOPLE

_BOUGHT = {
    "category": ("bought {value}", "购买了{value}"),
    "price_band": ("bought something priced {value}", "购买了价格带 {value} 的商品"),
    "hour": ("bought between {value} and {next} o'clock", "在 {value}–{next} 点购买过"),
}
_EN = (
    "{title}: {having:,} of {people:,} who bought again {what} after {cut} ({having_share:.1%}), where "
    "{expected:,.1f} would have were they like all people who buy as much, themselves among them; {index}."
)
_ZH = (
    "{title}：{cut} 之后再次购买的 {people:,} 人中有 {having:,} 人{what}（{having_share:.1%}），"
    "若与全部购买量相同的人（含本群）一样，预期为 {expected:,.1f} 人；{index}。"
)


def sentence(row: Mapping[str, Any], cut: date, language: str) -> str:
    """What the group buys more of, how sure that is, and against whom."""
    place = 1 if language == "zh" else 0
    following = int(row["value"]) + 1 if row["dimension"] == "hour" else ""
    what = _BOUGHT[row["dimension"]][place].format(value=row["value"], next=following)
    told = {**row, "title": row[f"title_{language}"], "what": what, "cut": cut, "index": _index(row, place)}
    return (_EN, _ZH)[place].format(**told)


def _index(row: Mapping[str, Any], place: int) -> str:
    if row["index"] is None:
        return ("nobody else did, so no ratio can be told", "其他人均无，无法给出倍数")[place]
    numbers = f"{row['index']:.2f}", f"{row['low']:.2f}–{row['high']:.2f}", f"{row['q']:.2g}"
    return (
        "set against the others alone, it is {} times as common (95 % interval {}, q {})",
        "只与其中的其他人相比，为其 {} 倍（95% 区间 {}，q {}）",
    )[place].format(*numbers)


def no_finding(tests: int, later: int, language: str) -> str:
    """Why a crossing has no finding."""
    place = 1 if language == "zh" else 0
    if later < LEAST_PEOPLE:
        told = ("not enough data: {:,} bought again, 50 are needed", "数据不足：仅 {:,} 人再次购买，至少需要 50 人")
        return told[place].format(later)
    return ("nothing stands out of {:,} tested", "检验 {:,} 项，均不突出")[place].format(tests)


def not_crossed(size: int, whole: int, language: str) -> str:
    """Why a base group takes part in no crossing: too few are in it, or too few are not."""
    told = (
        "not crossed: holds {:,} of {:,} customers, and 50 must be in it and 50 out of it",
        "不参与交叉：{1:,} 位客户中含 {0:,} 位，组内外均须至少 50 人",
    )
    return told[1 if language == "zh" else 0].format(size, whole)
