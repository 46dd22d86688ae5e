"""Rules that name one another, put into each other; one that leads back to itself is a fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from regulars.core.errors import Fault, raise_faults
from regulars.core.rule import And, InAudience, Not, Or, Rule, parts

#: A few audiences can double one another into more conditions than any engine reads.
MOST_CONDITIONS = 2_000


def filled(rule: Rule, rule_of: Callable[[str], Rule], *, name: str | None = None) -> Rule:
    """The rule with the rules of the audiences that it names. ``name`` is that of the rule itself, where it has one.

    InputError where an audience is made of itself, or where the whole grows beyond ``MOST_CONDITIONS``.
    """
    found = _filled(rule, rule_of, (name,) if name else ())
    if (many := _size(found, {})) > MOST_CONDITIONS:
        message = f"has {many:,} conditions with all its audiences filled in; {MOST_CONDITIONS:,} can be asked at once"
        raise_faults([Fault("", message)], title="the rule cannot be used")
    return found


def _filled(rule: Rule, rule_of: Callable[[str], Rule], above: tuple[str, ...]) -> Rule:
    match rule:
        case And(parts=inner):
            return And(tuple(_filled(part, rule_of, above) for part in inner))
        case Or(parts=inner):
            return Or(tuple(_filled(part, rule_of, above) for part in inner))
        case Not(part=part):
            return Not(_filled(part, rule_of, above))
        case InAudience(name=name):
            if name in above:
                way = " → ".join([*above[above.index(name) :], name])
                raise_faults(
                    [Fault("", f"audience {name!r} is made of itself: {way}")], title="the rule cannot be used"
                )
            return replace(rule, rule=_filled(rule_of(name), rule_of, (*above, name)))
    return rule


def _size(rule: Rule, known: dict[int, int]) -> int:
    """How many conditions there are, one that is used again counted again."""
    if id(rule) not in known:
        inner = parts(rule)
        known[id(rule)] = sum(_size(part, known) for part in inner) if inner else 1
    return known[id(rule)]
