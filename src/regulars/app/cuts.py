"""The thresholds of a snapshot: fixed ones, the quantiles of the day, and those with which a stored one was made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from regulars.profile.segment import Cuts, mean

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.core.settings import Settings
    from regulars.lake import Lake


def cuts_of(settings: Settings, lake: Lake, activity: ir.Table, *, as_of: date) -> Cuts:
    """The shop's thresholds of the day; with ``mode: quantile``, the terciles where at least three people bought."""
    fixed = Cuts.fixed(settings.thresholds_at(as_of))
    if settings.mode == "fixed":
        return fixed
    return quantile_cuts(lake, activity, as_of=as_of) or fixed


def quantile_cuts(lake: Lake, activity: ir.Table, *, as_of: date) -> Cuts | None:
    """Discrete 1/3 and 2/3 quantiles of the customers with a standing day; None where there are fewer than three."""
    standing = activity.filter(activity.last_day.notnull())
    table = lake.arrow(standing.select("last_day", "purchase_days_90", money=mean(standing.amount, standing.orders)))
    count = table.num_rows
    if count < 3:
        return None
    recency = sorted((as_of - last).days for last in table.column("last_day").to_pylist())
    frequency = sorted(table.column("purchase_days_90").to_pylist())
    value = sorted(table.column("money").to_pylist())
    low, high = -(-count // 3) - 1, -(-2 * count // 3) - 1
    return Cuts(
        recency[low],
        recency[high],
        Decimal(int(frequency[high])),
        Decimal(int(frequency[low])),
        value[high],
        value[low],
    )


def stored_cuts(lake: Lake, day: date) -> Cuts | None:
    """The thresholds with which a snapshot was made; None where there is none."""
    if not lake.has("segment_cut"):
        return None
    names = "active_days, dormant_days, frequent_days, rare_days, valuable, modest"
    rows = lake.rows(f"SELECT {names} FROM lake.main.segment_cut WHERE as_of = ?", [day])
    if not rows:
        return None
    active, dormant, *others = rows[0]
    return Cuts(int(active), int(dormant), *(Decimal(str(value)) for value in others))
