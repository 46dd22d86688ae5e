"""All tags of every customer in one row: each table is read once, for all the tags that it has an answer to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from regulars.core.decimals import whole_sum
from regulars.core.errors import InputError
from regulars.core.shelf import telling
from regulars.core.tag import FACTS, READS, STORED, Tag
from regulars.profile.account_day import KIND, MEASURES

if TYPE_CHECKING:
    import ibis.expr.types as ir


def customer_tag(
    tables: Mapping[str, ir.Table], *, tags: Iterable[Tag], as_of: date, untold: Collection[str] = ()
) -> ir.Table:
    """One row per customer of ``tables['customer']``, one column per tag.

    ``tables`` has what tags may read by its name; those but ``customer`` have ``customer_id`` in many rows or none.
    Tags that need what is ``untold``, or read a fact that is not among the tables, are unknown of everybody.
    """
    import ibis

    every = list(tags)
    untold_of = {tag.name for tag in every if tag.needs in untold or (tag.reads in FACTS and tag.reads not in tables)}
    listed = [tag for tag in every if tag.name not in untold_of]
    unknown = {tag.name: ibis.null(STORED[tag.unit]) for tag in every if tag.name in untold_of}
    found = tables["customer"]
    found = found.select("customer_id", **{tag.name: _stored(tag, found, as_of) for tag in _of(listed, "customer")})
    for name in READS[1:-1]:
        if wanted := _of(listed, name):
            found = _beside(found, _summed(tables[name], wanted, as_of), wanted)
    found = found.mutate(**unknown)
    found = found.mutate(**{tag.name: _ruled(tag, found, as_of, _of(listed, "tag")) for tag in _of(listed, "tag")})
    return found.select("customer_id", as_of=ibis.literal(as_of), **{tag.name: found[tag.name] for tag in every})


def _of(tags: list[Tag], reads: str) -> list[Tag]:
    return [tag for tag in tags if tag.reads == reads]


def _summed(rows: ir.Table, tags: list[Tag], as_of: date) -> ir.Table:
    rows = rows.filter(rows.customer_id.notnull())
    return rows.group_by("customer_id").aggregate(**{tag.name: _stored(tag, rows, as_of) for tag in tags})


def _beside(found: ir.Table, more: ir.Table, tags: list[Tag]) -> ir.Table:
    joined = found.left_join(more, "customer_id").drop("customer_id_right")
    return joined.mutate(
        **{tag.name: joined[tag.name].fill_null(tag.missing) for tag in tags if tag.missing is not None}
    )


def _ruled(tag: Tag, rows: ir.Table, as_of: date, rules: list[Tag]) -> Any:
    """The value of a tag that reads other tags; InputError names those that read tags themselves."""
    try:
        return _stored(tag, rows, as_of)
    except InputError as error:
        if not (read := _rules_read(tag, rows, as_of, rules)):
            raise
        told = f"{' and '.join(map(repr, read))}, which {'is' if len(read) == 1 else 'are'} made of other tags as well"
        hint = "Such a tag can read the tags of other tables only: write the condition of that tag out here"
        raise InputError(f"tag {tag.name!r}: reads {told}. {hint}") from error


def _rules_read(tag: Tag, rows: ir.Table, as_of: date, rules: list[Tag]) -> list[str]:
    """The tags made of tags that a tag would read, were they there."""
    import ibis
    import ibis.expr.operations as ops

    missing = {one.name: ibis.null(STORED[one.unit]) for one in rules}
    with suppress(InputError), telling(f"tag {tag.name!r}"):  # another reason has been told
        value = tag.value(rows.mutate(**missing), as_of)
        return sorted({field.name for field in value.op().find(ops.Field)} & missing.keys())
    return []


def _stored(tag: Tag, rows: ir.Table, as_of: date) -> Any:
    """The value as its unit is stored; money of floating point is rounded first, as engines round differently."""
    import ibis

    with telling(f"tag {tag.name!r}"):
        value = tag.value(rows, as_of)
        _check(tag, value, rows)
        if value.type().is_floating():  # 0 ÷ 0 is unknown, and no number that is greater than all
            value = ibis.ifelse(value.isnan() | value.isinf(), ibis.null("float64"), value)
        if tag.unit == "money" and value.type().is_floating():
            value = (value * 10_000).round().cast("float64") / 10_000
        return value.cast(STORED[tag.unit])


def _check(tag: Tag, value: Any, rows: ir.Table) -> None:
    """InputError where a value is none that can be kept: found before anything is made of it."""
    import ibis.expr.types as ir

    if not isinstance(value, ir.Value):
        raise InputError(f"value answers with {value!r} and not with an ibis expression of the rows that it is given")
    is_of_many = tag.reads not in ("customer", "tag")
    if is_of_many and not isinstance(value, ir.Scalar):
        raise InputError(f"value is a column; of the many rows of {tag.reads} an aggregate is asked, such as a sum")
    if is_of_many and not value.op().relations <= {rows.op()}:
        raise InputError("value takes other rows than those it is given: do not filter them, write .sum(where=…)")
    kind, wanted = value.type(), STORED[tag.unit]
    fits = {
        "string": kind.is_string(), "date": kind.is_temporal(), "boolean": kind.is_boolean(),
        "int64": kind.is_integer(),
    }.get(wanted, kind.is_numeric() and not kind.is_boolean())  # fmt: skip
    if not fits and not kind.is_null():
        raise InputError(f"value is of type {kind}, which does not fit the unit {tag.unit!r}")


def customer_day(account_day: ir.Table, customer_account: ir.Table) -> ir.Table:
    """One row per customer and day with ``MEASURES``, of account days that are one per account, day and paid day.

    Only rows that share a customer's day with others are added up, which are few: those of accounts that belong
    together, and those of a day that also moved money of another paid day.
    """

    rows = account_day.filter(account_day.account_id.notnull())
    is_moved = (rows.purchase_day != rows.day) | rows.purchase_day.isnull()
    moved = rows.filter(is_moved).select("account_id", "day").distinct()
    keys = ["account_id", "day"]
    alone = rows.anti_join(customer_account, "account_id").anti_join(moved, keys)
    alone = alone.select("day", *MEASURES, customer_id="account_id")
    linked = rows.inner_join(customer_account.select("account_id", "customer_id"), "account_id")
    shared = rows.anti_join(customer_account, "account_id").semi_join(moved, keys)
    both = linked.select("day", *MEASURES, "customer_id").union(
        shared.select("day", *MEASURES, customer_id="account_id")
    )
    sums = {
        name: whole_sum(both[name]) if kind == "int64" else both[name].sum().cast(kind) for name, kind in KIND.items()
    }
    return alone.union(both.group_by("day", "customer_id").aggregate(**sums).select(*alone.columns))


def customer_attribute(account_attribute: ir.Table) -> ir.Table:
    """The latest value of each attribute of a customer; of two accounts of one day that with the greater id.

    ``account_attribute`` has ``customer_id`` and no version that holds only later.
    """
    import ibis

    latest = ibis.window(group_by=["customer_id", "name"], order_by=[ibis.desc("valid_from"), ibis.desc("account_id")])
    rows = account_attribute.mutate(place=ibis.row_number().over(latest))
    return rows.filter(rows.place == 0).select("customer_id", "name", "value")
