"""Base groups of a cut day, crossed, and what each crossing buys more of afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import inf
from typing import TYPE_CHECKING, Any

from regulars.app.day import chosen, days_of, links
from regulars.app.items import with_item
from regulars.app.lines import last_day, lines, paid
from regulars.core.base_group import BaseGroup
from regulars.core.errors import InputError, MissingError
from regulars.core.frame import Frame
from regulars.core.shelf import joined, own_declarations
from regulars.core.time import local_time, offsets
from regulars.insight import crossing as step
from regulars.insight.over import LEAST_PEOPLE
from regulars.profile.account_taste import price_band
from regulars.profile.customer_activity import resolved

if TYPE_CHECKING:
    from pathlib import Path

    import ibis.expr.types as ir
    import pyarrow as pa

    from regulars.app.workspace import Workspace
    from regulars.insight.over import Counted

TAGS = "customer_tag"
LEVELS = ("category", "subcategory")
#: Purchases of fewer days after the cut are taken only where the cut is named.
LEAST_DAYS = 28


def catalogue(folder: Path) -> dict[str, BaseGroup]:
    """The shipped base groups and the shop's own, from its ``base_groups`` folder."""
    from regulars.catalogue.shelf import base_groups as shipped

    return joined(shipped(), own_declarations(folder / "base_groups", "GROUP", BaseGroup))


def crossings(
    workspace: Workspace, *, ways: int = 2, cut: date | None = None, as_of: date | None = None, level: str = "category"
) -> Frame:
    """A row per finding (``dimension``, ``value`` and their evidence), then a row per crossing without one and, with
    ``ways`` 1, per base group. ``note_en`` and ``note_zh`` say why nothing is told.

    ``size`` and ``share`` are of those who had ever bought by the cut; ``people`` those of them who bought afterwards.
    See ``stats.over_index`` for ``index``, ``low``, ``high`` and ``p``; ``q`` is over all ``tests``.
    """
    if ways not in (2, 3, 4) or level not in LEVELS:
        raise InputError(f"groups are crossed 2, 3 or 4 ways by {' or '.join(LEVELS)}, not {ways} ways by {level!r}")
    day, end = _period(workspace, cut, as_of)
    found = _crossed(workspace, (ways,), day, end, level)[0]
    return Frame(_table([{"cut": day, "until": end, **row} for row in found.rows]))


@dataclass(frozen=True)
class Run:
    """One run of crossings: its rows as ``crossings`` has them, and what they were found among."""

    ways: int
    cut: date
    until: date
    crossed: int  #: crossings of 50 people or more
    judged: int  #: those of which 50 bought again
    tests: int
    rows: list[dict[str, Any]]


def runs(workspace: Workspace, ways: Sequence[int], *, as_of: date) -> list[Run]:
    """What ``crossings`` tells of a day, for several numbers of ways from one pass over the facts. MissingError where
    no tags are old enough."""
    return _crossed(workspace, ways, *_period(workspace, None, as_of), "category")


def _crossed(workspace: Workspace, ways: Sequence[int], day: date, end: date, level: str) -> list[Run]:
    groups = list(catalogue(workspace.folder).values())
    with workspace.lake.scratch():
        counts = _counted(workspace, groups, day, _later_line(workspace, day, end, level))
    return [_run(groups, counts, each, day, end) for each in ways]


def _period(workspace: Workspace, cut: date | None, as_of: date | None) -> tuple[date, date]:
    """The cut, whose tags are there, and the last day of the purchases that are judged."""
    end = as_of or last_day(workspace)
    if cut is None:
        cut = max((day for day in days_of(workspace, TAGS) if (end - day).days >= LEAST_DAYS), default=None)
        if cut is None:
            proposed = end - timedelta(days=90)
            first = workspace.lake.rows("SELECT min(day) FROM lake.main.order_item")[0][0]
            if first is not None and proposed <= first:
                raise MissingError(
                    f"the history is too short to judge groups by later purchases: it goes from {first} to {end}, and "
                    "some three months must follow on the day of the tags",
                    code="too_short",
                )
            raise MissingError(
                f"no tags are old enough to judge them by later purchases, which go to {end}: the cut must lie "
                f"{LEAST_DAYS} days before. Make them with: regulars build --as-of {proposed}",
                code="no_snapshot",
            )
    day = chosen(workspace, cut, TAGS)
    if day >= end:
        raise InputError(f"no purchases after the cut {day}: they go to {end}. Name an earlier cut")
    return day, end


def _later_line(workspace: Workspace, day: date, end: date, level: str) -> ir.Table:
    """The lines paid for after the cut, of the customers as they were known at the cut, with what is tested of each."""
    rows = lines(workspace, start=day + timedelta(days=1), end=end)
    rows = resolved(paid(workspace, rows.filter(rows.amount > 0), by=end), links(workspace, day))
    rows = with_item(workspace, rows.filter(rows.customer_id.notnull()), level, end)
    start = datetime.combine(day, time()) - timedelta(days=2)
    found = offsets(workspace.settings.zone, start, datetime.combine(end, time()) + timedelta(days=2))
    return rows.select(
        "customer_id", "day", category="item", hour=local_time(rows.ordered_at, found).hour(),
        price_band=price_band(rows.unit_price, workspace.settings.tastes.price_bands),
    )  # fmt: skip


@dataclass(frozen=True)
class _Counts:
    """People by the sum of their groups, at the cut and of each dimension afterwards, and the leading category."""

    masks: Any
    people: Any
    later: dict[str, Counted]
    leading: str | None


def _counted(workspace: Workspace, groups: Sequence[BaseGroup], day: date, later_line: ir.Table) -> _Counts:
    """One pass in the engine over tags and over later lines; then counts only."""
    lake = workspace.lake
    tags = lake.table(TAGS)
    member = lake.keep(step.base_member(tags.filter(tags.as_of == day), groups=groups))
    later = lake.keep(later_line)
    person = lake.keep(step.later_person(later))
    sizes = lake.arrow(step.size_count(member).order_by("groups"))
    people = lake.arrow(step.person_count(member, person))
    values = lake.arrow(step.value_count(member, person, step.later_value(later)))
    (leading,) = lake.arrow(member.select("leading_category").limit(1))["leading_category"].to_pylist() or [None]
    masks = sizes["groups"].to_numpy()
    return _Counts(masks, sizes["people"].to_numpy(), _arrays(masks, people, values), leading)


def _run(groups: Sequence[BaseGroup], counts: _Counts, ways: int, day: date, end: date) -> Run:
    from regulars.insight import over

    whole = int(counts.people.sum())
    base = [int(counts.people[(counts.masks >> place) & 1 == 1].sum()) for place in range(len(groups))]
    usable = {k for k, size in enumerate(base) if LEAST_PEOPLE <= size <= whole - LEAST_PEOPLE}
    told = over.over_indexing(
        list(over.crossings(groups, ways, usable)), counts.masks, counts.people, counts.later,
        excluded=_excluded(groups, counts.leading),
    )  # fmt: skip
    judged = sum(one.later >= LEAST_PEOPLE for one in told)
    rows = _rows(groups, told, base, usable, whole, day)
    return Run(ways, day, end, len(told), judged, sum(one.tests for one in told), rows)


def _excluded(groups: Sequence[BaseGroup], leading: str | None) -> dict[int, set[tuple[str, str | None]]]:
    def told(text: str) -> tuple[str, str | None]:
        if text == "leading_category":
            return "category", leading
        name, _, value = text.partition("=")
        return name, value or None

    return {place: {told(text) for text in group.excludes} for place, group in enumerate(groups)}


def _arrays(masks: Any, people: pa.Table, values: pa.Table) -> dict[str, Counted]:
    """The counts of each dimension as arrays, with places of masks, values and classes in place of themselves."""
    import numpy as np
    import pyarrow.compute as pc

    from regulars.insight.over import Counted

    found = {}
    for name in step.TESTED:
        told, have = (table.filter(pc.equal(table["dimension"], name)) for table in (people, values))
        strata, known = np.unique(told["stratum"].to_numpy()), have["value"].unique().to_pylist()
        whole = np.zeros((len(masks), len(strata)), dtype=np.int64)
        place = (np.searchsorted(masks, told["groups"].to_numpy()), np.searchsorted(strata, told["stratum"].to_numpy()))
        whole[place] = told["people"].to_numpy()
        number = {value: k for k, value in enumerate(known)}
        found[name] = Counted(
            tuple(known), whole, np.searchsorted(masks, have["groups"].to_numpy()),
            np.array([number[value] for value in have["value"].to_pylist()], dtype=np.int64),
            np.searchsorted(strata, have["stratum"].to_numpy()), have["people"].to_numpy(),
        )  # fmt: skip
    return found


def _rows(
    groups: Sequence[BaseGroup], told: list[Any], base: list[int], usable: set[int], whole: int, day: date
) -> list[dict[str, Any]]:
    from regulars.insight.crossing_words import no_finding, not_crossed, sentence

    tests = sum(one.tests for one in told)
    found, empty = [], []
    for one in told:
        row = _named([groups[place] for place in one.places], one.size, whole) | {"people": one.later, "tests": tests}
        for finding in one.found:
            full = row | finding
            found.append(full | {f"sentence_{each}": sentence(full, day, each) for each in ("en", "zh")})
        if not one.found:
            empty.append(row | {f"note_{each}": no_finding(one.tests, one.later, each) for each in ("en", "zh")})
    found.sort(key=lambda row: (-_least(row), row["crossing"], row["dimension"], row["value"]))
    for place, group in enumerate(groups):
        row = _named([group], base[place], whole) | {"tests": tests}
        notes = {f"note_{each}": not_crossed(base[place], whole, each) for each in ("en", "zh")}
        empty.append(row | ({} if place in usable else notes))
    return found + empty


def _least(row: dict[str, Any]) -> float:
    """What the index is at least; where nobody else has the value it has no bounds."""
    return inf if row["low"] is None else float(row["low"])


def _named(held: Sequence[BaseGroup], size: int, whole: int) -> dict[str, Any]:
    return {
        "crossing": " × ".join(group.name for group in held), "ways": len(held),
        "title_en": " × ".join(group.title["en"] for group in held),
        "title_zh": " × ".join(group.title["zh"] for group in held),
        "size": size, "share": size / whole if whole else None,
    }  # fmt: skip


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    text, whole, number = pa.string(), pa.int64(), pa.float64()
    kinds = [("cut", pa.date32()), ("until", pa.date32()), ("crossing", text), ("title_en", text), ("title_zh", text)]
    kinds += [("ways", whole), ("size", whole), ("share", number), ("people", whole), ("dimension", text)]
    kinds += [("value", text), ("having", whole), ("having_share", number), ("other_share", number)]
    kinds += [(name, number) for name in ("expected", "index", "low", "high", "p", "q")]
    kinds += [("tests", whole)]
    kinds += [(f"{name}_{language}", text) for name in ("sentence", "note") for language in ("en", "zh")]
    return pa.Table.from_pylist(rows, schema=pa.schema(kinds))
