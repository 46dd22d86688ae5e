"""Why a customer is in an audience or out of it: each side of the rule with what was met and what was seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regulars.audience.members import seen
from regulars.audience.truth import Seen, truth, value
from regulars.core.rule import (
    Affinity,
    And,
    Condition,
    Constant,
    Did,
    Followed,
    FromAsOf,
    InAudience,
    Not,
    Or,
    Rule,
    conditions,
    parts,
    told,
    values,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.audience.evening import Evening


@dataclass(frozen=True)
class Reason:
    """One line of the rule, ``level`` steps in. ``value`` is what the customer has, or how often they did it."""

    level: int
    kind: str
    text: str
    is_met: bool
    value: Any = None


def found(rule: Rule, evening: Evening, *, customer_id: str) -> ir.Table:
    """One row of the customer with ``is_0``, ``is_1`` … and ``value_0`` … of the rule's conditions; none for nobody."""
    told_of = seen([rule], evening, only=customer_id)
    columns = {}
    for place, leaf in enumerate(_leaves(rule)):
        columns[f"is_{place}"] = truth(leaf, told_of)
        columns[f"value_{place}"] = _value(leaf, told_of)
    return told_of.rows.select("customer_id", **columns)


def why(rule: Rule, row: Mapping[str, Any]) -> list[Reason]:
    """The rule line by line, of the row that ``found`` has; the first line is the rule as a whole."""
    place = {leaf: place for place, leaf in enumerate(_leaves(rule))}
    return list(_lines(rule, row, place, 0))


def is_met(rule: Rule, row: Mapping[str, Any], place: Mapping[Condition, int]) -> bool:
    match rule:
        case And():
            return all(is_met(part, row, place) for part in parts(rule))
        case Or() | InAudience():
            return any(is_met(part, row, place) for part in parts(rule))
        case Not(part=part):
            return not is_met(part, row, place)
    return bool(row[f"is_{place[rule]}"])


def _leaves(rule: Rule) -> list[Condition]:
    return list(dict.fromkeys(conditions(rule)))


def _lines(rule: Rule, row: Mapping[str, Any], place: Mapping[Condition, int], level: int) -> Iterator[Reason]:
    kinds = {And: "all", Or: "any", Not: "not", InAudience: "audience"}
    kind = kinds.get(type(rule), "condition")
    seen_value = row[f"value_{place[rule]}"] if kind == "condition" else None  # type: ignore[index]
    yield Reason(level, kind, told(rule), is_met(rule, row, place), seen_value)
    for part in parts(rule):
        yield from _lines(part, row, place, level + 1)


def _value(leaf: Condition, told_of: Seen) -> Any:
    if isinstance(leaf, Did | Followed):
        return told_of.times(leaf)
    of_customer = [one for one in values(leaf) if not isinstance(one, Constant | FromAsOf)]
    found_value = value(of_customer[0], told_of)
    return found_value.round(6) if isinstance(of_customer[0], Affinity) else found_value
