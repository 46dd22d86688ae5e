"""The key figures of a shop's page: the last full month beside the one before, with what cannot be told yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from regulars.app import metrics as measures
from regulars.core.metric import ENTRY_DAYS
from regulars.core.time import month_end, month_of
from regulars.report.picture import Figure, Period

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace

ORDER = (
    "gmv_ordered", "gmv_paid", "gmv_net", "orders", "paid_orders", "buyers", "customer_value", "order_value",
    "items_per_order", "new_buyers", "customer_days", "repurchase_90d", "repurchase_365d",
    "refunds", "refund_rate", "unmatched_refund_share", "guest_share",
)  # fmt: skip
#: Of customers, so of nobody where none is named.
_OF_PEOPLE = {"buyers", "new_buyers", "customer_days", "customer_value"}
_NAMELESS = {"en": "No paid order of the period names its customer.", "zh": "统计期内没有一笔支付订单写明客户。"}


def figures(
    workspace: Workspace, day: date, first: date, period: Period, previous: Period | None
) -> tuple[Figure, ...]:
    """Every metric of the catalogue. Shares of first-time buyers stand on all complete cohorts, not on the month."""
    catalogue = measures.catalogue(workspace)
    cohorted = [name for name, metric in catalogue.items() if metric.window_days]
    dated = [name for name in catalogue if name not in cohorted]
    now = _numbers(workspace, dated, period, day)
    before = _numbers(workspace, dated, previous, day) if previous else {}
    known = now.pop("new_buyers_known_entry")
    told = {name: _figure(number, previous=before.get(name)) for name, number in now.items()}
    told["new_buyers"] = replace(told["new_buyers"], note=_unknown_entry(now["new_buyers"], known))
    if now["guest_share"].value == 1 and not now["buyers"].value:
        told |= {name: replace(told[name], value=None, previous=None, note=_NAMELESS) for name in _OF_PEOPLE}
    told |= {
        number.metric.name: _of_cohorts(number, first, day)
        for number in measures.numbers(workspace, cohorted, as_of=day)
    }
    ranked = sorted(told, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    return tuple(told[name] for name in ranked)


def _numbers(workspace: Workspace, names: list[str], period: Period, day: date) -> dict[str, measures.Number]:
    found = measures.numbers(workspace, names, start=period.start, end=period.end, as_of=day)
    return {number.metric.name: number for number in found}


def _of_cohorts(number: measures.Number, first: date, day: date) -> Figure:
    """The period says whose first purchases are counted."""
    start, end = first + timedelta(days=ENTRY_DAYS), day - timedelta(days=number.metric.window_days)
    return _figure(number, period=Period(start, end) if start <= end and number.value is not None else None)


def comparison(first: date, day: date) -> tuple[Period, Period | None]:
    """The last full month and the one before it; the whole data where there is no full month yet."""
    end = day if day == month_end(day) else month_of(day) - timedelta(days=1)
    start = month_of(end)
    if start < first:
        return Period(first, day), None
    before = start - timedelta(days=1)
    return Period(start, end), Period(month_of(before), before) if month_of(before) >= first else None


def _figure(
    number: measures.Number, *, previous: measures.Number | None = None, period: Period | None = None
) -> Figure:
    metric = number.metric
    return Figure(
        metric.name, metric.unit, metric.title, number.value, metric.about, family=metric.family,
        previous=previous.value if previous else None,
        formula={"en": metric.formula, "zh": metric.formula_zh or metric.formula}, note=number.note,
        n=number.n if number.low is not None else None, low=number.low, high=number.high, better=metric.better,
        period=period,
    )  # fmt: skip


def _unknown_entry(bought: measures.Number, known: measures.Number) -> dict[str, str] | None:
    """How many of the new buyers may be old ones, of whom the history does not tell."""
    unknown = int(bought.value or 0) - int(known.value or 0)
    if not unknown:
        return None
    return {
        "en": f"{unknown:,} of them came in the first {ENTRY_DAYS} days of history: nobody knows whether they are new.",
        "zh": f"其中 {unknown:,} 人出现在历史最初 {ENTRY_DAYS} 天内，无法确认是否真为新客。",
    }
