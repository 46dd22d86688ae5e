"""Who came into an audience and who left between two days, and which conditions turned for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regulars.audience.members import judged
from regulars.core.rule import Condition, Rule, conditions

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.audience.evening import Evening

COUNTS = ("before", "after", "stayed", "entered", "left", "entered_new", "left_gone")
TURNS = ("entered_on", "entered_off", "left_on", "left_off")


@dataclass(frozen=True)
class Turn:
    """For how many of those who entered and of those who left a condition became true, or ceased to be."""

    condition: str
    entered_on: int
    entered_off: int
    left_on: int
    left_off: int


def drift(rule: Rule, before: Evening, after: Evening) -> ir.Table:
    """One row of counts: ``COUNTS``, and for condition 0, 1 … of the rule ``entered_on_0`` … of ``TURNS``.

    ``entered_new`` were no customers before, ``left_gone`` are none now: merged into another, or erased by then.
    """
    import ibis

    leaves = _leaves(rule)
    one, other = judged([rule, *leaves], before), judged([rule, *leaves], after)
    one = one.rename({f"was_{place}": f"is_{place}" for place in range(len(leaves) + 1)} | {"earlier": "customer_id"})
    both = one.outer_join(other, one.earlier == other.customer_id)

    def told(name: str) -> Any:
        return both[name].fill_null(False)

    was, now = told("was_0"), told("is_0")
    entered, left = ~was & now, was & ~now
    counts = {
        "before": was, "after": now, "stayed": was & now, "entered": entered, "left": left,
        "entered_new": entered & both.earlier.isnull(), "left_gone": left & both.customer_id.isnull(),
    }  # fmt: skip
    stood = both.earlier.notnull() & both.customer_id.notnull()
    for place in range(1, len(leaves) + 1):
        on, off = ~told(f"was_{place}") & told(f"is_{place}"), told(f"was_{place}") & ~told(f"is_{place}")
        whom = {"entered_on": entered & on, "entered_off": entered & off, "left_on": left & on, "left_off": left & off}
        counts |= {f"{name}_{place - 1}": turned & stood for name, turned in whom.items()}
    return both.aggregate(**{name: ibis.coalesce(counted.sum(), 0).cast("int64") for name, counted in counts.items()})


def turns(rule: Rule, row: Mapping[str, Any]) -> list[Turn]:
    """What turned, of the row that ``drift`` has; conditions that turned for nobody are left out."""
    found = [
        Turn(leaf.text, *(int(row[f"{name}_{place}"]) for name in TURNS)) for place, leaf in enumerate(_leaves(rule))
    ]
    turned = [turn for turn in found if turn.entered_on + turn.entered_off + turn.left_on + turn.left_off]
    return sorted(turned, key=lambda turn: -(turn.entered_on + turn.entered_off + turn.left_on + turn.left_off))


def _leaves(rule: Rule) -> list[Condition]:
    return list(dict.fromkeys(conditions(rule)))
