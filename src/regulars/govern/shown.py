"""What a person sees of a value that could not be used: as the file holds it, or as the formula made it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from regulars.core.time import local_time, offsets

if TYPE_CHECKING:
    from regulars.core.formula import Formula
    from regulars.govern.typed import TypedColumns

Shown = Callable[[Any], Any]  #: of the table that ``clean`` makes


def as_written(typed: TypedColumns, formula: Formula) -> Shown | None:
    """What the file holds in the columns of a formula of which no value came; None where all are personal."""
    held = {name: typed.untouched(name) for name in sorted(formula.columns) if name not in typed.mapping.personal}
    if not held:
        return None
    if (one := formula.column) is not None:
        return lambda table: _anything(table[held[one]])
    return lambda table: _listed({name: _anything(table[short]) for name, short in held.items()})


def as_moment(typed: TypedColumns, name: str, *, zone: str) -> Shown:
    """A UTC moment on the clock of the zone."""
    start, end = typed.span()
    return lambda table: local_time(table[name], offsets(zone, start, end)).cast("string")


def as_number(name: str) -> Shown:
    """A number without the zeros that only storing it gave it."""
    return lambda table: _plain(table[name])


def as_product(quantity: str, price: str, discounts: Sequence[str]) -> Shown:
    """What an amount was made of: the amount itself may be too large to be written."""

    def shown(table: Any) -> Any:
        made = _plain(table[quantity]) + " × " + _plain(table[price])
        for discount in discounts:
            made = made + (" − " + _plain(table[discount])).fill_null("")
        return made

    return shown


def _plain(number: Any) -> Any:
    return number.cast("string").re_replace(r"\.0+$|(\.[0-9]*[1-9])0+$", r"\1")


def _anything(value: Any) -> Any:
    """The text of a raw value; nothing for an empty one."""
    text = value.cast("string").strip()
    return text.nullif("")


def _listed(values: dict[str, Any]) -> Any:
    """``qty: nan, price: 5``, without the empty ones."""
    import ibis

    text = ibis.literal("")
    for name, value in values.items():
        text = text + (ibis.literal(f", {name}: ") + value).fill_null("")
    return text.substr(2).nullif("")
