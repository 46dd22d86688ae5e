"""New rows against known ones: one row a key, what is new, what changed, what was there already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regulars.core.table import Table

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: Key columns that a source may leave empty are stored as this, so that keys compare without nulls.
_EMPTY = {"id": "", "text": "", "quantity": 0, "money": 0}
_SETTLED = 1 << 40
_DEFAULTS = {("payment", "kind"): "full", ("refund", "kind"): "return"}


@dataclass(frozen=True)
class Key:
    """What makes a row of this load unique: the table's own key, or the source's line numbers where it has them."""

    columns: tuple[str, ...]
    counted: bool

    @classmethod
    def of(cls, table: Table, mapped: frozenset[str]) -> Key:
        if table.line_key and table.line_key[-1] in mapped:
            return cls(table.line_key, counted=False)
        return cls(table.key, counted=table.counted is not None)

    @property
    def stored(self) -> list[str]:
        return [*self.columns, "occurrence"] if self.counted else list(self.columns)


def shaped(rows: ir.Table, table: Table) -> ir.Table:
    """The rows with exactly the table's columns and types; missing ones are null, empty keys are filled."""
    import ibis

    columns: dict[str, Any] = {}
    for column in table.columns:
        kind = dtype(column.stored)
        value = rows[column.name].cast(kind) if column.name in rows.columns else ibis.null(kind)
        if column.name in table.key and column.kind in _EMPTY:
            value = value.fill_null(ibis.literal(_EMPTY[column.kind]).cast(kind))
        if column.kind == "boolean":
            value = value.fill_null(False)
        if (table.name, column.name) in _DEFAULTS:
            value = value.fill_null(_DEFAULTS[table.name, column.name])
        columns[column.name] = value
    if table.moment:
        columns["day"] = rows.day.cast("date")
    return rows.select(**columns, row_no=rows.row_no)


def arranged(rows: ir.Table, table: Table, key: Key) -> ir.Table:
    """One row per stored key. Counted tables number identical rows 1, 2, … in the order of time and place;
    the others reduce the rows of one key to one, each column by its merge rule: blanks of later rows tell nothing."""
    import ibis

    if key.counted:
        window = ibis.window(group_by=list(key.columns), order_by=[table.moment or "row_no", "row_no"])
        return rows.mutate(occurrence=(ibis.row_number().over(window) + 1).cast("int32")).drop("row_no")
    values: dict[str, Any] = {}
    for name in (column for column in rows.columns if column not in (*key.columns, "row_no")):
        rule = _rule(table, name)
        if rule in ("min", "max"):
            values[name] = rows[name].min() if rule == "min" else rows[name].max()
        else:
            values[name] = rows[name].argmax(rows.row_no, where=rows[name].notnull())
    reduced = rows.group_by(list(key.columns)).aggregate(**values)
    return reduced.mutate(occurrence=ibis.literal(1, "int32")) if table.counted else reduced


def disagreements(rows: ir.Table, table: Table, key: Key) -> ir.Table | None:
    """How many keys are told in two ways by one file, in columns that must agree; None where no column must."""
    import ibis

    same = _agreeing(table, key)
    if not same:
        return None
    ends: dict[str, Any] = {}
    for name in same:
        ends |= {f"low_{name}": rows[name].min(), f"high_{name}": rows[name].max()}
    grouped = rows.group_by(list(key.columns)).aggregate(**ends)
    differing = ibis.or_(*[grouped[f"low_{name}"] != grouped[f"high_{name}"] for name in same])
    return grouped.filter(differing).count().as_table()


def disagreeing_rows(rows: ir.Table, table: Table, key: Key, *, yielding: ir.Table | None = None) -> ir.Table:
    """``row_no`` and ``column`` of the rows that a later row of the same file contradicts. Rows whose numbers are
    ``yielding`` count as earlier than all others."""
    import ibis

    columns = list(key.columns)
    found = []
    for name in _agreeing(table, key):
        known = rows.filter(rows[name].notnull()).select(*columns, "row_no", told=rows[name])
        known = known.mutate(place=known.row_no)
        if yielding is not None:
            gives_way = known.row_no.isin(yielding.row_no)
            known = known.mutate(place=known.row_no + gives_way.ifelse(0, _SETTLED))
        latest = known.group_by(columns).aggregate(latest=known.told.argmax(known.place))
        joined = known.inner_join(latest, columns)
        found.append(joined.filter(joined.told != joined.latest).select("row_no", column=ibis.literal(name)))
    return found[0] if len(found) == 1 else ibis.union(*found)


def _agreeing(table: Table, key: Key) -> list[str]:
    """Columns in which all rows of a key must agree. Numbered lines must agree on what is a line's key elsewhere."""
    if key.counted:
        return []
    identifying = set(table.key) - set(key.columns)
    return [column.name for column in table.columns if column.merge == "same" or column.name in identifying]


def key_ends(incoming: ir.Table, key: Key) -> ir.Table:
    """The smallest and the greatest first part of the keys that the load brings, and whether any has a NUL in it."""
    import ibis

    first = incoming[key.columns[0]]
    texts = [incoming[name] for name in key.columns if incoming[name].type().is_string()]
    is_odd = ibis.or_(*[text.re_search(r"\x00") for text in texts]).any()
    return incoming.aggregate(low=first.min(), high=first.max(), is_odd=is_odd)


def known_rows(incoming: ir.Table, stored: ir.Table, key: Key, *, ends: tuple[Any, ...]) -> ir.Table:
    """The stored rows whose keys the load brings again.

    ``ends`` are those of ``key_ends``: numbers mostly grow with time, so files of other months need not be read.
    """
    return _met(incoming, stored, key.stored, ends)


def loose_key(table: Table) -> tuple[str, ...]:
    """The key of a line without its numbers, which a correction changes: the order and the product. Empty where no
    number is in the key."""
    if not table.counted:
        return ()
    loose = tuple(name for name in table.key if table.column(name).kind not in ("quantity", "money"))
    return loose if len(loose) < len(table.key) else ()


def known_lines(incoming: ir.Table, stored: ir.Table, key: Key, *, ends: tuple[Any, ...]) -> ir.Table:
    """All stored lines of the orders that the load brings again, those with its keys among them. ``ends`` as above."""
    return _met(incoming, stored, [key.columns[0]], ends)


def _met(incoming: ir.Table, stored: ir.Table, columns: list[str], ends: tuple[Any, ...]) -> ir.Table:
    low, high, is_odd = ends
    if not is_odd:
        return stored.filter(stored[columns[0]].between(low, high)).semi_join(incoming, columns)
    # Not the bare columns: DuckLake would be handed the keys as a filter, and cannot read one with a NUL in it.
    bare = {name: stored[name] + "" if stored[name].type().is_string() else stored[name] for name in columns}
    return stored.semi_join(incoming, [value == incoming[name] for name, value in bare.items()])


def told_otherwise(fresh: ir.Table, lines: ir.Table, incoming: ir.Table, table: Table, key: Key) -> ir.Table:
    """How many orders have ``fresh`` lines of a product of which the load lacks a known line, and the first of them.

    An order that only grew, or that a file cuts in its middle, is none: its new lines are of other products, or its
    known ones are told again.
    """
    lacking = lines.semi_join(fresh, list(loose_key(table))).anti_join(incoming, key.stored)
    order = lacking[key.columns[0]]
    return lacking.aggregate(orders=order.nunique(), first=order.min())


def new_rows(incoming: ir.Table, known: ir.Table, key: Key) -> ir.Table:
    """Rows with keys that are not stored yet."""
    return incoming.anti_join(known, key.stored)


def changed_rows(incoming: ir.Table, known: ir.Table, table: Table, key: Key) -> ir.Table:
    """Known keys of which the load tells something else, merged with what was known; a null tells nothing."""
    import ibis

    joined = incoming.inner_join(known, key.stored, rname="{name}_known")
    merged: dict[str, Any] = {}
    changes = []
    for name in table.schema:
        if name in key.stored:
            merged[name] = joined[name]
            continue
        fresh, stored = joined[name], joined[f"{name}_known"]
        rule = _rule(table, name)
        if rule == "min":
            value = ibis.least(ibis.coalesce(fresh, stored), ibis.coalesce(stored, fresh))
        elif rule == "max":
            value = ibis.greatest(ibis.coalesce(fresh, stored), ibis.coalesce(stored, fresh))
        else:
            value = ibis.coalesce(fresh, stored)
        merged[name] = value
        changes.append(~value.identical_to(stored))
    if not changes:
        return joined.select(**merged).limit(0)
    before = {"day_before": joined.day_known} if "day" in table.schema and "day" not in key.stored else {}
    return joined.filter(ibis.or_(*changes)).select(**merged, **before)


def _rule(table: Table, name: str) -> str:
    if name == "day" and table.moment:
        name = table.moment
    return table.column(name).merge if name in table.names else "last"


def dtype(stored: str) -> str:
    """The ibis name of a stored type."""
    names = {
        "VARCHAR": "string", "BIGINT": "int64", "INTEGER": "int32", "DOUBLE": "float64", "BOOLEAN": "boolean",
        "TIMESTAMP": "timestamp(6)", "DATE": "date",
    }  # fmt: skip
    return names.get(stored, stored.lower().replace(",", ", "))
