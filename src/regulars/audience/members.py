"""Who is in an audience: one pass over the tags, with what was done counted once for each deed that rules look for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from regulars.audience.done import counted, followed
from regulars.audience.indexed import indexed
from regulars.audience.truth import Seen, kept, truth
from regulars.core.rule import Affinity, Deed, Did, Followed, Rule, conditions, values

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.audience.evening import Evening

Need = Deed | Followed | Affinity


def members(rule: Rule, evening: Evening) -> ir.Table:
    """The rows of ``customer_tag`` of those whom the rule means."""
    found = seen([rule], evening)
    return found.rows.filter(kept(rule, found))


def judged(rules: Sequence[Rule], evening: Evening) -> ir.Table:
    """``customer_id`` of everyone, and ``is_0``, ``is_1`` … : whether the first rule holds, the second …"""
    found = seen(rules, evening)
    return found.rows.select("customer_id", **{f"is_{place}": truth(rule, found) for place, rule in enumerate(rules)})


def seen(rules: Sequence[Rule], evening: Evening, *, only: str | None = None) -> Seen:
    """``customer_tag`` with whatever else the rules need to know of a customer."""
    rows, columns = evening.read("customer_tag"), {}
    if only is not None:
        rows = rows.filter(rows.customer_id == only)
    for place, (need, most) in enumerate(needs(rules).items()):
        columns[need] = f"need_{place}"
        # Of one customer it is told how often, so all times are counted.
        told = answered(need, evening, most=most if only is None else sys.maxsize, only=only)
        told = told.rename({columns[need]: "answer", "of_customer": "customer_id"})
        rows = rows.left_join(told, rows.customer_id == told.of_customer).drop("of_customer")
    return Seen(rows, columns, evening.as_of)


def needs(rules: Sequence[Rule]) -> dict[Need, int]:
    """What rules ask beside tags, each once however often it stands; of a deed also the most times that make a
    difference: who did it more often counts the same."""
    found: dict[Need, int] = {}
    for leaf in (leaf for rule in rules for leaf in conditions(rule)):
        if isinstance(leaf, Did):
            most = max(leaf.at_least, 0 if leaf.at_most is None else leaf.at_most + 1)
            found[leaf.deed] = max(most, found.get(leaf.deed, 0))
        elif isinstance(leaf, Followed):
            found[leaf] = 1
        found |= {value: 1 for value in values(leaf) if isinstance(value, Affinity)}
    return found


def answered(need: Need, evening: Evening, *, most: int, least: int = 1, only: str | None = None) -> Any:
    """``customer_id`` and ``answer`` of those of whom there is one; of deeds, who did it less than ``least`` times and
    times beyond ``most`` may be left out."""
    if isinstance(need, Deed):
        times = indexed(need, evening, most=most, least=least)
        if times is None:
            times = counted(need, evening, only=only)
        elif only is not None:
            times = times.filter(times.customer_id == only)
        return times.select("customer_id", answer="times")
    if isinstance(need, Followed):
        return followed(need, evening, only=only).rename(answer="times")
    rows = evening.read("customer_affinity")
    rows = rows.filter(rows.dimension == need.dimension)
    # A value that is none of the five preferred ones has next to nothing of the money.
    share = rows["share"].max(where=rows["value"] == need.value).fill_null(0.0)
    return rows.group_by("customer_id").aggregate(answer=share)
