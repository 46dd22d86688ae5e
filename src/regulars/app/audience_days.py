"""The members of saved audiences, recorded by each build, so that their size over time can be told."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.app.audience_files import rule_of, saved_names
from regulars.app.evening import evening
from regulars.app.parts import Part, Parts, digest, ruled
from regulars.audience.members import members
from regulars.audience.size import size
from regulars.core.errors import RegularsError
from regulars.core.frame import Frame
from regulars.core.rule import Rule, deeds
from regulars.core.time import month_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace

TABLE = "audience_member"


def record(workspace: Workspace, parts: Parts, day: date) -> list[str]:
    """Record who is in each saved audience at the end of a day; what is said of those that cannot be asked.

    An audience that cannot be used must not keep a shop from its daily build.
    """
    notes = []
    for name in saved_names(workspace):
        try:
            rule = rule_of(workspace, name)[1]
        except RegularsError as error:
            notes.append(f"audience {name!r} is not recorded: {error}")
            continue
        where = f"audience = '{name}' AND as_of = DATE '{day}'"  # a name has no quotes: audience_file.is_name
        parts.make(
            TABLE, _part(name, day), _inputs(workspace, parts, rule, day),
            partial(_members, workspace, name, rule, day), where=where,
        )  # fmt: skip
    _forget_erased(workspace)
    return notes


def _part(name: str, day: date) -> str:
    return f"{day} {name}"


def _members(workspace: Workspace, name: str, rule: Rule, day: date) -> ir.Table:
    import ibis

    found = members(rule, evening(workspace, day))
    return found.select(audience=ibis.literal(name, "string"), as_of=ibis.literal(day), customer_id=found.customer_id)


def _inputs(workspace: Workspace, parts: Parts, rule: Rule, day: date) -> str:
    from regulars import __version__

    known = evening(workspace, day).behaviours
    asked = [known[deed.behaviour] for deed in deeds(rule)]
    facts = sorted({fact for one in asked for fact in one.reads})
    files = sorted({one.rows.__code__.co_filename for one in asked})
    made_of = digest([
        __version__, *(parts.content(table, day) for table in ("customer_tag", "customer_affinity")),
        *([parts.content("customer_account", day), parts.versions(*facts, until=month_of(day))] if facts else []),
        *(hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in files),
    ])  # fmt: skip
    return ruled(made_of, digest([rule]))


def _forget_erased(workspace: Workspace) -> None:
    """Records of earlier days stay as they were, but not of people who asked to be forgotten."""
    from regulars.lake import Change

    lake = workspace.lake
    if not lake.has(TABLE):
        return
    gone = "customer_id IN (SELECT account_id FROM lake.main.erasure)"
    if lake.rows(f"SELECT count(*) FROM lake.main.{TABLE} WHERE {gone}")[0][0]:
        lake.publish([Change(TABLE, where=gone)], message="erased people leave the records of audiences")


def _recorded(workspace: Workspace, name: str) -> dict[date, str]:
    """The days on which an audience was recorded, ascending, each with the digest of its rule."""
    if not workspace.lake.has("build_part"):
        return {}
    asked = 'SELECT part, inputs FROM lake.main.build_part WHERE "table" = ? ORDER BY 1'
    found = [(part.partition(" "), Part(inputs).rules) for part, inputs in workspace.lake.rows(asked, [TABLE])]
    return {date.fromisoformat(day): rules for (day, _, of), rules in found if of == name}


def sizes(workspace: Workspace, name: str, rule: Rule) -> Frame:
    """``as_of``, ``people``, ``entered``, ``left`` of each recorded day, and ``is_same_rule``, whether the audience had
    the rule then that it has now; none is known to have come on the first."""
    import pyarrow as pa

    recorded, lake = _recorded(workspace, name), workspace.lake
    days, same = list(recorded), [told == digest([rule]) for told in recorded.values()]
    schema = pa.schema([("as_of", pa.date32()), *((count, pa.int64()) for count in ("people", "entered", "left")),
                        ("is_same_rule", pa.bool_())])  # fmt: skip
    if not days:
        return Frame(schema.empty_table())
    with lake.scratch():
        places = lake.hold(pa.table({"as_of": pa.array(days, pa.date32()), "place": list(range(len(days)))}))
        table = lake.table(TABLE)
        found = lake.arrow(size(table.filter(table.audience == name), places)).to_pylist()
    lines = _lines(days, {row["place"]: row for row in found})
    told = [line | {"is_same_rule": is_same} for line, is_same in zip(lines, same, strict=True)]
    return Frame(pa.Table.from_pylist(told, schema=schema))


def _lines(days: list[date], counted: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """A line a day, also of those on which nobody was in it."""
    nobody = {"people": 0, "entered": 0, "leaving": 0}
    lines = []
    for place, day in enumerate(days):
        row, before = counted.get(place, nobody), counted.get(place - 1, nobody)
        is_first = place == 0
        lines.append({
            "as_of": day, "people": row["people"], "entered": None if is_first else row["entered"],
            "left": None if is_first else before["leaving"],
        })  # fmt: skip
    return lines
