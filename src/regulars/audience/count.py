"""How many a rule means: over the tags, or where it asks of counted deeds only, over those who did them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.audience.indexed import is_indexed
from regulars.audience.members import answered, members, needs
from regulars.audience.truth import Seen, kept
from regulars.core.rule import And, Deed, Did, InAudience, Not, Or, Rule, conditions

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.audience.evening import Evening


def people(rule: Rule, evening: Evening) -> ir.Table:
    """One row, ``people``.

    Most customers did none of what a rule of deeds asks for, and of these it holds or it does not: so the others are
    counted, or counted off from everyone, and nobody's tags are read.
    """
    if not all(isinstance(leaf, Did) and is_indexed(leaf.deed, evening) for leaf in conditions(rule)):
        return _counted(members(rule, evening))
    if not _holds_of_idle(rule):
        return _counted(_doers(rule, evening))
    others = _counted(_doers(rule.part if isinstance(rule, Not) else Not(rule), evening)).rename(others="people")
    both = _counted(evening.read("customer_tag")).cross_join(others)
    return both.select(people=both.people - both.others)


def _counted(rows: ir.Table) -> ir.Table:
    return rows.aggregate(people=rows.count())


def _holds_of_idle(rule: Rule) -> bool:
    """Whether a rule of deeds holds of whoever did none of them."""
    match rule:
        case And(parts=parts):
            return all(map(_holds_of_idle, parts))
        case Or(parts=parts):
            return any(map(_holds_of_idle, parts))
        case Not(part=part):
            return not _holds_of_idle(part)
        case InAudience(rule=inner) if inner is not None:
            return _holds_of_idle(inner)
        case Did(at_least=least):
            return least == 0
    raise AssertionError(rule)


def _doers(rule: Rule, evening: Evening) -> ir.Table:
    """The ``customer_id`` of those for whom a rule holds that holds of nobody idle."""
    asked, first = needs([rule]), _demanded(rule)
    columns = {need: f"need_{place}" for place, need in enumerate(asked)}
    told = {}
    for need, most in asked.items():
        least = first.at_least if first is not None and first.deed == need else 1
        told[need] = answered(need, evening, most=most, least=least).rename({columns[need]: "answer"})
    rows = _all_of(told, columns) if first is None else _beside(told, first.deed)
    return rows.filter(kept(rule, Seen(rows, columns, evening.as_of))).select("customer_id")


def _demanded(rule: Rule) -> Did | None:
    """A deed that everyone whom the rule means must have done."""
    if isinstance(rule, And):
        return next((found for part in rule.parts if (found := _demanded(part)) is not None), None)
    if isinstance(rule, InAudience) and rule.rule is not None:
        return _demanded(rule.rule)
    return rule if isinstance(rule, Did) and rule.at_least > 0 else None


def _beside(told: dict[Any, ir.Table], first: Deed) -> ir.Table:
    """Those who did what is demanded, with how often they did the rest."""
    rows = told[first]
    for other in (table for need, table in told.items() if need != first):
        other = other.rename(of_customer="customer_id")
        rows = rows.left_join(other, rows.customer_id == other.of_customer).drop("of_customer")
    return rows


def _all_of(told: dict[Any, ir.Table], columns: dict[Any, str]) -> ir.Table:
    """Everyone who did any of it, a row each."""
    import ibis

    if len(told) == 1:
        return next(iter(told.values()))

    def widened(need: Deed) -> ir.Table:
        rows = told[need]
        empty = ibis.null("int64")
        return rows.select(
            "customer_id", **{name: rows[name] if one == need else empty for one, name in columns.items()}
        )

    rows = ibis.union(*map(widened, told))
    return rows.group_by("customer_id").aggregate(**{name: rows[name].max() for name in columns.values()})
