"""The tags of a shop: what each one means, of how many it is known, and how its values lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from regulars.app.day import chosen, days_of
from regulars.app.tags import usable
from regulars.core.errors import InputError, MissingError, unknown
from regulars.core.frame import Frame
from regulars.core.tag import Tag

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace

TABLE = "customer_tag"
QUANTILES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
MOST_VALUES = 50
FAMILIES = ("value", "rhythm", "price", "taste", "loyalty", "person", "risk")


@dataclass(frozen=True)
class Spread:
    """How the values of one tag lie at the end of a day. ``rows`` are values with their people, the most common first
    (at most fifty; ``values`` counts all), or for numbers and days the quantiles of those of whom it is known."""

    tag: Tag
    as_of: date
    people: int
    known: int
    values: int
    rows: tuple[dict[str, Any], ...]

    @property
    def unknown_share(self) -> float | None:
        return 1 - self.known / self.people if self.people else None


def tags(workspace: Workspace, as_of: date | None = None) -> Frame:
    """A row per tag by family: titles, unit, kind, meaning, and the share of customers of whom it is known (null before
    a build)."""
    import pyarrow as pa

    listed = sorted(usable(workspace.folder)[0].values(), key=lambda tag: (FAMILIES.index(tag.family), tag.name))
    known = _known(workspace, listed, as_of)
    texts = ("family", "name", "title_en", "title_zh", "unit", "kind", "about_en", "about_zh")
    schema = pa.schema([*((name, pa.string()) for name in texts), ("known_share", pa.float64())])
    rows = [
        {
            "family": tag.family, "name": tag.name, "title_en": tag.title["en"], "title_zh": tag.title["zh"],
            "unit": tag.unit, "kind": tag.kind, "about_en": tag.about["en"], "about_zh": tag.about["zh"],
            "known_share": known.get(tag.name),
        }
        for tag in listed
    ]  # fmt: skip
    return Frame(pa.Table.from_pylist(rows, schema=schema))


def _known(workspace: Workspace, listed: list[Tag], as_of: date | None) -> dict[str, float]:
    if as_of is None and not days_of(workspace, TABLE):
        return {}
    rows = _rows(workspace, chosen(workspace, as_of, TABLE))
    counts = {tag.name: rows[tag.name].count() for tag in listed if tag.name in rows.columns}
    found = workspace.lake.arrow(rows.aggregate(everyone=rows.count(), **counts)).to_pylist()[0]
    everyone = found.pop("everyone")
    return {name: count / everyone for name, count in found.items()} if everyone else {}


def spread(workspace: Workspace, name: str, as_of: date | None = None) -> Spread:
    """How one tag's values lie. MissingError where there is no such tag, or it was declared after the last build."""
    known, faults = usable(workspace.folder)
    if name in faults:
        raise InputError(faults[name])
    if name not in known:
        raise MissingError(unknown("tag", name, known, see="regulars tags"))
    tag, day = known[name], chosen(workspace, as_of, TABLE)
    rows = _rows(workspace, day)
    if name not in rows.columns:
        raise MissingError(f"tag {name!r} is not built yet. Run: regulars build", code="not_built")
    asked = rows.aggregate(people=rows.count(), known=rows[name].count(), values=rows[name].nunique())
    counts = {key: int(count) for key, count in workspace.lake.arrow(asked).to_pylist()[0].items()}
    found = _quantiles(workspace, rows, tag) if _is_ordered(tag) else _values(workspace, rows, tag, counts["people"])
    return Spread(tag=tag, as_of=day, rows=tuple(found), **counts)


def _is_ordered(tag: Tag) -> bool:
    return tag.unit not in ("word", "yes_no")


def _quantiles(workspace: Workspace, rows: ir.Table, tag: Tag) -> list[dict[str, Any]]:
    """The value of the person who stands at each share of all, from the least to the greatest."""
    import ibis

    told = rows.filter(rows[tag.name].notnull()).select(value=rows[tag.name])
    place = ibis.row_number().over(ibis.window(order_by="value"))
    placed = told.mutate(place=place, last=told.count() - 1)
    wanted = [(placed.last * share).floor().cast("int64") for share in QUANTILES]
    kept = placed.filter(ibis.or_(*[placed.place == one for one in wanted]))
    found = {row["place"]: row for row in workspace.lake.arrow(kept).to_pylist()}
    last = max(found, default=-1)
    return [{"quantile": share, "value": found[int(last * share)]["value"]} for share in QUANTILES] if found else []


def _values(workspace: Workspace, rows: ir.Table, tag: Tag, people: int) -> list[dict[str, Any]]:
    import ibis

    told = rows.filter(rows[tag.name].notnull())
    counted = told.group_by(value=told[tag.name]).aggregate(people=told.count())
    kept = counted.order_by(ibis.desc("people"), "value").limit(MOST_VALUES)
    return [row | {"share": row["people"] / people} for row in workspace.lake.arrow(kept).to_pylist()]


def _rows(workspace: Workspace, day: date) -> ir.Table:
    table = workspace.lake.table(TABLE)
    return table.filter(table.as_of == day)
