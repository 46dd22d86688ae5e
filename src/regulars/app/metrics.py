"""Metrics of the catalogue over periods: cut, aggregated by the engine in one query per table, divided once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from regulars.app.day import chosen
from regulars.app.segments import customer_rows
from regulars.core.errors import InputError, MissingError, unknown
from regulars.core.frame import Frame
from regulars.core.metric import ENTRY_DAYS, Metric
from regulars.core.shelf import joined, own_declarations
from regulars.core.text import counted
from regulars.core.time import month_end, month_of, month_start
from regulars.profile import retention

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace

By = Literal["day", "month"] | None
CENT = Decimal("0.0001")


@dataclass(frozen=True)
class Number:
    """A metric in a period. ``part`` ÷ ``whole`` where it is a ratio; None with a note where it cannot be told."""

    metric: Metric
    start: date
    end: date
    value: Decimal | int | float | None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    note: dict[str, str] | None = None


def catalogue(workspace: Workspace) -> dict[str, Metric]:
    """The shipped metrics and the shop's own, from its ``metrics`` folder."""
    from regulars.catalogue.shelf import metrics as shipped

    return joined(shipped(), own_declarations(workspace.folder / "metrics", "METRIC", Metric))


def metrics(
    workspace: Workspace, names: Iterable[str] | str | None = None, *, start: date | None = None,
    end: date | None = None, by: By = None, as_of: date | None = None,
) -> Frame:  # fmt: skip
    """One row per metric and period; the rows of the facts up to the as-of day only.

    ``value`` is for reading and drawing; ``amount`` is the exact decimal of money. ``n`` is what a ratio is divided
    by, ``low`` and ``high`` the 95 % interval of a share of people. Where ``value`` is null a note says why.
    """
    import pyarrow as pa

    told = numbers(workspace, names, start=start, end=end, by=by, as_of=as_of)
    schema = pa.schema([
        ("metric", pa.string()), ("title_en", pa.string()), ("title_zh", pa.string()), ("unit", pa.string()),
        ("start", pa.date32()), ("end", pa.date32()), ("value", pa.float64()), ("amount", pa.decimal128(38, 4)),
        ("n", pa.int64()), ("low", pa.float64()), ("high", pa.float64()), ("note_en", pa.string()),
        ("note_zh", pa.string()),
    ])  # fmt: skip
    rows = [
        {
            "metric": one.metric.name, "title_en": one.metric.title["en"], "title_zh": one.metric.title["zh"],
            "unit": one.metric.unit, "start": one.start, "end": one.end,
            "value": None if one.value is None else float(one.value),
            "amount": one.value if one.metric.unit == "money" else None, "n": one.n, "low": one.low, "high": one.high,
            "note_en": one.note["en"] if one.note else None, "note_zh": one.note["zh"] if one.note else None,
        }
        for one in told
    ]  # fmt: skip
    return Frame(pa.Table.from_pylist(rows, schema=schema))


def numbers(
    workspace: Workspace, names: Iterable[str] | str | None = None, *, start: date | None = None,
    end: date | None = None, by: By = None, as_of: date | None = None,
) -> list[Number]:  # fmt: skip
    """The same as values, ordered by metric and period."""
    wanted = _wanted(catalogue(workspace), names)
    if by not in (None, "day", "month"):
        raise InputError(f"metrics go by day or month, not by {by!r}")
    day = chosen(workspace, as_of)
    first = first_day(workspace, day)
    if first is None:
        raise MissingError(f"nothing happened by {day}")
    begin, finish = start or first, min(end or day, day)
    if begin > finish:
        raise InputError(f"a period from {begin} to {finish} holds no day; the data go from {first} to {day}")
    told: dict[tuple[str, date], Number] = {}
    for (reads, dated, window), alike in _alike(wanted).items():
        rows = reading(workspace, reads, day, first=first)
        rows = rows.filter((rows[dated] >= begin) & (rows[dated] <= min(finish, day - timedelta(days=window))))
        answers = _answers(workspace, rows, alike, dated, by)
        for metric in alike:
            for period in periods(begin, finish, by):
                found = answers.get(_key(period, by), {})
                told[metric.name, period[0]] = _number(metric, period, found, history=(day - first).days + 1)
    return [told[metric.name, period[0]] for metric in wanted for period in periods(begin, finish, by)]


def reading(workspace: Workspace, name: str, day: date, *, first: date) -> ir.Table:
    """The table that a metric reads, up to the day: ``account_day`` and ``buyer`` by customer, or a fact."""
    rows = customer_rows(workspace, day)
    if name == "account_day":
        customer_day = rows.customer_id + "|" + rows.day.cast("string")
        return rows.mutate(customer_day=customer_day, is_purchase=_is_purchase(rows))
    if name == "buyer":
        paid = rows.filter(rows.customer_id.notnull() & _is_purchase(rows))
        return retention.buyer(paid, history_start=first, entry_days=ENTRY_DAYS)
    facts = workspace.tables
    if name not in facts or facts[name].dated is None:
        known = [fact for fact, table in facts.items() if table.dated]
        raise MissingError(unknown("table for metrics", name, ["account_day", "buyer", *known]))
    table = workspace.lake.table(name)
    return table.filter(table[str(facts[name].dated)] <= day)


def _is_purchase(rows: ir.Table) -> Any:
    """Whether something was bought on the day: what is paid later of an order belongs to its own paid day."""
    return ((rows.paid_amount > 0) & (rows.day == rows.purchase_day)).fill_null(False)


def first_day(workspace: Workspace, day: date) -> date | None:
    """The first day of the history, as known by a day."""
    rows = workspace.lake.rows("SELECT min(day) FROM lake.main.account_day WHERE day <= ?", [day])
    found: date | None = rows[0][0]
    return found


def periods(start: date, end: date, by: By) -> list[tuple[date, date]]:
    """The days or months of a period, cut at its ends; or the period itself."""
    if by is None:
        return [(start, end)]
    found, at = [], start
    while at <= end:
        last = at if by == "day" else min(month_end(at), end)
        found.append((at, last))
        at = last + timedelta(days=1)
    return found


def _wanted(known: dict[str, Metric], names: Iterable[str] | str | None) -> list[Metric]:
    if names is None:
        return list(known.values())
    asked = [names] if isinstance(names, str) else list(names)
    wrong = [unknown("metric", name, known) for name in asked if name not in known]
    if wrong:
        raise MissingError("; ".join(wrong))
    return [known[name] for name in dict.fromkeys(asked)]


def _alike(wanted: list[Metric]) -> dict[tuple[str, str, int], list[Metric]]:
    """Metrics that one query answers: same table, same date, same window."""
    found: dict[tuple[str, str, int], list[Metric]] = {}
    for metric in wanted:
        found.setdefault((metric.reads, metric.dated, metric.window_days), []).append(metric)
    return found


def _answers(
    workspace: Workspace, rows: ir.Table, alike: list[Metric], dated: str, by: By
) -> dict[date | None, dict[str, Any]]:
    """The aggregates by day or by first of month."""
    asked = {f"{metric.name}:value": metric.value(rows) for metric in alike}
    asked |= {f"{metric.name}:per": metric.per(rows) for metric in alike if metric.per is not None}
    if by is None:
        return {None: workspace.lake.arrow(rows.aggregate(**asked)).to_pylist()[0]}
    unit = rows[dated] if by == "day" else month_start(rows[dated])
    found = workspace.lake.arrow(rows.group_by(period_=unit).aggregate(**asked)).to_pylist()
    return {row["period_"]: row for row in found}


def _key(period: tuple[date, date], by: By) -> date | None:
    """By what the answer of a period is found: a first month may begin in its middle."""
    return None if by is None else month_of(period[0]) if by == "month" else period[0]


def _number(metric: Metric, period: tuple[date, date], found: dict[str, Any], *, history: int) -> Number:
    part = found.get(f"{metric.name}:value") or 0
    if history < metric.history_days:
        return Number(metric, *period, None, note=_too_short(metric, history))
    if metric.per is None:
        return Number(metric, *period, _exact(part, metric))
    whole = found.get(f"{metric.name}:per") or 0
    n = int(whole) if float(whole).is_integer() and metric.unit != "share" else None
    if metric.interval == "wilson":
        from regulars.stats.interval import wilson

        bounds = wilson(int(part), int(whole))
        if bounds is None:
            return Number(metric, *period, None, n=0, note=_nobody(metric))
        return Number(metric, *period, int(part) / int(whole), int(whole), *bounds)
    if not whole:
        return Number(metric, *period, None, n=0 if n is not None else None, note=_nobody(metric))
    value = Decimal(part) / Decimal(whole)
    return Number(metric, *period, value.quantize(CENT) if metric.unit == "money" else float(value), n)


def _exact(part: Any, metric: Metric) -> Any:
    return Decimal(part) if metric.unit == "money" else part


def _too_short(metric: Metric, history: int) -> dict[str, str]:
    more = metric.history_days - history
    return {
        "en": f"The history covers {counted(history, 'day')}; {more} more {'is' if more == 1 else 'are'} needed.",
        "zh": f"历史只有 {history} 天，还差 {more} 天。",
    }


def _nobody(metric: Metric) -> dict[str, str]:
    if metric.window_days:
        return {
            "en": f"Nobody who is known to be new (not in the first {ENTRY_DAYS} days of history) has had "
            f"{metric.window_days} days yet.",
            "zh": f"历史最初 {ENTRY_DAYS} 天之后首购的客户，还没有人满 {metric.window_days} 天。",
        }
    return {"en": "There is nothing to divide by in this period.", "zh": "统计期内没有可作分母的数据。"}


def cohorts(workspace: Workspace, *, as_of: date | None = None) -> Frame:
    """Retention: of each month's first-time buyers, the share that bought in each later calendar month.

    ``month, months_later, size, people, share``; months that the as-of day does not close are not told, and
    ``is_entry_known`` is false where the history is too short to know that they were new.
    """
    import pyarrow as pa

    schema = pa.schema([
        ("month", pa.date32()), ("months_later", pa.int64()), ("size", pa.int64()), ("people", pa.int64()),
        ("share", pa.float64()), ("is_entry_known", pa.bool_()),
    ])  # fmt: skip
    day = chosen(workspace, as_of)
    first = first_day(workspace, day)
    rows: list[dict[str, Any]] = []
    if first is not None:
        paid = customer_rows(workspace, day)
        paid = paid.filter(paid.customer_id.notnull() & _is_purchase(paid))
        buyers = retention.buyer(paid, history_start=first, entry_days=ENTRY_DAYS)
        counted = workspace.lake.arrow(retention.cohort(paid, buyers)).to_pylist()
        people = {(row["month"], row["months_later"]): row["people"] for row in counted}
        rows = list(_cohort_rows(people, first=first, day=day))
    return Frame(pa.Table.from_pylist(rows, schema=schema))


def _cohort_rows(people: dict[tuple[date, int], int], *, first: date, day: date) -> Iterable[dict[str, Any]]:
    known_from = first + timedelta(days=ENTRY_DAYS)
    for month in sorted({month for month, later in people if later == 0}):
        size, later, at = people[month, 0], 0, month
        while later == 0 or month_end(at) <= day:
            back = people.get((month, later), 0)
            yield {"month": month, "months_later": later, "size": size, "people": back, "share": back / size,
                   "is_entry_known": month >= known_from}  # fmt: skip
            at, later = month_end(at) + timedelta(days=1), later + 1
