"""Rules that name one another, put into each other; one that leads back to itself is a fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from regulars.core.errors import Fault, raise_faults
from regulars.core.rule import And, Did, Followed, InAudience, Not, Or, Rule, conditions, parts

#: A few audiences can double one another into more conditions than any engine reads; each deed is a table to join, and
#: what nests deeper ends Python's stack on the way to the engine.
MOST_CONDITIONS, MOST_DEEDS, MOST_DEEP = 1_000, 40, 80


def filled(rule: Rule, rule_of: Callable[[str], Rule], *, name: str | None = None) -> Rule:
    """The rule with the rules of the audiences that it names. ``name`` is that of the rule itself, where it has one.

    InputError where an audience is made of itself, or where the whole grows beyond what can be asked at once.
    """
    found = _filled(rule, rule_of, (name,) if name else ())
    raise_faults(_too_much(found), title="the rule cannot be used")
    return found


def _too_much(rule: Rule) -> list[Fault]:
    many = _size(rule, {})
    if many > MOST_CONDITIONS:
        most = f"{MOST_CONDITIONS:,} can be asked at once. Values of one tag are a list: tag in (…)"
        return [Fault("", f"has {many:,} conditions with all its audiences filled in; {most}")]
    if _is_deep(rule):
        return [Fault("", f"goes beyond {MOST_DEEP} levels with all its audiences filled in")]
    deeds = [leaf for leaf in conditions(rule) if isinstance(leaf, Did | Followed)]
    asked = len({leaf if isinstance(leaf, Followed) else leaf.deed for leaf in deeds})
    if asked > MOST_DEEDS:
        return [Fault("", f"looks for {asked} different deeds; {MOST_DEEDS} can be asked at once. Make tags of some")]
    return []


def _is_deep(rule: Rule) -> bool:
    level = [rule]
    for _ in range(MOST_DEEP):
        level = [part for one in level for part in parts(one)]
    return bool(level)


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
