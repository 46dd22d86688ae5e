"""Rules as true or false of each row: what is not known makes a condition false, and ``not`` turns it round."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from regulars.core.decimals import exact
from regulars.core.rule import (
    Affinity,
    And,
    Condition,
    Constant,
    Deed,
    Did,
    Field,
    Followed,
    FromAsOf,
    Holds,
    InAudience,
    Known,
    Not,
    OneOf,
    Or,
    Part,
    Rule,
    Test,
    Value,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SIGNS: dict[str, Any] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """Rows, and under which names they hold what was counted or summed for them."""

    rows: ir.Table
    columns: Mapping[Deed | Followed | Affinity, str]
    as_of: date

    def times(self, leaf: Did | Followed) -> Any:
        return self.rows[self.columns[leaf.deed if isinstance(leaf, Did) else leaf]].fill_null(0)


def truth(rule: Rule, seen: Seen) -> Any:
    """True or false of every row, never null."""
    match rule:
        case And(parts=parts):
            return _joined(operator.and_, [truth(part, seen) for part in dict.fromkeys(parts)])
        case Or(parts=parts):
            return _joined(operator.or_, [truth(part, seen) for part in dict.fromkeys(parts)])
        case Not(part=part):
            return ~truth(part, seen)
        case InAudience(name=name, rule=inner):
            assert inner is not None, f"audience {name!r} is not filled in"
            return truth(inner, seen)
    return _holds(rule, seen)


def kept(rule: Rule, seen: Seen) -> list[Any]:
    """Conditions that are all true of just those rows of which ``truth`` is; of others some may be null.

    What keeps rows need not tell false from null: without that the engine compares while it reads, and skips what of a
    file cannot hold such a value.
    """
    if isinstance(rule, And):
        return [one for part in dict.fromkeys(rule.parts) for one in kept(part, seen)]
    if isinstance(rule, InAudience) and rule.rule is not None:
        return kept(rule.rule, seen)
    return [_loose(rule, seen)]


def _loose(rule: Rule, seen: Seen) -> Any:
    match rule:
        case And(parts=parts):
            return _joined(operator.and_, [_loose(part, seen) for part in dict.fromkeys(parts)])
        case Or(parts=parts):
            return _joined(operator.or_, [_loose(part, seen) for part in dict.fromkeys(parts)])
        case Not() | InAudience():
            return truth(rule, seen)
    return _compared(rule, seen)


def _joined(join: Callable[[Any, Any], Any], parts: Sequence[Any]) -> Any:
    """Joined in halves: one after the other, a long list nests deeper than Python's stack."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return join(_joined(join, parts[:half]), _joined(join, parts[half:]))


def _holds(leaf: Condition, seen: Seen) -> Any:
    found = _compared(leaf, seen)
    return found if isinstance(leaf, Known | Did | Followed) else found.fill_null(False)


def _compared(leaf: Condition, seen: Seen) -> Any:
    """Null of what is not known."""
    match leaf:
        case Test(left=left, sign=sign, right=right):
            floats = _is_float(left, seen) or _is_float(right, seen)
            sides = (value(side, seen, floats=floats) for side in (left, right))
            return _SIGNS[sign](*sides)
        case OneOf(value=one, choices=choices, is_not=is_not):
            listed = [shown(choice, seen.as_of, floats=_is_float(one, seen)) for choice in choices]
            found = value(one, seen).isin(listed)
            return ~found if is_not else found
        case Part(how=how, value=one, part=part):
            return _part(how, value(one, seen), part)
        case Known(value=one):
            return value(one, seen).notnull()
        case Holds(value=one):
            return value(one, seen)
        case Did(at_least=least, at_most=most):
            times = seen.times(leaf)
            return times >= least if most is None else (times >= least) & (times <= most)
        case Followed():
            return seen.times(leaf) > 0
    raise AssertionError(leaf)


def _part(how: str, word: Any, part: str) -> Any:
    import ibis

    word, sought = word.lower(), ibis.literal(part, "string").lower()
    methods = {"contains": word.contains, "starts_with": word.startswith, "ends_with": word.endswith}
    return methods[how](sought)


def value(one: Value, seen: Seen, *, floats: bool = False) -> Any:
    """The expression of a value. ``floats``: it is compared with a floating-point column."""
    match one:
        case Field(name=name):
            return seen.rows[name]
        case Affinity():
            return seen.rows[seen.columns[one]]
    return shown(one, seen.as_of, floats=floats)


def shown(one: Constant | FromAsOf, as_of: date, *, floats: bool = False) -> Any:
    """A constant as the engine compares it."""
    import ibis

    if isinstance(one, FromAsOf):
        return ibis.literal(as_of + timedelta(days=one.days), "date")
    if one.kind == "number":
        return ibis.literal(float(one.value), "float64") if floats else exact(one.value)  # type: ignore[arg-type]
    kinds = {"word": "string", "day": "date", "yes_no": "boolean"}
    return ibis.literal(one.value, kinds[one.kind])


def _is_float(one: Value, seen: Seen) -> bool:
    if isinstance(one, Field | Affinity):
        return bool(value(one, seen).type().is_floating())
    return False
