"""What a shop knew at the end of a day, as rules ask it; and the words that they may use for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from regulars.app.day import has_erased, links, snapshot
from regulars.app.event_index import EventIndex
from regulars.app.parts import Parts
from regulars.app.place_names import place_codes, place_words
from regulars.app.tags import usable
from regulars.audience.evening import Counted, Evening
from regulars.core.behaviour import SPANS, Behaviour
from regulars.core.rule_words import Names, Term
from regulars.core.shelf import joined, own_declarations
from regulars.profile.account_taste import DIMENSIONS, product_span
from regulars.profile.customer_activity import resolved
from regulars.report.names import GROUPS, STAGES, TIERS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace
    from regulars.core.tag import Tag
    from regulars.lake import Lake

#: Tables of the build that rules read, kept by as-of day.
_DAILY = ("customer_tag", "customer_affinity")


def evening(workspace: Workspace, day: date) -> Evening:
    """``day`` is one whose tags are built."""
    return Evening(
        day, workspace.settings.zone, partial(_first_day, workspace), partial(_read, workspace, day),
        partial(_resolved, workspace, day), behaviours(workspace), partial(_counted, workspace, day),
    )  # fmt: skip


def _resolved(workspace: Workspace, day: date, rows: ir.Table) -> ir.Table:
    lake, asked = workspace.lake, f"SELECT count(*) FROM lake.main.customer_account WHERE as_of = DATE '{day}'"
    if not lake.noted(f"links of {day}", lambda: lake.rows(asked)[0][0]):
        return rows.mutate(customer_id=rows.account_id)  # most shops link few accounts, many none
    return resolved(rows, links(workspace, day))


def _counted(workspace: Workspace, day: date) -> Counted | None:
    """The counts of events, where the build made them and nothing came since: no events, nobody's wish to be erased."""
    lake = workspace.lake
    if not lake.has("event_last") or has_erased(workspace, day):
        return None
    if not lake.noted(f"events of {day}", lambda: _is_fresh(lake, day)):
        return None
    days, where = lake.table("event_day"), f"as_of = DATE '{day}'"
    last = lake.noted(f"last events of {day} {lake.engine is None}", lambda: lake.part("event_last", "as_of", day))
    asked = f"SELECT count(*) FROM lake.main.event_last WHERE {where} AND NOT is_customer"
    has_others = lake.noted(f"events of others, {day}", lambda: bool(lake.rows(asked)[0][0]))
    return Counted(days.filter(days.day <= day), last, has_others)


def _is_fresh(lake: Lake, day: date) -> bool:
    return EventIndex(lake, Parts(lake)).is_fresh(day)


def _read(workspace: Workspace, day: date, name: str) -> ir.Table:
    lake = workspace.lake
    if name == "product_span":
        product = lake.table("product")
        return product_span(product.filter(product.valid_from <= day))
    if name in _DAILY:
        return snapshot(workspace, name, day)
    table = lake.table(name)
    return table.filter(table[_dated(workspace, name)] <= day)


def _dated(workspace: Workspace, name: str) -> str:
    dated = workspace.tables[name].dated
    assert dated is not None, f"{name} has no day, so no rule can read it"
    return dated


def _first_day(workspace: Workspace) -> date:
    asked = " UNION ALL ".join(
        f"SELECT min(day) AS day FROM lake.main.{name}"
        for name, table in workspace.tables.items()
        if table.dated == "day" and workspace.lake.has(name)
    )
    found: date | None = workspace.lake.rows(f"SELECT min(day) FROM ({asked})")[0][0]
    return found or date.today()


# Words ---------------------------------------------------------------------------------------------------------------


def behaviours(workspace: Workspace) -> Mapping[str, Behaviour]:
    """The shipped behaviours, the shop's own from its ``behaviours`` folder, and one for each name of an event."""
    return _Behaviours(workspace)


class _Behaviours(Mapping[str, Behaviour]):
    """Asks for the events of the shop only where a name is none of the declared ones."""

    def __init__(self, workspace: Workspace) -> None:
        from regulars.catalogue.shelf import behaviours as shipped

        self._workspace = workspace
        own = own_declarations(workspace.folder / "behaviours", "BEHAVIOUR", Behaviour)
        self._declared = joined(shipped(), own)
        self._events: dict[str, Behaviour] | None = None

    def _all(self) -> dict[str, Behaviour]:
        if self._events is None:
            from regulars.catalogue.behaviours.event import named

            lake = self._workspace.lake
            asked = "SELECT DISTINCT name FROM lake.main.event ORDER BY 1"
            rows = lake.noted("names of events", lambda: lake.rows(asked)) if lake.has("event") else []
            self._events = {name: named(name) for (name,) in rows if name not in self._declared}
        return self._declared | self._events

    def __getitem__(self, name: str) -> Behaviour:
        return self._declared[name] if name in self._declared else self._all()[name]

    def __iter__(self) -> Any:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def names(workspace: Workspace, audiences: list[str]) -> Names:
    """Every word that a rule of this shop may use."""
    known = behaviours(workspace)
    fields = {"customer_id": Term("word")} | {
        tag.name: Term(tag.unit, _words(workspace, tag)) for tag in usable(workspace.folder)[0].values()
    }
    fields |= {
        kind: Term("word", place=partial(_place, workspace, kind), places=partial(place_words, kind))
        for kind in ("province", "country")
    }
    return Names(fields, lambda: _Asked(known), DIMENSIONS, audiences)


def _place(workspace: Workspace, kind: str, written: str) -> str | None:
    """What is stored for a place. Sources without codes have their own words, and these go first."""
    code, lake = place_codes(kind).get(written.strip().lower()), workspace.lake
    if code == written or not lake.has("account_attribute"):
        return code
    asked = "SELECT DISTINCT value FROM lake.main.account_attribute WHERE name = ?"
    stored = lake.noted(f"words of {kind}", lambda: {value for (value,) in lake.rows(asked, [kind])})
    return written if written in stored else code


class _Asked(Mapping[str, Mapping[str, Term]]):
    """What can be asked of each behaviour."""

    def __init__(self, known: Mapping[str, Behaviour]) -> None:
        self._known = known

    def __getitem__(self, name: str) -> Mapping[str, Term]:
        return {field: Term(unit, within=SPANS.get(field)) for field, unit in self._known[name].asked.items()}

    def __iter__(self) -> Any:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _words(workspace: Workspace, tag: Tag) -> Any:
    """The words of a tag where they are few: declared with it, or those of groups, stages and tiers."""
    if tag.name == "tier":
        return partial(_tiers, workspace)
    declared = tag.words or {"rfm_group": GROUPS, "stage": STAGES}.get(tag.name)
    return None if declared is None else lambda: tuple(declared)


def _tiers(workspace: Workspace) -> tuple[str, ...]:
    """The computed tiers and those in the programme's own words."""
    lake = workspace.lake
    rows = lake.rows("SELECT DISTINCT tier FROM lake.main.loyalty_account WHERE tier IS NOT NULL")
    return tuple(dict.fromkeys([*TIERS, *sorted(row[0] for row in rows)]))
