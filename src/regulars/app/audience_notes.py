"""What one should hear beside an answer of a rule: conditions that nobody can meet, for nothing is known or nobody has
such a value. The answer stands; it is no fault, as it may be otherwise tomorrow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from functools import reduce
from typing import TYPE_CHECKING, Any

from regulars.audience.evening import Evening
from regulars.core.rule import (
    Condition,
    Constant,
    Deed,
    Field,
    Known,
    OneOf,
    Part,
    Rule,
    Test,
    Value,
    conditions,
    deeds,
    values,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.lake import Lake

#: So many values of the shop's own are named where nobody has the one that is asked for.
MOST_NAMED = 6
#: The method of a column for each way in which it is held against a word.
_METHODS = {"is": "__eq__", "contains": "contains", "starts_with": "startswith", "ends_with": "endswith"}


def notes(rule: Rule, evening: Evening, lake: Lake) -> list[str]:
    """A sentence for each thing that a rule asks for in vain at the end of a day."""
    day = evening.as_of
    return [
        *_of_days(rule, day),
        *_of_tags(rule, evening.read("customer_tag"), lake),
        *(note for deed in deeds(rule) for note in _of_deed(deed, evening, lake)),
    ]


def _of_days(rule: Rule, day: date) -> Iterator[str]:
    """Days that have not come at the end of the as-of day, where something is to lie on them or after."""
    asked: list[Value] = []
    for leaf in conditions(rule):
        if isinstance(leaf, Test):
            asked += {">": [leaf.right], ">=": [leaf.right], "<": [leaf.left], "<=": [leaf.left],
                      "==": [leaf.left, leaf.right]}.get(leaf.sign, [])  # fmt: skip
    asked += [deed.since for deed in deeds(rule) if deed.since is not None]
    for later in dict.fromkeys(one for one in asked if isinstance(one, Constant) and isinstance(one.value, date)):
        if later.value > day:  # type: ignore[operator]
            yield f"{later.value} is after {day}, the day that is asked about: nothing of it is known"


def _of_tags(rule: Rule, rows: ir.Table, lake: Lake) -> Iterator[str]:
    """Tags that are known of nobody, and words that nobody has."""
    import ibis

    tags = [name for name in _held(rule) if name in rows.columns and name != "customer_id"]
    words = [asked for asked in _words(rule) if asked[0] in tags]
    if not tags:
        return
    counts = {f"known_{place}": rows[name].count() for place, name in enumerate(tags)}
    has = {
        f"has_{place}": ibis.coalesce(getattr(rows[name], _METHODS[how])(word).sum(), 0)
        for place, (name, how, word) in enumerate(words)
    }
    found = lake.arrow(rows.aggregate(everyone=rows.count(), **counts, **has)).to_pylist()[0]
    if not found["everyone"]:
        return
    unknown = [name for place, name in enumerate(tags) if not found[f"known_{place}"]]
    for name in unknown:
        yield f"{name} is known of nobody: no source tells it, so each condition on it is false of everyone"
    for place, (name, how, word) in enumerate(words):
        if name not in unknown and not found[f"has_{place}"]:
            what = f"{name} {word!r}" if how == "is" else f"a {name} that {how.replace('_', ' ')} {word!r}"
            yield f"nobody has {what}. {_nearest(word, _common(rows, name, lake))}"


def _held(rule: Rule) -> list[str]:
    """The tags that are held against something; whether they are known may be asked of any."""
    asked = [leaf for leaf in conditions(rule) if not isinstance(leaf, Known)]
    return list(dict.fromkeys(side.name for leaf in asked for side in values(leaf) if isinstance(side, Field)))


def _words(rule: Rule) -> list[tuple[str, str, str]]:
    """Tags with the words that they are held against, and how."""
    found: list[tuple[str, str, str]] = []
    for leaf in conditions(rule):
        if isinstance(leaf, Part) and isinstance(leaf.value, Field):
            found.append((leaf.value.name, leaf.how, leaf.part))
        tag, words = _asked(leaf)
        if tag is not None and tag.kind == "word":
            found += [(tag.name, "is", word.value) for word in words if isinstance(word.value, str)]
    return list(dict.fromkeys(found))


def _asked(leaf: Condition) -> tuple[Field | None, tuple[Constant, ...]]:
    match leaf:
        case Test(left=Field() as tag, right=Constant() as word) | Test(left=Constant() as word, right=Field() as tag):
            return tag, (word,)
        case OneOf(value=Field() as tag, choices=choices):
            return tag, choices
    return None, ()


def _common(rows: ir.Table, name: str, lake: Lake) -> list[str]:
    """The values of a tag, the most common first; of very many some."""
    import ibis

    told = rows.filter(rows[name].notnull())
    counted = told.group_by(value=told[name]).aggregate(people=told.count())
    kept = counted.order_by(ibis.desc("people"), "value").limit(1_000)
    return [row["value"] for row in lake.arrow(kept).to_pylist()]


def _nearest(word: str, known: list[str]) -> str:
    lowered: dict[str, str] = reduce(lambda found, one: {one.lower(): one} | found, known, {})
    near = [lowered[one] for one in get_close_matches(word.lower(), lowered, n=2, cutoff=0.6)]
    if near:
        return f"Did you mean {' or '.join(map(repr, near))}?"
    named = ", ".join(map(repr, known[:MOST_NAMED]))
    return f"The most common: {named}" if len(known) > MOST_NAMED else f"There are: {named}"


def _of_deed(deed: Deed, evening: Evening, lake: Lake) -> Iterator[str]:
    """A behaviour of which nothing was ever known by the day."""
    behaviour: Any = evening.behaviours[deed.behaviour]
    if behaviour.events == "named":  # its name is one that the shop's events have
        return
    if lake.arrow(evening.read(behaviour.reads[0]).limit(1)).num_rows:  # mostly so; the rows of some are joined first
        return
    if not lake.arrow(behaviour.rows(evening.read, frozenset()).limit(1).select("day")).num_rows:
        yield f"no {deed.behaviour!r} is known by {evening.as_of}: no source tells any, so nobody did it"
