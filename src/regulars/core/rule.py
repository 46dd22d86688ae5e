"""A rule as a tree of values: who belongs to an audience. ``rule_read`` makes it of text, ``audience`` answers it.

A condition is true or false of everybody: what is not known of a customer makes a condition false, ``!=`` and
``not in`` included, and ``not`` turns it round. So a rule and its negation cover everyone, once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["number", "word", "day", "yes_no"]
Sign = Literal["==", "!=", "<", "<=", ">", ">="]
#: What kind of value each unit of a tag or of a behaviour's field is.
KINDS: dict[str, Kind] = {
    "money": "number", "count": "number", "days": "number", "share": "number", "number": "number",
    "word": "word", "day": "day", "yes_no": "yes_no",
}  # fmt: skip


# Values --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """A tag of the customer, or within ``where`` a field of what they did."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Affinity:
    """How much of a customer's money goes to a value of a dimension, 0 to 1, recent money counting more."""

    dimension: str
    value: str
    kind: Kind = "number"


@dataclass(frozen=True)
class Constant:
    value: Decimal | str | date | bool
    kind: Kind


@dataclass(frozen=True)
class FromAsOf:
    """The as-of day and so many days more, or less."""

    days: int
    kind: Kind = "day"


Value = Field | Affinity | Constant | FromAsOf


# Conditions, the leaves. ``text`` is as it was written, ``at`` the character where it begins; no two differ by them. --


@dataclass(frozen=True)
class Test:
    left: Value
    sign: Sign
    right: Value
    text: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class OneOf:
    value: Value
    choices: tuple[Constant, ...]
    is_not: bool = False
    text: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Part:
    """Whether a word contains, starts or ends with a text, capitals or not being the same."""

    how: Literal["contains", "starts_with", "ends_with"]
    value: Value
    part: str
    text: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Known:
    value: Value
    text: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Holds:
    """A yes-or-no tag by itself."""

    value: Field
    text: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Deed:
    """What is looked for among the things that were done: in the last so many hours or days of the shop, or between
    two days, both included; with ``where`` only those for which it holds."""

    behaviour: str
    where: Rule | None = None
    days: int | None = None
    hours: int | None = None
    since: Constant | FromAsOf | None = None
    until: Constant | FromAsOf | None = None


@dataclass(frozen=True)
class Did:
    deed: Deed
    at_least: int = 1
    at_most: int | None = None
    text: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Followed:
    """A first deed that another one followed within some hours; with ``is_not`` one that none followed, although the
    hours had passed by the end of the as-of day."""

    first: Deed
    by: Deed
    hours: int
    is_not: bool = False
    text: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class InAudience:
    """Membership in another audience; ``rule`` is that one's, put in by ``rule_set.filled``."""

    name: str
    rule: Rule | None = None
    text: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)


Condition = Test | OneOf | Part | Known | Holds | Did | Followed


# Rules ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class And:
    parts: tuple[Rule, ...]


@dataclass(frozen=True)
class Or:
    parts: tuple[Rule, ...]


@dataclass(frozen=True)
class Not:
    part: Rule


Rule = And | Or | Not | InAudience | Condition


def parts(rule: Rule) -> tuple[Rule, ...]:
    """The rules that a rule is directly made of; none for a condition."""
    match rule:
        case And(parts=inner) | Or(parts=inner):
            return inner
        case Not(part=part):
            return (part,)
        case InAudience(rule=inner_rule) if inner_rule is not None:
            return (inner_rule,)
    return ()


def conditions(rule: Rule) -> Iterator[Condition]:
    """The conditions of a rule in the order in which they stand, those of the audiences that it names included."""
    inner = parts(rule)
    for part in inner:
        yield from conditions(part)
    if not inner and not isinstance(rule, And | Or | Not | InAudience):
        yield rule


def values(condition: Condition) -> tuple[Value, ...]:
    """What a condition compares."""
    match condition:
        case Test(left=left, right=right):
            return (left, right)
        case OneOf(value=value) | Part(value=value) | Known(value=value) | Holds(value=value):
            return (value,)
    return ()


def fields(rule: Rule) -> tuple[str, ...]:
    """The tags that a rule reads, in the order of their first use."""
    found = [value.name for leaf in conditions(rule) for value in values(leaf) if isinstance(value, Field)]
    return tuple(dict.fromkeys(found))


def deeds(rule: Rule) -> tuple[Deed, ...]:
    """What a rule looks for among the things that were done."""
    found: list[Deed] = []
    for leaf in conditions(rule):
        if isinstance(leaf, Did):
            found.append(leaf.deed)
        elif isinstance(leaf, Followed):
            found += [leaf.first, leaf.by]
    return tuple(dict.fromkeys(found))


def told(rule: Rule) -> str:
    """The rule in words of the language: what it was read from, or the same for one that came as lists."""
    match rule:
        case And(parts=inner) if inner:
            return " and ".join(_within(part) for part in inner)
        case Or(parts=inner) if inner:
            return " or ".join(_within(part) for part in inner)
        case Not(part=part):
            return f"not {_within(part)}"
        case And() | Or():
            return ""
    return rule.text


def _within(rule: Rule) -> str:
    return f"({told(rule)})" if isinstance(rule, And | Or) and len(rule.parts) > 1 else told(rule)
